#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two guests at a time: the verdicts of one, and nothing of them outlives the harness.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
. tests/kills-lib.sh

# 39 cases of one machine: enough for a second guest, one of them runs alone
arguments=(--target qemu --env "$BUILD/setup.env" --impl kmod --topology default
	--area control --timeout-scale 4 --jobs 2)
dir=$work/two

guests()
{
	pgrep -fc "qemu-system.*$dir/console"
}

two_guests()
{
	[ "$(guests)" -eq 2 ]
}

one_processor_each()
{
	[ "$(grep -c '"j":"start".*"processors":1[,}]' "$dir/journal.jsonl")" -ge 2 ]
}

start isotap "$dir" "${arguments[@]}"
ok 'two guests run' within 240 two_guests
within 240 grep -q '"j":"end"' "$dir/journal.jsonl"
kill_harness
ok 'killed: both are gone' within 20 nothing_left "$dir"
go_on isotap "$dir"
ok 'gone on with: nothing failed' not grep -q '^not ok' "$dir.out"
ok 'gone on with: complete' ends_once "$dir"
ok 'one processor each' one_processor_each
ok 'in the order of the plan' diff <(grep -o '^{"j":"plan".*' "$dir/journal.jsonl" | sed 's/.*"name":"//; s/".*//') \
	<(sed -nE 's/^(not )?ok [0-9]+ ([^ ]*).*/\2/p' "$dir/run.tap")

finish
