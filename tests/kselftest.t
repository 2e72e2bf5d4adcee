#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The suite as a kernel's selftest: installed by the kernel's own Makefiles, run by its own
# run_kselftest.sh in a guest that we did not boot, with the results of our own runner. Every port
# is wrong in one way, so that there is something to find.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
. tests/kselftest/guest.sh
tree=$work/linux
areas=$(find cases -name '*.c' -printf '%h\n' | sort -u | wc -l)
arguments='--personality plain-data --timeout-scale 4'
patterns=(ti-element-found 'isolated-*' 'pending-access-*' 'call-fails-*')

cp -r "$(harness/setup/kernel-tests.sh path)" "$tree"
ok 'a folder that is no kernel tree is refused' not make -s kselftest KSRC="$work"
ok 'installed in a kernel tree' make -s kselftest KSRC="$tree"
# from within make the kernel's Makefiles would take our flags for theirs
kernel_make()
{
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$tree/tools/testing/selftests" \
		TARGETS=cxl_isolation KSFT_INSTALL_PATH="$work/installed" "$@"
}
ok "the kernel's Makefiles install it" kernel_make install
ok 'one test an area' [ "$(wc -l <"$work/installed/kselftest-list.txt")" -eq "$areas" ]

nothing_here()
{
	"$work/installed/cxl_isolation/event.sh" >"$work/here"
	[ $? -eq 4 ] && grep -qx '1\.\.0 # SKIP .*' "$work/here"
}
ok 'on this computer it skips' nothing_here

for pattern in "${patterns[@]}"; do
	arguments="$arguments --case $pattern"
done
guest_root "$work/root" "$work/installed"
ok 'a guest comes to its end' guest_run "$work/root" default "
	mv /usr/lib/modules /modules
	/kselftest/run_kselftest.sh -t cxl_isolation:event.sh
	mv /modules /usr/lib/modules
	for impl in kmod user; do
		for area in CAPABILITY CONTROL ISOLATION; do
			export KSELFTEST_\${area}_SH_ARGS=\"--impl \$impl $arguments\"
		done
		/kselftest/run_kselftest.sh -t cxl_isolation:capability.sh \
			-t cxl_isolation:control.sh -t cxl_isolation:isolation.sh
	done
	export KSELFTEST_EVENT_SH_ARGS='--topology two-ports'
	export KSELFTEST_SAFEGUARD_SH_ARGS='--case opt-in'
	/kselftest/run_kselftest.sh -t cxl_isolation:event.sh -t cxl_isolation:safeguard.sh"

runner()
{
	diff - <(grep -E '^(not )?ok ' "$work/root.out")
}
each='ok 1 selftests: cxl_isolation: capability.sh
ok 2 selftests: cxl_isolation: control.sh # SKIP
not ok 3 selftests: cxl_isolation: isolation.sh # exit=1'
ok "the kernel's runner: passed, skipped, failed; another machine is skipped" runner <<-EOS
	ok 1 selftests: cxl_isolation: event.sh # SKIP
	$each
	$each
	ok 1 selftests: cxl_isolation: event.sh # SKIP
	ok 2 selftests: cxl_isolation: safeguard.sh
EOS
ok 'what the kernel lacks is named' grep -q '^# 1\.\.0 # SKIP needs CONFIG_CXL_ACPI,' "$work/root.out"
ok 'the software under test is found' grep -q '^# ok 1 qemu/kmod/opt-in$' "$work/root.out"

"$BUILD/isotap" run --target qemu --impl kmod --impl user --topology default \
	--personality plain-data --timeout-scale 4 --run-dir "$work/run" --area capability \
	--area control --area isolation "${patterns[@]/#/--case=}" >/dev/null 2>"$work/err" </dev/null
same()
{
	python3 -B tests/formats/outcomes.py expected "$work/run/results.json" | sort >"$work/ours"
	sed -n '/opt-in/d; s/^# \(\(not \)\?ok\) [0-9]* \([^ ]*\)\( # SKIP .*\)\?$/\3 \1\4/p' \
		"$work/root.out" |
		sed 's/ not ok$/ not-ok/; s/ ok # SKIP .*/ skip/' | sort >"$work/theirs"
	diff "$work/ours" "$work/theirs"
}
ok 'every case has the same result as with our own runner' same
ok 'with passes, failures and skips' \
	[ "$(cut -d' ' -f2 "$work/ours" | sort -u | tr '\n' ' ')" = 'not-ok ok skip ' ]
finish
