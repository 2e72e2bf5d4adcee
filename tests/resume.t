#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs that are killed or interrupted and gone on with: what they say in the end is what one says
# that was left alone. On the model; tests/guest-resume.t does it in a guest, tests/long/kills.sh
# more often.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
. tests/kills-lib.sh

status_is()
{
	echo "exit status $status, expected $1"
	tail -n 5 "$work/err"
	[ "$status" -eq "$1" ]
}

resume()
{
	status=0
	"$BUILD/$1" run --resume "$2" "${@:3}" >"$2.out" 2>"$work/err" </dev/null || status=$?
}

says()
{
	cat "$work/err"
	grep -qF -- "$1" "$work/err"
}

# ---- killed somewhere ----

arguments=(--target model --impl user --area recovery --area event --area latency)
start isotap "$work/whole" "${arguments[@]}"
wait $harness
size=$(stat -c %s "$work/whole/journal.jsonl")
ok 'a run to compare with' test -s "$work/whole/results.json"
for n in $(seq "${KILLS:-8}"); do
	ok "killed and gone on with, $n" kill_and_go_on same_run "$work/whole" "$work/killed" \
		"$(below "$size")" isotap "${arguments[@]}"
done
ok 'nothing of a killed harness is left' within 20 nothing_left "$work/killed"

# ---- cut off anywhere: every way a case can end, also in the middle of a line ----

cases=(--target model --topology two-ports --impl user)
for name in aborts breaks crashes exits fails floods forges leaves passes rig skips; do
	cases+=(--case "$name*")
done
start isotap-selftest "$work/self" "${cases[@]}" --profile must
wait $harness
self_status=$?
size=$(stat -c %s "$work/self/journal.jsonl")
header=$(grep -n '"j":"plan"' "$work/self/journal.jsonl" | tail -n 1 | cut -d: -f1)
header=$(head -n "$header" "$work/self/journal.jsonl" | wc -c)

cut_and_go_on()
{
	rm -rf "$work/cut"
	mkdir "$work/cut"
	head -c "$1" "$work/self/journal.jsonl" >"$work/cut/journal.jsonl"
	resume isotap-selftest "$work/cut"
	echo "cut to $1 of $size bytes"
	cat "$work/err"
	[ "$status" -eq "$self_status" ] && same_run "$work/cut" "$work/self"
}

cut_everywhere()
{
	for _ in $(seq 15); do
		cut_and_go_on $((header + $(below $((size - header + 1))))) || return 1
	done
}

ok 'cut at 15 places' cut_everywhere
{
	head -c $((size - 50)) "$work/self/journal.jsonl"
	printf '\0\0\0\0garbage\n'
} >"$work/cut/journal.jsonl"
resume isotap-selftest "$work/cut"
ok 'a last line that is none' same_run "$work/cut" "$work/self"

# ---- finished ----

cp -r "$work/self" "$work/copy"
resume isotap-selftest "$work/self"
ok 'a finished run: the same status' status_is "$self_status"
ok 'a finished run: says so' says 'the run is finished'
ok 'a finished run: the same stream' cmp "$work/self.out" "$work/self/run.tap"
ok 'a finished run: nothing in its folder changes' diff -r "$work/self" "$work/copy"

# ---- interrupted ----

start isotap "$work/asked" "${arguments[@]}"
await_bytes "$work/asked" $((size / 2))
kill -TERM $harness
wait $harness
status=$?
ok 'interrupted: 128 + 15' test $status -eq 143
resume isotap "$work/asked"
ok 'interrupted, gone on with: as one run' same_run "$work/asked" "$work/whole"

# ---- what is refused ----

mkdir "$work/empty"
resume isotap "$work/empty"
ok 'no run: refused' status_is 129
ok 'no run: says so' says 'there is no run in that folder'
resume isotap "$work/whole" --seed 2
ok 'another seed: refused' status_is 129
ok 'another seed: says which' says '--seed 2 contradicts the run, which was started without --seed'
resume isotap "$work/whole" --area recovery --seed 2
ok 'the first contradiction is named' says '--seed 2 contradicts'
resume isotap "$work/whole" --area=recovery --target model
ok 'the same arguments in other words: taken' status_is 0
resume isotap "$work/whole" --target qemu
ok 'another target: both are named' \
	says '--target qemu contradicts the run, which was started with --target model'
edit()
{
	rm -rf "$work/edited"
	cp -r "$work/whole" "$work/edited"
	sed -i "$1" "$work/edited/journal.jsonl"
	resume isotap "$work/edited"
}
edit '1s/"revision":"[^"]*"/"revision":"0123"/'
ok 'another version: refused' status_is 129
ok 'another version: says so' says 'isotap was 0123, and is'
edit '1s/"plan":"[^"]*"/"plan":"0123"/'
ok 'another plan: refused' status_is 129
ok 'another plan: says so' says 'the plan (cases and topologies) was 0123, and is'
edit '1s/"program":"[^"]*"/"program":"0123"/'
ok 'built anew: refused' says 'isotap was built anew'
edit '5s/.*/garbage/'
ok 'damage inside: refused, with its line' says 'journal.jsonl:5: no line of a journal'
line=$(grep -n '"j":"end"' "$work/whole/journal.jsonl" | head -n 1 | cut -d: -f1)
edit "${line}p"
ok 'a case that ended twice: refused, with its line' says "journal.jsonl:$((line + 1)): 'end' of case"
cp "$BUILD/impl/user.so" "$work/mine.so"
start isotap "$work/plugin" --target model --impl "$work/mine.so" --area event
await_bytes "$work/plugin" 1
kill_harness
printf x >>"$work/mine.so"
resume isotap "$work/plugin"
ok 'a plug-in that changed: refused' says "$work/mine.so has changed since the run began"

# ---- two at once ----

start isotap-selftest "$work/two" --target model --topology two-ports --impl user --case 'hangs'
within 20 test -e "$work/two/journal.jsonl"
resume isotap-selftest "$work/two"
ok 'a run that still goes on: refused' status_is 129
ok 'a run that still goes on: says so' says 'the run still goes on, in another process'
kill_harness

finish
