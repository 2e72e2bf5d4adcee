#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Several cases at once: the report is that of one after the other, whatever ends first, fails,
# dies, or asks the run to stop. On the model; tests/guest-jobs.t has guests.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
. tests/kills-lib.sh

# run PROGRAM NAME ARGUMENTS...: its folder is $work/NAME, its status in $status
run()
{
	start "$1" "$work/$2" "${@:3}"
	wait $harness
	status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	[ "$status" -eq "$1" ]
}

# Cases that had begun and not ended when another began; $1: a journal, $2: what its name matches.
beside()
{
	awk -v pattern="$2" '
		match($0, /"n":[0-9]+/) { n = substr($0, RSTART + 4, RLENGTH - 4) }
		/^\{"j":"begin"/ {
			for (other in open)
				if ($0 ~ pattern || open[other] ~ pattern) found = found " " n "+" other
			open[n] = $0
		}
		/^\{"j":"end"/ { delete open[n] }
		END { print found }' "$1"
}

alone()
{
	local found

	found=$(beside "$1" "$2")
	echo "at once: $found"
	[ -z "$found" ]
}

# ---- the same report ----

arguments=(--target model --impl user --area recovery --area event --area latency)
run isotap one "${arguments[@]}"
run isotap three "${arguments[@]}" --jobs 3
ok 'three at once: status 0' status_is 0
ok 'three at once: the report of one after the other' same_run "$work/three" "$work/one"
ok 'there were several at once' not alone "$work/three/journal.jsonl" .
ok 'what measures ran alone' alone "$work/three/journal.jsonl" link-down-to-offline
ok 'one after the other there never are' alone "$work/one/journal.jsonl" .
export SELFTEST_PID_FILE=$work/pid
run isotap-selftest self --target model --topology two-ports
run isotap-selftest self4 --target model --topology two-ports --jobs 4
ok 'every outcome: status 1' status_is 1
ok 'every outcome: the report of one after the other' same_run "$work/self4" "$work/self"
run isotap-selftest fast --target model --topology two-ports --fail-fast
run isotap-selftest fast4 --target model --topology two-ports --fail-fast --jobs 4
ok 'fail-fast: status' status_is 1
ok 'fail-fast: what ran ahead of a failure is not reported' \
	cmp "$work/fast4/run.tap" "$work/fast/run.tap"

# ---- a lane that dies, a signal, a kill ----

start isotap-selftest "$work/lane" --target model --topology two-ports --impl user --jobs 2 \
	--case hangs --case passes --case skips
others_ended()
{
	[ "$(grep -c '"j":"end"' "$work/lane/journal.jsonl")" -eq 2 ] &&
		grep -q '"j":"begin".*hangs' "$work/lane/journal.jsonl"
}
within 20 others_ended
for pid in $(pgrep -P $harness isotap-lane); do
	if pgrep -P "$pid" >/dev/null; then
		kill -KILL "$pid"
	fi
done
wait $harness
status=$?
ok 'a lane that dies: status 3' status_is 3
ok 'a lane that dies costs its case' \
	grep -q '^not ok 1 model/user/hangs # BROKEN the lane that ran it was killed by SIGKILL' \
	"$work/lane.out"
ok 'the others have their verdict' test "$(grep -cE '^ok [23] ' "$work/lane.out")" -eq 2
ok 'nothing of it is left' within 20 nothing_left "$work/lane"

size=$(stat -c %s "$work/three/journal.jsonl")
start isotap "$work/asked" "${arguments[@]}" --jobs 3
await_bytes "$work/asked" $((size / 2))
kill -TERM $harness
wait $harness
status=$?
ok 'interrupted: 143' status_is 143
ok 'interrupted: the stream is complete' \
	test "$(grep -cE '^(not )?ok ' "$work/asked.out")" -eq "$(grep -cE '^(not )?ok ' "$work/one.out")"
go_on isotap "$work/asked"
ok 'interrupted, gone on with: as one run' same_run "$work/asked" "$work/one"
for n in $(seq "${KILLS:-3}"); do
	ok "killed and gone on with, $n" kill_and_go_on same_run "$work/one" "$work/killed" \
		"$(below "$size")" isotap "${arguments[@]}" --jobs 3
done
ok 'nothing of a killed harness is left' within 20 nothing_left "$work/killed"

for wrong in 0 -1 x 65 ''; do
	run isotap wrong --target model --jobs "$wrong"
	ok "--jobs '$wrong' is refused" status_is 129
done

finish
