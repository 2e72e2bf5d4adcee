#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The reference module, built against the unpacked headers of the guest's kernel.
#
#   kmod.sh build WHICH    done already if neither the module's source nor the kernel changed
#   kmod.sh mutants WHICH  the same for one wrong module for each name in mutant.h
#   kmod.sh key WHICH      the folder's name under the cache
#   kmod.sh env WHICH      KMOD=
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

FIXTURES=$TOP/fixtures/kmod

# only what is source: someone may have built the module in place
sources()
{
	cd "$FIXTURES"
	find . -type f \( -name '*.[chS]' ! -name '*.mod.c' -o -name '*.mk' -o -name Makefile \
		-o -name Kbuild \) |
		LC_ALL=C sort
}

key()
{
	local -a files

	mapfile -t files < <(sources)
	cd "$FIXTURES"
	{
		printf '%s\n' "$headers"
		hash_of "${files[@]}"
		sha256sum <"$SETUP_DIR/kmod.sh"
	} | sha256sum | cut -c1-16
}

# make_in FOLDER [MUTANT=NAME]: what debuggers need would be most of the file
make_in()
{
	make -C "$headers" M="$1" "${@:2}" modules
	strip --strip-debug "$1"/*.ko
}

copy_sources()
{
	mkdir "$1"
	(cd "$FIXTURES" && sources | xargs cp --parents -t "$1")
}

build()
{
	local tmp out

	out=$CACHE/kmod/$(key)
	[ ! -d "$out" ] || return 0
	tmp=$(scratch kmod)
	mkdir "$tmp/out"
	copy_sources "$tmp/source"
	make_in "$tmp/source"
	cp "$tmp/source"/*.ko "$tmp/out/"
	publish "$tmp/out" "$out"
	rm -rf "$tmp"
}

# build_some FOLDER OUT NAME...: one after the other in one folder, where only what differs is
# compiled again
build_some()
{
	local folder=$1 out=$2 name

	copy_sources "$folder"
	for name in "${@:3}"; do
		make_in "$folder" MUTANT="$name"
		mv "$folder/isotap_ti.ko" "$out/${name,,}.ko"
	done
}

mutants()
{
	local tmp out first
	local -a names

	build
	out=$CACHE/kmod/$(key)
	[ ! -d "$out/mutants" ] || return 0
	mapfile -t names < <(sed -n 's/^\tTI_MUTANT_\([A-Z][0-9]*\),.*/\1/p' "$FIXTURES/mutant.h")
	tmp=$(scratch mutants)
	mkdir "$tmp/out"
	build_some "$tmp/1" "$tmp/out" "${names[@]:0:${#names[@]}/2}" &
	first=$!
	build_some "$tmp/2" "$tmp/out" "${names[@]:${#names[@]}/2}"
	wait "$first"
	publish "$tmp/out" "$out/mutants"
	rm -rf "$tmp"
}

command=${1:?command}
which=${2:?which kernel}
headers=$("$SETUP_DIR/kernel.sh" env "$which" | sed -n 's/^HEADERS_DIR=//p')
[ -n "$headers" ] || die "the headers of Linux $which have not been fetched"
case $command in
build) build ;;
mutants) mutants ;;
key) key ;;
env)
	name=$(key)
	printf 'KMOD=%s\n' "$CACHE/kmod/$name/isotap_ti.ko"
	;;
*) die "kmod.sh: unknown command '$command'" ;;
esac
