#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The gate in full: GATE_SAME runs of one build, all equal bit for bit; GATE_BUILDS builds that
# differ in nothing raise no alarm, and each of them with 1 % of a phase more does.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/gate-lib.sh
. tests/gate-lib.sh

dir=$KEEP/gate
GATE_CYCLES=${GATE_CYCLES:-20}
rm -rf "$dir"
mkdir -p "$dir"

# gate_is STATUS RUN: what the gate says of a run
gate_is()
{
	local status=0

	"$BUILD/isotap" gate "$dir/base" "$dir/$2" || status=$?
	[ $status -eq "$1" ]
}

same()
{
	measure "$dir/same" && cmp "$dir/base/samples.tsv" "$dir/same/samples.tsv"
}

quiet()
{
	local -a more

	mapfile -t more < <(unused "$1")
	variant "$1" "$dir/$1.ko" && measure "$dir/quiet$1" --kmod "$dir/$1.ko" "${more[@]}" &&
		gate_is 0 "quiet$1"
}

found()
{
	slowed "$dir/slow$1" "$dir/base" "$1" --kmod "$dir/$1.ko" && gate_is 1 "slow$1"
}

round gate-base measure "$dir/base"
for n in $(seq 2 "${GATE_SAME:-10}"); do
	round "gate-same-$n" same
done
for n in $(seq "${GATE_BUILDS:-20}"); do
	round "gate-quiet-$n" quiet "$n"
	round "gate-found-$n" found "$n"
done
figures "gate, ${GATE_SAME:-10} equal runs, ${GATE_BUILDS:-20} builds quiet and found"
