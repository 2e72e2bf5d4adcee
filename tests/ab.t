#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two sides in one session: the same kernel in two files, in guests; good ports and wrong ones, on
# the model.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

value()
{
	sed -n "s/^$1=//p" "$BUILD/setup.env"
}

# compares STATUS NAME ARGUMENT...: the session's runs are in $work/NAME
compares()
{
	local rc=0

	"$BUILD/isotap" compare --session "$work/$2" "${@:3}" >"$work/out" 2>"$work/err" \
		</dev/null || rc=$?
	cat "$work/out" "$work/err"
	echo "exit status $rc, expected $1"
	[ "$rc" -eq "$1" ]
}

says()
{
	cat "$work/out"
	grep -qE "$1" "$work/out"
}

runs_are()
{
	[ "$(find "$work/$1" -name results.json -printf '%P\n' | sort | tr '\n' ' ')" = "$2" ]
}

# by_turns ORDER...: the runs of the last session
by_turns()
{
	sed -n 's/^\([ab][0-9]*\): .*/\1/p' "$work/err" | tr '\n' ' '
	[ "$(sed -n 's/^\([ab][0-9]*\): .*/\1/p' "$work/err" | tr '\n' ' ')" = "$* " ]
}

either_order()
{
	by_turns a1 b1 b2 a2 a3 b3 b4 a4 || by_turns b1 a1 a2 b2 b3 a3 a4 b4 ||
		by_turns a1 b1 b2 a2 b3 a3 a4 b4 || by_turns b1 a1 a2 b2 a3 b3 b4 a4
}

ok 'one kernel in two files: nothing changed' \
	compares 0 kernels --rounds 1 --ab "$(value KERNEL_IMAGE)" "$(value KERNEL_BZIMAGE)" -- \
	--impl kmod --env "$BUILD/setup.env" --modules "$(value MODULES_DIR)" --topology one-port \
	--timeout-scale 4 --case opt-in --case region-switch-reads-back
ok 'one run of each' runs_are kernels 'a1/results.json b1/results.json '
ok 'both judged both cases' says '^2 cases: 2 same'

echo '--target model --impl user --area isolation --area latency --iterations 20' >"$work/good"
echo "--profile $work/good --personality no-interrupt" >"$work/wrong"
ok 'wrong ports: a regression' compares 1 once --rounds 1 --ab-profile "$work/good" "$work/wrong"
ok 'named with its reason' says '^regression   model/user/interrupt-on-entry.mem-enabled: .'
ok 'after it had failed again' \
	runs_are once 'a1/results.json a2/results.json b1/results.json b2/results.json '
ok 'only what had failed ran again' [ "$(grep -c '^' "$work/once/again")" -eq \
	"$(grep -o '"planned":[0-9]*' "$work/once/b2/journal.jsonl" | cut -d : -f 2)" ]
ok 'four rounds without a change' compares 0 four --rounds 4 --ab-profile "$work/good" "$work/good"
ok 'in turn, two by two' either_order
ok 'latencies of all rounds are compared' says '^same .* irq-to-offline: .* 80 and 80 samples'
ok 'a session is never written over' compares 129 four --ab-profile "$work/good" "$work/good"
echo '--no-such-option' >"$work/bad"
ok 'arguments that are none end the session' compares 129 bad --ab-profile "$work/good" "$work/bad"
ok 'the runs are ordinary ones' "$BUILD/isotap" compare "$work/kernels/a1" "$work/kernels/b1"
finish
