#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The reference module, built against the unpacked headers of the guest's kernel.
#
#   kmod.sh build WHICH    done already if neither the module's source nor the kernel changed
#   kmod.sh key WHICH      the folder's name under the cache
#   kmod.sh env WHICH      KMOD=
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

FIXTURES=$TOP/fixtures/kmod

key()
{
	local -a files

	cd "$FIXTURES"
	# only what is source: someone may have built the module in place
	mapfile -t files < <(find . -type f \( -name '*.[chS]' ! -name '*.mod.c' -o -name Makefile \
		-o -name Kbuild \) | LC_ALL=C sort)
	{
		printf '%s\n' "$headers"
		hash_of "${files[@]}"
		sha256sum <"$SETUP_DIR/kmod.sh"
	} | sha256sum | cut -c1-16
}

build()
{
	local tmp out

	out=$(key)
	out=$CACHE/kmod/$out
	[ ! -d "$out" ] || return 0
	tmp=$(scratch kmod)
	mkdir "$tmp/source" "$tmp/out"
	(cd "$FIXTURES" && find . -type f \( -name '*.[chS]' ! -name '*.mod.c' -o -name Makefile \
		-o -name Kbuild \) -exec cp --parents -t "$tmp/source" {} +)
	make -C "$headers" M="$tmp/source" modules
	cp "$tmp/source/isotap_ti.ko" "$tmp/out/"
	publish "$tmp/out" "$out"
	rm -rf "$tmp"
}

command=${1:?command}
which=${2:?which kernel}
headers=$("$SETUP_DIR/kernel.sh" env "$which" | sed -n 's/^HEADERS_DIR=//p')
[ -n "$headers" ] || die "the headers of Linux $which have not been fetched"
case $command in
build) build ;;
key) key ;;
env)
	name=$(key)
	printf 'KMOD=%s\n' "$CACHE/kmod/$name/isotap_ti.ko"
	;;
*) die "kmod.sh: unknown command '$command'" ;;
esac
