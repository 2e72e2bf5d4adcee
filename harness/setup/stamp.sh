# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The cheap check that lets a second run start at once. A stamp holds the hash of everything that
# decides a result and is written after the result; without a matching stamp every step is gone
# through again, each finding its own finished work by its own key.

# Contents, not times: a fresh checkout of the same commit is the same input.
inputs_hash()
{
	(
		cd "$TOP" || exit 1
		printf '%s\n' "$CACHE" "${CC:-}" "${CFLAGS:-}" "${LDFLAGS:-}"
		# a folder that is not there is an input too: one that is empty
		{ find "$@" -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z |
			xargs -0r sha256sum
	) | sha256sum | cut -c1-32
}

# The commit is an input of the program, which reports it.
program_hash()
{
	inputs_hash Makefile harness cases fixtures/user fixtures/mutants fixtures/guest
	git -C "$TOP" rev-parse HEAD 2>/dev/null || true
}

vm_hash()
{
	inputs_hash harness/setup fixtures/qemu fixtures/kmod fixtures/standins
}

stamp_matches()
{
	local stamp=$BUILD/$1.stamp

	[ -r "$stamp" ] && [ "$(<"$stamp")" = "$2" ]
}

# A cache that was cleaned by hand takes the results away but not the stamp.
vm_results_exist()
{
	local key value

	[ -r "$BUILD/setup.env" ] || return 1
	while IFS='=' read -r key value; do
		case $key in
		QEMU | KERNEL_IMAGE | KMOD | STANDINS | MODULES_DIR | QEMU_FIRMWARE)
			[ -e "$value" ] || return 1
			;;
		esac
	done <"$BUILD/setup.env"
}
