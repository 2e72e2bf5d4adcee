#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Parts of a plan, and what they make when they are put together.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
. tests/kills-lib.sh

# run NAME ARGUMENTS...: its folder is $work/NAME, its status in $status
run()
{
	start isotap "$work/$1" "${@:2}"
	wait $harness
	status=$?
}

# merge NAME PART...: likewise
merge()
{
	"$BUILD/isotap" merge "${@:2}" --run-dir "$work/$1" >"$work/$1.out" 2>"$work/$1.err" </dev/null
	status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	[ "$status" -eq "$1" ]
}

refused()
{
	cat "$work/$1.err"
	[ "$status" -eq 129 ] && [ ! -e "$work/$1" ] && grep -qF -- "$2" "$work/$1.err"
}

# m11 fails some cases: a merged run has its failures, too
arguments=(--target model --impl user --impl "$BUILD/mutants/m11-irq-ignores-status.so"
	--area event --area latency)
run one "${arguments[@]}"
one=$status
ok 'a run with failures' status_is 1
for i in 1 2 3; do
	run "part$i" "${arguments[@]}" --shard $i/3 --jobs $i
	ok "part $i of 3 has its plan" grep -qE '^1\.\.[1-9]' "$work/part$i.out"
done
parts=("$work"/part[123])
cat "$work"/part?/run.tap | sed -nE 's/^(not )?ok [0-9]+ ([^ ]*).*/\2/p' | sort >"$work/names"
ok 'the parts have each case of the whole once' \
	diff "$work/names" <(sed -nE 's/^(not )?ok [0-9]+ ([^ ]*).*/\2/p' "$work/one/run.tap" | sort)
merge merged "$work/part2" "$work/part3" "$work/part1"
ok 'merged: the status of one run' status_is "$one"
ok 'merged: the report of one run' same_run "$work/merged" "$work/one"
go_on isotap "$work/merged"
ok 'merged: a run like any other' cmp "$work/merged.out" "$work/one/run.tap"
merge format "${parts[@]}" --format "junit:$work/junit.xml"
ok 'merged: in other formats' grep -q '<testsuites' "$work/junit.xml"
ok 'merged: a report for programs' "$BUILD/isotap" report "$work/merged" --format json

# ---- what is refused ----

merge missing "$work/part1" "$work/part3"
ok 'a part is missing: named' refused missing 'missing: part 2/3'
merge twice "${parts[@]}" "$work/part2"
ok 'a part twice: named' refused twice 'are both part 2/3'
merge whole "$work/part1" "$work/one"
ok 'a part and a whole' refused whole "$work/one is part '', expected one of 3"
run other "${arguments[@]}" --seed 2 --shard 2/3
merge other-seed "$work/part1" "$work/other" "$work/part3"
ok 'a part of another run: named' refused other-seed "$work/other was run with --seed=2, and"
cp -r "$work/part2" "$work/stranger"
sed -i '1s/"plan":"[^"]*"/"plan":"0123"/' "$work/stranger/journal.jsonl"
merge other-plan "$work/part1" "$work/stranger" "$work/part3"
ok 'a part of another plan: named' refused other-plan "$work/stranger is of another run: the plan"
sed -i '/"j":"done"/d' "$work/stranger/journal.jsonl"
sed -i "1s/.*/$(head -n 1 "$work/part2/journal.jsonl" | sed 's/[&\/\\]/\\&/g')/" "$work/stranger/journal.jsonl"
merge unfinished "$work/part1" "$work/stranger" "$work/part3"
ok 'a part that is not finished: named' refused unfinished "$work/stranger is not finished"
go_on isotap "$work/stranger"
merge finished "$work/part1" "$work/stranger" "$work/part3"
ok 'gone on with, it is' cmp "$work/finished.out" "$work/one/run.tap"
merge nothing "$work/none"
ok 'no run' refused nothing 'there is no run in that folder'
for wrong in 0/3 4/3 1 1/ /3 1/0 x/y 1/1001 -1/3 1/3x; do
	run wrong --target model --shard "$wrong"
	ok "--shard $wrong is refused" status_is 129
done

# ---- fail-fast, and a part without cases ----

fast=(--target model --impl "$BUILD/mutants/m11-irq-ignores-status.so" --area event --fail-fast)
run fast "${fast[@]}"
run fast1 "${fast[@]}" --shard 1/2
run fast2 "${fast[@]}" --shard 2/2
merge fastall "$work/fast1" "$work/fast2"
ok 'fail-fast: as one run' cmp "$work/fastall.out" "$work/fast/run.tap"
few=(--target model --impl user --case opt-in)
run few "${few[@]}"
run few1 "${few[@]}" --shard 1/2
run few2 "${few[@]}" --shard 2/2
ok 'a part without cases: status 0' status_is 0
merge fewall "$work/few1" "$work/few2"
ok 'a part without cases: merged' cmp "$work/fewall.out" "$work/few/run.tap"

finish
