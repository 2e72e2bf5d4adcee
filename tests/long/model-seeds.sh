#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The reference implementation under many seeds and schedules: not one false alarm.
. "$(dirname "$0")/lib.sh"

for seed in $(seq "${FIRST_SEED:-1}" "${SEEDS:-1000}"); do
	round "seed-$seed" "$BUILD/isotap" run --target model --impl user --seed "$seed" \
		--no-trace --run-dir "$(run_dir model)"
	rm -rf "$KEEP/run-model"
done
if [ "${SCHEDULES:-1000}" -gt 0 ]; then
	round schedules "$BUILD/isotap" run --target model --impl user --no-trace \
		--schedules "${SCHEDULES:-1000}" --run-dir "$(run_dir schedules)"
	rm -rf "$KEEP/run-schedules"
fi
figures 'model seeds'
