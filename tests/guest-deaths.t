#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guests and emulators that end in more ways, each by what really ends them: what died, how that
# was known, and what is kept of it. tests/long/deaths.sh has those that take longer.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

start()
{
	rm -rf "$work/run"
	"$BUILD/isotap-deaths" run --target qemu --env "$BUILD/setup.env" --run-dir "$work/run" \
		--topology one-port "$@" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
}

run()
{
	start "$@"
	wait $pid
	status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	cat "$work/out"
	tail -n 20 "$work/err"
	[ "$status" -eq "$1" ]
}

line()
{
	cat "$work/out"
	grep -qE "$1" "$work/out"
}

# ---- the guest ends itself ----

run --impl none --case 'i-*' --case 'j-*' --case 'k-*' --case h-last
ok 'ends: status 1' status_is 1
ok 'a panic while others print: its text' line 'message: "died: the guest.s kernel panicked: sysrq triggered crash'
ok 'a panic: its console is named' line '^    - "console-1.log"'
ok 'a panic: the whole log of the kernel is there' grep -q 'Command line: .*isotap\|Linux version' "$work/run/console-1.log"
ok 'a triple fault is told from a reset' line 'message: "died: the guest reset itself: triple fault'
ok 'a guest that powers off' line 'message: "died: the guest powered off'
ok 'the case before is none the worse' line '^ok 1 .*h-last'

# ---- the emulator ends ----

# $1: number of the boot
emulator()
{
	pgrep -f "^[^ ]*qemu-system.*$work/run/console-$1\\.log"
}

begun()
{
	grep -q "\"j\":\"begin\".*$1" "$work/run/journal.jsonl"
}

start --impl none --case b-hangs --case d-same-guest --case n-hangs-too --timeout-scale 400
ok 'a case hangs' within 200 begun b-hangs
kill -KILL "$(emulator 1)"
ok 'another one hangs in the next guest' within 200 begun n-hangs-too
kill -STOP "$(emulator 2)"
wait $pid
status=$?
ok 'emulators that end: the rig is broken, status 3' status_is 3
ok 'QEMU killed: the signal' line '^not ok 1 .* # BROKEN QEMU was killed by signal 9'
ok 'QEMU killed: the plan goes on' line '^ok 2 .*d-same-guest$'
ok 'QEMU stopped' line '^not ok 3 .* # BROKEN QEMU does not run: it was stopped by a signal'
ok 'no emulator is left' not emulator '[0-9]*'

# ---- a panic that is declared, and what is kept of it ----

run --impl user --expect panic --keep memory --case 'o-*' --case 'p-*'
ok 'declared panic: status 1' status_is 1
ok 'declared panic: not where software had armed the port' \
	line 'message: "the kernel went on, a panic is declared"'
ok 'declared panic: where a fault was injected' line '^ok 2 .*p-panics-of-fault'
ok 'declared panic: its text' line '^# the kernel panicked as declared: sysrq triggered crash'
ok 'declared panic: the evidence is in the results' \
	grep -q 'Kernel panic - not syncing: sysrq triggered crash' "$work/run/results.json"
ok 'memory: the image is named' grep -q '"memory-1.1.kdump"' "$work/run/results.json"
ok 'memory: makedumpfile finds the log in it' \
	makedumpfile --dump-dmesg "$work/run/memory-1.1.kdump" "$work/dmesg"
ok 'memory: with the panic' grep -q 'sysrq: Trigger a crash' "$work/dmesg"

finish
