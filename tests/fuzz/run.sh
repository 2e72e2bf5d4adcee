#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   run.sh FUZZER...    each for FUZZ_SECONDS, from its seeds; a crash leaves its input behind
#
# Seeds lie in tests/fuzz/seeds/NAME/; topologies are seeds of every target whose name holds
# topo. What is found new stays in the build folder.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${FUZZ_SECONDS:-20}
failed=0
[ $# -gt 0 ] || {
	echo "no fuzz targets" >&2
	exit 1
}
for fuzzer in "$@"; do
	name=$(basename "$fuzzer")
	work=$(dirname "$fuzzer")/../work/$name
	mkdir -p "$work/corpus"
	seeds=()
	[ ! -d "tests/fuzz/seeds/$name" ] || seeds+=("tests/fuzz/seeds/$name")
	case $name in
	*topo*) [ ! -d topologies ] || seeds+=(topologies) ;;
	esac
	echo "fuzz: $name for $seconds s"
	if "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
		-print_final_stats=1 -artifact_prefix="$work/" "$work/corpus" "${seeds[@]}" \
		>"$work/log" 2>&1; then
		grep -E 'number_of_executed_units|peak_rss' "$work/log"
	else
		failed=1
		tail -n 60 "$work/log"
		echo "fuzz: $name FAILED, input in $work"
	fi
done
exit $failed
