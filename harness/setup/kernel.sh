#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's kernels for the guest: downloaded and unpacked under the cache, never installed.
#
#   kernel.sh image WHICH     WHICH is 6.12 or newest; the unpacked kernel with its uncompressed image
#   kernel.sh headers WHICH   the headers of that kernel, made usable where they lie
#   kernel.sh env WHICH       KEY=VALUE lines of both, as far as they are there
#
# Once fetched, a kernel stays until its folder (or the cache) is removed: a result must not
# change because an archive did.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The versioned packages are found through the metapackages: a search by name returns a dozen
# versions that are no longer updated.
metapackage()
{
	local kind=$1 which=$2 name

	if [ "$which" = newest ]; then
		printf 'linux-%s-amd64\n' "$kind"
		return
	fi
	for name in "linux-$kind-$which-amd64" "linux-$kind-amd64"; do
		if "$SETUP_DIR/apt.sh" closure "$config" "$name" "^linux-$kind-$which" 2>/dev/null |
			grep -q "^linux-$kind-${which//./\\.}\\.[0-9]"; then
			printf '%s\n' "$name"
			return
		fi
	done
	die "the archive offers no Linux $which for this release"
}

unpack()
{
	local dir=$1 root=$2 deb

	for deb in "$dir"/*.deb; do
		dpkg-deb -x "$deb" "$root"
	done
}

image()
{
	local tmp packages version root

	[ ! -e "$pointer" ] || [ ! -d "$CACHE/kernel/$(cat "$pointer")" ] || return 0
	tmp=$(scratch kernel)
	root=$tmp/root
	mkdir "$root"
	packages=$("$SETUP_DIR/apt.sh" closure "$config" "$(metapackage image "$which")" \
		'^linux-(image|binary|modules|base)-.*[0-9]\.[0-9]')
	printf '%s\n' "$packages"
	# The first line is the metapackage itself.
	version=$(sed -n '2,$s/^linux-image-\([0-9][^ ]*-amd64\) .*/\1/p' <<<"$packages" | head -n 1)
	[ -n "$version" ] || die "no versioned image among: $packages"
	# shellcheck disable=SC2086
	"$SETUP_DIR/apt.sh" fetch "$config" "$tmp/deb" ${packages// /=}
	unpack "$tmp/deb" "$root"
	rm -r "$tmp/deb"
	lay_out "$root" "$version" "$tmp"
	publish "$tmp" "$CACHE/kernel/$version"
	printf '%s\n' "$version" | write_file "$pointer"
}

# Packages differ in where image, configuration and modules lie; the folder that is published
# does not: vmlinux, bzImage, config, and root/lib/modules/VERSION with its indexes.
lay_out()
{
	local root=$1 version=$2 out=$3 modules

	if [ ! -e "$root/lib" ]; then
		ln -s usr/lib "$root/lib"
	fi
	modules=$root/lib/modules/$version
	[ -d "$modules" ] || die "no modules for $version in the packages"
	first_of bzImage "$root/boot/vmlinuz-$version" "$modules/vmlinuz"
	first_of config "$root/boot/config-$version" "$modules/config"
	"$SETUP_DIR/vmlinux.sh" "$out/bzImage" "$out/vmlinux"
	if [ ! -s "$modules/modules.dep" ]; then
		PATH=$PATH:/usr/sbin:/sbin depmod -b "$root" "$version"
	fi
}

first_of()
{
	local name=$1 file
	shift

	for file in "$@"; do
		if [ -e "$file" ]; then
			ln "$file" "$tmp/$name"
			return
		fi
	done
	die "no $name in the packages"
}

headers()
{
	local tmp packages version dir

	image
	version=$(cat "$pointer")
	[ ! -d "$CACHE/headers/$version" ] || return 0
	tmp=$(scratch headers)
	packages=$("$SETUP_DIR/apt.sh" closure "$config" "linux-headers-$version" \
		'^linux-(headers|kbuild)-|^gcc-[0-9]+$')
	printf '%s\n' "$packages"
	# shellcheck disable=SC2046
	"$SETUP_DIR/apt.sh" fetch "$config" "$tmp/deb" \
		$(sed -n '/^linux-/s/ /=/p' <<<"$packages")
	unpack "$tmp/deb" "$tmp"
	rm -r "$tmp/deb"
	sed -n 's/^\(gcc-[0-9]*\) .*/\1/p' <<<"$packages" | head -n 1 >"$tmp/compiler"
	dir=$tmp/usr/src/linux-headers-$version
	relocate "$dir"
	publish "$tmp" "$CACHE/headers/$version"
}

# The absolute paths are the include of the common part and, since Linux 6.13, the output folder.
# The vmlinux beside the makefile would ask for BTF of our module, and so for pahole.
relocate()
{
	local dir=$1

	[ -f "$dir/Makefile" ] || die "no Makefile in $dir"
	# shellcheck disable=SC2016
	sed -i -e 's|^include /usr/src/|include $(dir $(lastword $(MAKEFILE_LIST)))../|' \
		-e 's|^KBUILD_OUTPUT=/usr/src/.*|KBUILD_OUTPUT := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))|' \
		"$dir/Makefile"
	rm -f "$dir/vmlinux"
	if grep -n '/usr/src' "$dir/Makefile"; then
		die "an absolute path is left in $dir/Makefile"
	fi
}

env_lines()
{
	local version dir

	[ -e "$pointer" ] || die "Linux $which has not been fetched"
	version=$(cat "$pointer")
	dir=$CACHE/kernel/$version
	printf 'KERNEL_VERSION=%s\n' "$version"
	printf 'KERNEL_IMAGE=%s\n' "$dir/vmlinux"
	printf 'KERNEL_BZIMAGE=%s\n' "$dir/bzImage"
	printf 'KERNEL_CONFIG=%s\n' "$dir/config"
	printf 'MODULES_DIR=%s\n' "$dir/root/lib/modules/$version"
	if [ -d "$CACHE/headers/$version" ]; then
		printf 'HEADERS_DIR=%s\n' "$CACHE/headers/$version/usr/src/linux-headers-$version"
	fi
}

command=${1:?command}
which=${2:?which kernel}
pointer=$CACHE/kernel/$which.version
case $which in
newest) config=newest ;;
*) config=kernel ;;
esac
case $command in
image) image ;;
headers) headers ;;
env) env_lines ;;
*) die "kernel.sh: unknown command '$command'" ;;
esac
