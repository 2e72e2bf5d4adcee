#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A verdict does not depend on how busy the computer is: four loops beside a guest that has to wait
# for its turn.
. "$(dirname "$0")/lib.sh"

loops=()
for _ in $(seq "${BUSY_LOOPS:-4}"); do
	(while :; do :; done) &
	loops+=($!)
done
trap 'kill "${loops[@]}" 2>/dev/null' EXIT
for n in $(seq "${STARVED_ROUNDS:-1}"); do
	round "starved-$n" nice -n 10 "$BUILD/isotap" run --target qemu --impl kmod --impl user \
		--timeout-scale 10 --run-dir "$(run_dir "starved-$n")"
	[ ! -e "$KEEP/starved-$n.tap" ] && rm -rf "$KEEP/run-starved-$n"
done
figures "starved host, ${BUSY_LOOPS:-4} busy loops"
