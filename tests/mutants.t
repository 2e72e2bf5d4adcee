#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# isotap mutants itself: a mutant that nobody tells from its reference, or that only an unrelated
# case does, is reported as such. Then every mutant that needs no guest.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

runs=0
# mutants ARGUMENT...: output in $work/out and err, status in $status; the table is $work/table
mutants()
{
	runs=$((runs + 1))
	"$BUILD/isotap" mutants --target model --run-dir "$work/run$runs" "$@" \
		>"$work/out" 2>"$work/err" </dev/null
	status=$?
}

table() # NAME REQUIREMENTS
{
	printf '%s\tplugin\t%s\ta test\n' "$1" "$2" >"$work/table"
}

status_is()
{
	echo "exit status $status, expected $1"
	cat "$work/out" "$work/err"
	[ "$status" -eq "$1" ]
}

says()
{
	cat "$work/out" "$work/err"
	grep -Eq "$1" "$work/out"
}

# ---- verdicts ----

table x005-nobody-told SW-EVT-08
mutants --table "$work/table"
ok 'told by a case of its own: status 0' status_is 0
ok 'the line names the case and its reason' \
	says '^ok 2 model/x005-nobody-told \(plugin\): killed by [a-z0-9.-]+: .*told'
ok 'the reference has a line, too' says '^ok 1 model/user \(reference\): passes the [0-9]+ cases'

table x005-nobody-told TI-CAP-10
mutants --table "$work/table"
ok 'told by other cases only: status 1' status_is 1
ok 'told by other cases only: it is said' \
	says '^not ok 2 model/x005-nobody-told .*noticed only by an unrelated case, [a-z0-9.-]+ \('

table user 'SW-EVT-08 TI-CTL-09'
mutants --table "$work/table" --plugins "$BUILD/impl"
ok 'the reference as a mutant: status 1' status_is 1
ok 'the reference as a mutant survives' says '^not ok 2 model/user \(plugin\): survived all cases'

table declines SW-EVT-08
mutants --table "$work/table" --plugins "$BUILD/tests/plugins"
ok 'no results are no kill: status 3' status_is 3
ok 'no results: it is said' says '^not ok 2 model/declines .*no results: '

table x005-nobody-told TI-CCH-01
mutants --table "$work/table"
ok 'no case at all: status 1' status_is 1
ok 'no case at all: it is said' says '^not ok 2 .*no case that names TI-CCH-01 ran here'

# ---- bad input ----

printf 'a\tplugin\tTI-CTL-99\ttest\n' >"$work/table"
mutants --table "$work/table"
ok 'a mistake in the list: status 129' status_is 129
ok 'a mistake in the list has its place' grep -q "table:1: 'TI-CTL-99': expected" "$work/err"
mutants --mutant no-such-mutant
ok 'nothing to run: status 129' status_is 129
mutants --base plug
ok 'no such base: status 129' status_is 129
mutants --tsv
ok 'a matrix without --full: status 129' status_is 129

# ---- the matrix ----

mutants --full --tsv --mutant 'plugin/x005-*'
ok 'matrix: status 0' status_is 0
ok 'matrix: the case that kills' \
	says $'^model/x005-nobody-told\tplugin\tisolation-event-names-cause\tyes\t0\t1\t0\t0$'
ok 'matrix: an unrelated case' says $'^model/x005-nobody-told\tplugin\topt-in\tno\t1\t0\t0\t0$'
ok 'matrix: the reference' says $'^model/user\treference\topt-in\tno\t1\t0\t0\t0$'

# ---- the list and the tree ----

awk -F'\t' '$2 == "plugin" {print $1}' fixtures/mutants/mutants.tsv | sort >"$work/listed"
(cd fixtures/mutants && printf '%s\n' *.c | sed 's/\.c$//' | sort) >"$work/there"
ok 'every plug-in mutant is listed, and there' diff "$work/listed" "$work/there"

# ---- and all of them, without a guest ----

mutants
ok 'every mutant of the model is told by a case of its own' status_is 0

finish
