#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# isotap coverage: nothing is missing, what it counts is what a run does, and docs/coverage.md is
# what it prints.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

coverage()
{
	"$BUILD/isotap" coverage "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	cat "$work/out" "$work/err"
	[ "$status" -eq "$1" ]
}

coverage
ok 'the matrix: status 0' status_is 0
ok 'the matrix: a row for each requirement' \
	diff <(grep -o '^[TS][IW]-[A-Z]*-[0-9]*' cases/requirements.tsv) \
	<(grep -o '^[TS][IW]-[A-Z]*-[0-9]*' "$work/out")

coverage --check
ok 'nothing is missing' status_is 0
coverage --markdown
ok 'docs/coverage.md is what the program prints (make coverage)' \
	diff docs/coverage.md "$work/out"

# ---- what is missing is named ----

: >"$work/none"
coverage --check --mutants "$work/none"
ok 'requirements without a mutant: status 1' status_is 1
ok 'requirements without a mutant are named' \
	grep -q '^TI-CTL-07: no wrong implementation violates it' "$work/out"
printf 'TI-CTL-07\tmodel\tuser\ta test\n' >"$work/stale"
coverage --check --unseen "$work/stale"
ok 'an excuse that is none: status 1' status_is 1
ok 'an excuse that is none is named' grep -q 'unseen.tsv:1: TI-CTL-07 is checked on' "$work/out"
coverage --run "$work"
ok 'no run: status 129' status_is 129

"$BUILD/isotap" run --target model --no-trace --run-dir "$work/run" >/dev/null 2>&1
coverage --run "$work/run"
ok 'what counts as checked on the model is not skipped there, and the reverse' status_is 0

finish
