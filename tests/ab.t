#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two sides in one session: the same kernel twice in two files, and the reference module against a
# file that is a module of another name, which nothing can be tested with.
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

	"$BUILD/isotap" compare --session "$work/$2" --rounds 1 "${@:3}" -- --impl kmod \
		--env "$BUILD/setup.env" --modules "$(value MODULES_DIR)" --topology one-port \
		--timeout-scale 4 --case opt-in --case region-switch-reads-back \
		>"$work/out" 2>"$work/err" </dev/null || rc=$?
	cat "$work/out" "$work/err"
	echo "exit status $rc, expected $1"
	[ "$rc" -eq "$1" ]
}

says()
{
	cat "$work/out" "$work/err"
	grep -qE "$1" "$work/$2"
}

runs_are()
{
	[ "$(find "$work/$1" -name results.json -printf '%P\n' | sort | tr '\n' ' ')" = "$2" ]
}

kmod=$(value KMOD)
ok 'one kernel in two files: nothing changed' \
	compares 0 kernels --ab "$(value KERNEL_IMAGE)" "$(value KERNEL_BZIMAGE)"
ok 'one run of each' runs_are kernels 'a1/results.json b1/results.json '
ok 'both judged both cases' says '^2 cases: 2 same' out
ok 'a file that is not the module: a regression' \
	compares 1 modules --ab-module "$kmod" "$(dirname "$kmod")/isotap_busy.ko"
ok 'named with its reason' says '^regression   qemu/kmod/opt-in: ' out
ok 'after it had failed again, by turns' \
	runs_are modules 'a1/results.json a2/results.json b1/results.json b2/results.json '
ok 'a session is never written over' compares 129 modules --ab-module "$kmod" "$kmod"
ok 'the runs are ordinary ones' "$BUILD/isotap" compare "$work/kernels/a1" "$work/kernels/b1"
finish
