#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The whole suite through the kernel's run_kselftest.sh in a guest of its own, for each implementation,
# against our own runner. What differs must be a skip there, for want of another boot. IMPLS, AREAS:
# which.
. "$(dirname "$0")/lib.sh"
. tests/kselftest/guest.sh

# as tests/lib.sh has it
within()
{
	local end=$((SECONDS + $1))
	shift
	until "$@" 2>/dev/null; do
		[ "$SECONDS" -lt "$end" ] || return 1
		read -rt 0.05 <><(:) || true
	done
}

here=$(realpath "$KEEP")/kselftest
read -ra areas <<<"${AREAS:-$(find cases -name '*.c' -printf '%h\n' | sort -u | sed 's|.*/||' | tr '\n' ' ')}"
tests=("${areas[@]/%/.sh}")
needs_boot='SKIP needs a machine whose memory was never isolated'
left=0
rm -rf "$here"
mkdir -p "$here"
cp -r "$(harness/setup/kernel-tests.sh path)" "$here/linux"
{
	make -s kselftest KSRC="$here/linux" &&
		env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$here/linux/tools/testing/selftests" \
			TARGETS=cxl_isolation KSFT_INSTALL_PATH="$here/installed" install
} >"$here/install.log" 2>&1 || {
	tail -n 20 "$here/install.log"
	exit 1
}

compare()
{
	local impl=$1 name ours theirs

	while read -r name ours theirs; do
		rounds=$((rounds + 1))
		[ "$ours" != "$theirs" ] || continue
		if grep -q " $name # $needs_boot" "$here/$impl.out"; then
			left=$((left + 1))
			continue
		fi
		failed=$((failed + 1))
		printf 'differs: %s: %s, there %s\n' "$name" "$ours" "$theirs"
	done < <(join -a 1 -a 2 -e none -o 0,1.2,2.2 \
		<(python3 -B tests/formats/outcomes.py expected "$here/run-$impl/results.json" | sort) \
		<(sed -n 's/^# \(\(not \)\?ok\) [0-9]* \([^ ]*\)\( # .*\)\?$/\3 \1\4/p' "$here/$impl.out" |
			sed 's/ not ok$/ not-ok/; s/ ok # SKIP .*/ skip/; s/ ok # XFAIL .*/ expected/' |
			sort))
}

for impl in ${IMPLS:-kmod user}; do
	guest_root "$here/$impl" "$here/installed"
	GUEST_SECONDS=3600 guest_run "$here/$impl" default "
		for area in ${areas[*]^^}; do
			export KSELFTEST_\${area}_SH_ARGS='--impl $impl --timeout-scale ${TIMEOUT_SCALE:-4}'
		done
		/kselftest/run_kselftest.sh ${tests[*]/#/-t cxl_isolation:}" || {
		failed=$((failed + 1))
		printf 'the guest of %s did not come to its end\n' "$impl"
	}
	"$BUILD/isotap" run --target qemu --impl "$impl" --topology default "${areas[@]/#/--area=}" \
		--timeout-scale "${TIMEOUT_SCALE:-4}" --run-dir "$here/run-$impl" \
		>"$here/$impl.tap" 2>"$here/$impl.err" </dev/null
	compare "$impl"
done
[ $rounds -gt 10 ] || failed=$((failed + 1))
printf '%d cases left out there for want of another boot\n' $left
figures kselftest
