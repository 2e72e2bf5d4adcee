#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Modules that stand in for the posted series, built as kmod.sh builds the reference module.
#
#   standins.sh build WHICH    standin-v1.ko and standin-rfc.ko
#   standins.sh mutants WHICH  the wrong ones of mutant.h as well: standin-v1-m01.ko ...
#   standins.sh key WHICH      the folder's name under the cache
#   standins.sh env WHICH      STANDINS=
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

FIXTURES=$TOP/fixtures

# what is source in them and in the module whose files they share
sources()
{
	cd "$FIXTURES"
	find standins kmod -type f \( -name '*.[ch]' ! -name '*.mod.c' -o -name '*.mk' \
		-o -name Makefile -o -name Kbuild \) | LC_ALL=C sort
}

key()
{
	local -a files

	mapfile -t files < <(sources)
	cd "$FIXTURES"
	{
		printf '%s\n' "$headers"
		hash_of "${files[@]}"
		sha256sum <"$SETUP_DIR/standins.sh"
	} | sha256sum | cut -c1-16
}

# build_series OUT SERIES [MUTANT]...: one after the other in one folder
build_series()
{
	local out=$1 series=$2 folder mutant

	folder=$(scratch standins)
	(cd "$FIXTURES" && sources | xargs cp --parents -t "$folder")
	for mutant in "${@:3}"; do
		make -C "$headers" M="$folder/standins" SERIES="$series" \
			${mutant:+MUTANT="$mutant"} modules
		strip --strip-debug "$folder/standins/standin-$series.ko"
		mv "$folder/standins/standin-$series.ko" \
			"$out/standin-$series${mutant:+-${mutant,,}}.ko"
	done
	rm -rf "$folder"
}

build()
{
	local tmp out

	out=$CACHE/standins/$(key)
	[ ! -d "$out" ] || return 0
	tmp=$(scratch standins-out)
	build_series "$tmp" v1 ''
	build_series "$tmp" rfc ''
	publish "$tmp" "$out"
}

# mutants_of SERIES: the defects that the comment in mutant.h gives to it
mutants_of()
{
	sed -n "s,^\tSTANDIN_MUTANT_\([A-Z][0-9]*\)\,.*/\* [a-z0-9 ]*\<$1\>[a-z0-9 ]*:.*,\1,p" \
		"$FIXTURES/standins/mutant.h"
}

mutants()
{
	local tmp out first
	local -a v1 rfc

	build
	out=$CACHE/standins/$(key)
	[ ! -d "$out/mutants" ] || return 0
	mapfile -t v1 < <(mutants_of v1)
	mapfile -t rfc < <(mutants_of rfc)
	tmp=$(scratch standins-out)
	build_series "$tmp" v1 "${v1[@]}" &
	first=$!
	build_series "$tmp" rfc "${rfc[@]}"
	wait "$first"
	publish "$tmp" "$out/mutants"
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
	[ ! -d "$CACHE/standins/$name" ] || printf 'STANDINS=%s\n' "$CACHE/standins/$name"
	;;
*) die "standins.sh: unknown command '$command'" ;;
esac
