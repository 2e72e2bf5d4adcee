#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every way in which a guest, its agent or its emulator ends that tests/guest-deaths.t has no time
# for: each has to be told for what it is. ENV: setup.env of the kernel.
. "$(dirname "$0")/lib.sh"

ENV=${ENV:-$BUILD/setup.env}
headers=$(sed -n 's/^HEADERS_DIR=//p' "$ENV")
module=$KEEP/deaths-module
rm -rf "$module" "$KEEP"/run-deaths-*
cp -r tests/oracles/module "$module"

build_module()
{
	make -C "$headers" M="$(realpath "$module")" modules >"$KEEP/deaths-module.log" 2>&1 || {
		tail -n 20 "$KEEP/deaths-module.log"
		exit 1
	}
}

start()
{
	ISOTAP_GUEST_MODULES=$(realpath "$module/isotap_oracle.ko") "$BUILD/isotap-deaths" run \
		--target qemu --env "$ENV" --impl none --topology one-port --run-dir "$(run_dir "$1")" \
		--timeout-scale "${TIMEOUT_SCALE:-1}" "${@:2}" \
		>"$KEEP/$1.tap" 2>"$KEEP/$1.err" </dev/null &
	pid=$!
}

build_module

# says NAME PATTERN: in that run's stream
says()
{
	rounds=$((rounds + 1))
	grep -qE -e "$2" "$KEEP/$1.tap" || {
		failed=$((failed + 1))
		printf 'wrong: %s does not say: %s\n' "$1" "$2"
	}
}

start deaths-user --case '[q-u]-*' --case 'h-*'
wait $pid
says deaths-user '^ok 1 .*h-last$'
says deaths-user 'message: "died: the guest reset itself \('
says deaths-user 'message: "died: the case.s process was killed by signal 9'
says deaths-user '- "init invoked oom-killer'
says deaths-user '# BROKEN the agent in the guest died: Attempted to kill init'
says deaths-user 'message: "died: the guest went silent: no beat of its agent for [0-9]+ s, its watchdog fired'
says deaths-user 'NMI: Not continuing'
says deaths-user 'message: "died: the guest floods its console'

start deaths-kernel --case '[vw]-*'
wait $pid
says deaths-kernel 'message: "died: no end after [0-9]+ ms, and it cannot be killed: process'
says deaths-kernel 'do_deaf'
says deaths-kernel 'message: "died: the guest went silent: .*processor 0 at .*, interrupts off'
says deaths-kernel 'stand_still'

# A panic between two cases: the harness does not look until both are over.
start deaths-between --case 'l-*' --case 'm-*'
until grep -q '"j":"begin"' "$KEEP/run-deaths-between/journal.jsonl" 2>/dev/null; do
	read -rt 0.2 <><(:)
done
kill -STOP $pid
read -rt 15 <><(:)
kill -CONT $pid
wait $pid
says deaths-between '^ok 1 '
says deaths-between 'message: "died: before this case began, after l-panics-later: the guest.s kernel'

# A guest that stands still before its agent is ready.
sed -i 's/\*what = ""/*what = "stand-still"/' "$module/isotap_oracle.c"
build_module
start deaths-boot --case 'h-*' --load "$(realpath "$module/isotap_oracle.ko")"
wait $pid
says deaths-boot '# BROKEN qemu: the guest died while booting: the guest went silent: no beat'
says deaths-boot 'processor 0 at .*, interrupts off'
figures deaths
