#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The deterministic clock repeats itself bit for bit, and `isotap gate` tells 1 % of a phase from
# builds that differ in nothing. long/gate.sh does the same with more builds.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/gate-lib.sh
. tests/gate-lib.sh

# gates STATUS ARGUMENT...: what it printed is in $work/out
gates()
{
	local rc=0

	"$BUILD/isotap" gate "${@:2}" >"$work/out" 2>&1 || rc=$?
	cat "$work/out"
	echo "exit status $rc, expected $1"
	[ "$rc" -eq "$1" ]
}

says()
{
	cat "$work/out"
	grep -qE "$1" "$work/out"
}

passed()
{
	cat "$work/$1.tap" "$work/$1.err"
	grep -q '^ok 1 qemu/kmod/link-down-to-offline' "$work/$1.tap"
}

# added N PHASE: how much later its median is with that delay
added()
{
	echo $(($(median "$work/slow$1" "$2") - $(median "$work/base" "$2")))
}

# One half of the work on each processor.
(
	measure "$work/base"
	touch "$work/base.done"
	variant 1 "$work/1.ko" && measure "$work/quiet1" --kmod "$work/1.ko"
	slowed "$work/slow1" "$work/base" 1 --kmod "$work/1.ko"
) &
half=$!
mapfile -t more < <(unused 2)
variant 2 "$work/2.ko" && measure "$work/quiet2" --kmod "$work/2.ko" "${more[@]}"
until [ -e "$work/base.done" ] || ! kill -0 $half 2>/dev/null; do sleep 0.2; done
slowed "$work/slow2" "$work/base" 2 --kmod "$work/2.ko"
measure "$work/again"
wait $half

for run in base again quiet1 quiet2 slow1 slow2; do
	ok "$run: measured" passed "$run"
done
ok 'the same kernel, module and seed give the same samples, bit for bit' \
	cmp "$work/base/samples.tsv" "$work/again/samples.tsv"
ok 'work is counted in instructions' grep -q 'irq-to-mark	instructions' "$work/base/samples.tsv"
ok 'and the report says what that is not' grep -q 'not the time of caches' "$work/base/run.tap"
ok 'two runs of one build: quiet' gates 0 "$work/base" "$work/again"
ok 'another build, nothing changed: quiet' gates 0 "$work/base" "$work/quiet1"
ok 'one more, and a module loaded that nothing uses: quiet' gates 0 "$work/base" "$work/quiet2"
ok '1 % more until the mark: found' gates 1 "$work/base" "$work/slow1"
ok 'the phase is named, with instructions' \
	says "^slower .* irq-to-mark: p50 [0-9]+ to [0-9]+ instructions, \+$(added 1 irq-to-mark) "
ok '1 % more until the mappings are gone: found' gates 1 "$work/base" "$work/slow2"
ok 'the phase is named, with instructions' \
	says "^slower .* irq-to-offline: .* instructions, \+$(added 2 irq-to-offline) "
ok 'the other one is the same' says '^same .* irq-to-mark'
ok 'phases that wait are shown apart' says '^waits .* outage'
ok 'the other way round it is faster, which fails nothing' gates 0 "$work/slow1" "$work/base"
ok 'above a threshold of 2 % there is nothing' gates 0 --threshold 0.02 "$work/base" "$work/slow1"

# ---- limits in a file ----

limit()
{
	printf 'qemu/kmod/link-down-to-offline\tirq-to-mark\t%s\t%s\n' "$1" "$2" >"$work/limits"
}

limit instructions $(($(median "$work/base" irq-to-mark) * 1005 / 1000))
ok 'a limit that is kept' gates 0 --limits "$work/limits" "$work/base"
ok 'a limit that is not' gates 1 --limits "$work/limits" "$work/slow1"
limit ns 4380
ok 'a limit of another unit: not comparable' gates 3 --limits "$work/limits" "$work/base"
limit instructions many
ok 'a limit that is no number is refused' gates 129 --limits "$work/limits" "$work/base"

# ---- a clock that is not counted: the rank test decides, on the model's virtual time here ----

# timed NAME FACTOR SEED: fifty cycles of the model, that phase multiplied
timed()
{
	"$BUILD/isotap" run --target model --area latency --iterations 50 --seed "$3" \
		--run-dir "$work/$1" >/dev/null 2>&1 </dev/null
	awk -F'\t' -v OFS='\t' -v factor="$2" '$2 == "irq-to-offline" {$4 *= factor} {print}' \
		"$work/$1/samples.tsv" >"$work/scaled"
	mv "$work/scaled" "$work/$1/samples.tsv"
}

timed time1 1 1
timed time2 1 2
timed time3 1.2 3
timed time4 1.02 4
ok 'wall clock: two runs of one version: quiet' gates 0 "$work/time1" "$work/time2"
ok 'a fifth more: found' gates 1 "$work/time1" "$work/time3"
ok 'by the rank test' says '^slower .* irq-to-offline: .* p [0-9.e-]+, 50 and 50 samples'
ok 'less than the threshold: quiet' gates 0 "$work/time1" "$work/time4"
ok 'a virtual clock and a counted one: not comparable' gates 3 "$work/base" "$work/time1"

# ---- what cannot be compared ----

# changed NAME PATTERN REPLACEMENT: the base with other results
changed()
{
	rm -rf "${work:?}/$1"
	cp -r "$work/base" "$work/$1"
	sed -i "s/$2/$3/" "$work/$1/results.json"
}

changed wall '"clock":.*"deterministic"' '"clock":"wall"'
ok 'another clock: not comparable' gates 3 "$work/base" "$work/wall"
ok 'and why' says "differ in their clock: 'deterministic', 'wall'"
changed cases '"plan":.*"[0-9a-f]*"' '"plan":"0"'
ok 'another set of cases: not comparable' gates 3 "$work/base" "$work/cases"
changed topology '"topology_hash":.*"[0-9a-f]*"' '"topology_hash":"0"'
ok 'another topology: not comparable' gates 3 "$work/base" "$work/topology"
changed failed '"outcome":.*"pass"' '"outcome":"fail"'
ok 'a case that failed: not comparable' gates 3 "$work/base" "$work/failed"
changed few x x
head -n 20 "$work/base/samples.tsv" >"$work/few/samples.tsv"
ok 'too few cycles: not comparable' gates 3 "$work/base" "$work/few"
ok 'a run that is not there is refused' gates 129 "$work/base" "$work/nowhere"
finish
