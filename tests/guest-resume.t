#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A harness that is killed while a case runs in a guest: the guest goes with it, and the run is gone
# on with to the verdicts of one that was left alone.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
. tests/kills-lib.sh

arguments=(--target qemu --env "$BUILD/setup.env" --impl kmod --case opt-in
	--case 'offline-by-hand*' --case 'removal-*' --timeout-scale 4)
whole=$work/whole
start isotap "$whole" "${arguments[@]}"
wait $harness
ok 'a run to compare with' test -s "$whole/results.json"
first=$(grep -n '"j":"begin"' "$whole/journal.jsonl" | head -n 1 | cut -d: -f1)
first=$(head -n "$first" "$whole/journal.jsonl" | wc -c)
size=$(stat -c %s "$whole/journal.jsonl")
for n in $(seq "${KILLS:-1}"); do
	ok "killed in a guest and gone on with, $n" kill_and_go_on same_verdicts "$whole" \
		"$work/killed" $((first + $(below $((size - first))))) isotap "${arguments[@]}"
	ok "its guest is gone, $n" within 20 nothing_left "$work/killed"
done
finish
