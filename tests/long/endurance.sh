#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Cases that run many cycles: no leak, no lost interrupt, no drift.
. "$(dirname "$0")/lib.sh"

for target in ${ENDURANCE_TARGETS:-model qemu}; do
	round "endurance-$target" "$BUILD/isotap" run --target "$target" --case 'endures-*' --no-trace \
		--timeout-scale "${TIMEOUT_SCALE:-2}" --run-dir "$(run_dir "endurance-$target")"
	rm -rf "$KEEP/run-endurance-$target"
done
figures endurance
