#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The suite tells a wrong implementation from a right one: on each mutant the case that is about its
# defect fails, with exit status 1, and on the reference the same case passes.
set -u
cd "$(dirname "$0")/.." || false
BUILD=${BUILD:-build}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
tests=0

# What has to fail on what. A mutant stands here with every case that knows it by name.
table='
m01-disable-keeps-enable    disarm-switches-off
m03-timeout-inverted        timeout-takes-region-offline
m03-timeout-inverted        unsupported-timeout-refused
m04-timeout-clears-control  timeout-change-keeps-fields
m06-default-unreadable      timeout-values-round-trip
m06-default-unreadable      link-down-to-offline
m07-default-needs-range-a   default-timeout-always-offered
m08-disable-waits-for-busy  disarm-with-busy-undefined
m11-irq-ignores-status      spurious-interrupt-ignored
m12-success-unclaimed       interrupt-claimed-when-ours
m21-timeout-unchecked       unsupported-timeout-refused
m30-firmware-ignored        firmware-keeps-isolation
m30-firmware-ignored        firmware-keeps-interrupt
x01-status-all-ones         status-cleared-with-care
x02-use-ignored             arm-refused-while-in-use
x03-system-ram-ignored      system-ram-refuses-arming
x04-region-left-online      isolation-takes-region-offline
x04-region-left-online      devices-behind-switch-go
x04-region-left-online      interleaved-region-goes-whole
x05-nobody-told             isolation-event-names-cause
x06-every-region-taken      other-port-unaffected
x07-cache-enabled-too       arm-sets-supported-bits-only
x07-cache-enabled-too       cache-left-alone
x08-busy-not-awaited        recover-with-busy-stuck
x09-armed-unasked           opt-in
x10-link-believed           recover-with-link-stuck
x11-ranges-bit-by-bit       reserved-ranges-default-only
x12-any-timeout-written     timeouts-listed
x12-any-timeout-written     timeout-not-offered-refused
x13-stale-bits-kept         recover-and-isolate-again
x13-stale-bits-kept         stale-status-dealt-with
x14-switch-lies             region-switch-reads-back
x14-switch-lies             port-without-capability
x15-timeout-off-disarms     timeout-off-link-down-isolates
x16-nobody-polls            no-interrupt-still-noticed
x17-link-not-cycled         timeout-recovery-cycles-link
x18-caches-kept             caches-forget-lost-memory
x19-left-armed              removal-switches-off
x20-first-off-disarms       shared-port-stays-armed
x21-one-port-heard          two-ports-at-once
x22-claims-everything       interrupt-claimed-when-ours
'

report() # RC NAME
{
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests $2"
	else
		echo "not ok $tests $2"
		sed 's/^/# /' "$WORK/out" "$WORK/err"
	fi
}

# run IMPL CASE...: its exit status in rc, its TAP in $WORK/out
run()
{
	local impl=$1 args=()
	shift
	for c in "$@"; do
		args+=(--case "$c")
	done
	rm -rf "$WORK/run"
	rc=0
	"$BUILD/isotap" run --target model --impl "$impl" --run-dir "$WORK/run" "${args[@]}" \
		>"$WORK/out" 2>"$WORK/err" </dev/null || rc=$?
}

# Every case of $cases failed on $name, and none was merely broken.
all_fail()
{
	local c

	[ -n "$cases" ] && [ $rc -eq 1 ] || return 1
	for c in $cases; do
		grep -q "^not ok [0-9]* [^#]*$name/$c\$" "$WORK/out" || return 1
	done
}

# shellcheck disable=SC2046 # one argument a case
run user $(awk 'NF {print $2}' <<<"$table" | sort -u)
[ $rc -eq 0 ] && ! grep -q '^not ok\|# SKIP' "$WORK/out"
report $? 'the reference passes every case that fails on a mutant'

for so in "$BUILD"/mutants/*.so; do
	name=$(basename "$so" .so)
	cases=$(awk -v m="$name" '$1 == m {print $2}' <<<"$table")
	# shellcheck disable=SC2086
	run "$so" ${cases:-"no-case-is-listed-for-$name"}
	all_fail
	report $? "$name fails ${cases//$'\n'/, }"
done

: >"$WORK/out"
missing=$(comm -23 <(awk 'NF {print $1}' <<<"$table" | sort -u) \
	<(cd "$BUILD/mutants" && printf '%s\n' *.so | sed 's/\.so$//' | sort))
echo "$missing" >"$WORK/err"
[ -z "$missing" ]
report $? 'every mutant that is listed was built'
echo "1..$tests"
