#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Schedules on the command line: a race that the fixed order hides is found, named, and repeated.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
race=$BUILD/mutants/x073-disarm-looks-first.so
case=isolation-at-any-moment.disarming

# Output in $work/out, run folder in $dir, status in $status.
runs=0
run()
{
	runs=$((runs + 1))
	dir=$work/run$runs
	"$BUILD/isotap" run --target model --run-dir "$dir" "$@" >"$work/out" 2>"$work/err"
	status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	cat "$work/out" "$work/err"
	[ "$status" -eq "$1" ]
}

# What the rerun line says of the schedule.
rerun_option()
{
	sed -n 's/^  rerun: .* \(--\(schedule\|choices\) [0-9,]*\)"$/\1/p' "$work/out"
}

message()
{
	sed -n 's/^  message: //p' "$work/out"
}

ops()
{
	grep -h '"r":"op"' "$1"/records-*.jsonl
}

choices()
{
	sed -n 's/.*"r":"sched".*"choices":"\([0-9,]*\)".*/\1/p' "$1"/records-*.jsonl
}

run --case "$case" --impl "$race"
ok 'the fixed order hides the race' status_is 0
run --case "$case" --schedules 200
ok 'the reference passes under 200 schedules' status_is 0
ok 'one line for all of them' test "$(grep -c '^ok' "$work/out")" -eq 1
run --case "$case" --impl "$race" --schedules 1000
ok 'a schedule betrays it' status_is 1
found=$(message)
option=$(rerun_option)
ok 'the rerun command names the schedule' grep -q '^--schedule [0-9]*$' <<<"$option"
first=$dir
ok 'the failing schedule is the one that is recorded' \
	sh -c "grep -q '\"r\":\"sched\",\"kind\":\"random\",\"seed\":${option#--schedule },' \
		'$dir'/records-*.jsonl"
# shellcheck disable=SC2086
run --case "$case" --impl "$race" $option
ok 'the rerun fails' status_is 1
ok 'in the same way' test "$(message)" = "$found"
ok 'operation by operation' cmp <(ops "$first") <(ops "$dir")
# shellcheck disable=SC2086
run --case "$case" --impl "$race" $option --no-trace
ok 'also unrecorded' test "$(message)" = "$found"
run --case "$case" --impl "$race" --choices "$(choices "$first")"
ok 'the recorded choices repeat it' cmp <(ops "$first") <(ops "$dir")
ok 'trace show has the choices' \
	sh -c "'$BUILD/isotap' trace show '$dir' $case | grep -q 'schedule .*choices='"
run --case "$case" --impl "$race" --schedules 1000 --seed 2
ok 'another seed, other schedules' test "$(rerun_option)" != "$option"

run --case "$case" --impl "$race" --exhaustive 12
ok 'a search finds it' status_is 1
found=$(message)
option=$(rerun_option)
ok 'and names the choices' grep -q '^--choices [0-9,]*[1-9]$' <<<"$option"
# shellcheck disable=SC2086
run --case "$case" --impl "$race" $option
ok 'which repeat it' test "$(message)" = "$found"
run --case "$case" --exhaustive 4
ok 'a search of the reference' status_is 0
ok 'says how much it covered, and what the bound cut off' \
	grep -Eq '^# [0-9]+ interleavings of up to 4 choices: [0-9]+ of them have more' "$work/out"
run --case opt-in --exhaustive 4
ok 'nothing to choose is one interleaving' \
	grep -q '^# 1 interleavings of up to 4 choices: all there are' "$work/out"

for plugin in crashes hangs; do
	run --impl "$BUILD/tests/plugins/$plugin.so" --case disarm-switches-off --schedules 3 \
		--timeout-scale 0.05
	ok "a plug-in that $plugin: its case fails" status_is 1
	ok "a plug-in that $plugin: the schedule is named" test -n "$(rerun_option)"
done

for arguments in '--schedules 0' '--schedules x' '--choices 1,x' '--choices 1,256' '--exhaustive 65' \
	'--schedules 2 --exhaustive 2'; do
	# shellcheck disable=SC2086
	run $arguments
	ok "usage: $arguments" status_is 129
done


# What fails once and not again when it is repeated for the record is no pass.
"$BUILD/isotap-selftest" run --target model --case fails-once --schedules 2 \
	--run-dir "$work/once" >"$work/out" 2>/dev/null
ok 'a failure that does not repeat stays one' \
	grep -qE '^not ok 1 model/user/fails-once' "$work/out"
ok 'and says that it did not' grep -q 'not when it was run again in the same way' "$work/out"
finish
