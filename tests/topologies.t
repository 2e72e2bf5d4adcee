#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every topology that is shipped opens on the model, and what cases ask of it there holds. In guests
# tests/guest.t boots them.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

opens()
{
	rm -rf "$work/run"
	"$BUILD/isotap" run --target model --topology "$1" --run-dir "$work/run" --area event \
		--area recovery --area safeguard </dev/null 2>&1 || return 1
	# not only on others that the cases needed
	grep '"j":"start"' "$work/run/journal.jsonl" | grep -q "\"topology\":\"$1\""
}

for file in topologies/*.yaml; do
	topology=$(basename "$file" .yaml)
	ok "$topology opens on the model" opens "$topology"
done
finish
