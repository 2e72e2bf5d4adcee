#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The right stand-ins through every case that applies to them, most of which cost linux-v1 its
# guest: nothing but passes, skips, known failures and panics as declared.
. "$(dirname "$0")/lib.sh"

standins=$(sed -n 's/^STANDINS=//p' "$BUILD/setup.env")
for n in $(seq "${STANDIN_ROUNDS:-1}"); do
	for series in rfc v1; do
		round "standin-$series-$n" "$BUILD/isotap" run --target qemu --impl auto \
			--load "$standins/standin-$series.ko" \
			--timeout-scale "${TIMEOUT_SCALE:-2}" --run-dir "$(run_dir "standin-$series-$n")"
		[ ! -e "$KEEP/standin-$series-$n.tap" ] && rm -rf "$KEEP/run-standin-$series-$n"
	done
done
figures 'stand-ins'
