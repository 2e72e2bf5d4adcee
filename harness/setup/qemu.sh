#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# QEMU from the distribution's source package with this project's patches, under the cache.
#
#   qemu.sh source    the orig tarball of the trixie suite's source package
#   qemu.sh tools     meson and pycotap (new enough ones) and firmware images, unpacked
#   qemu.sh build     configure and compile; done already if nothing that decides it changed
#   qemu.sh env       KEY=VALUE lines
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

FIXTURES=$TOP/fixtures/qemu
SOURCE=$CACHE/qemu/source
TOOLS=$CACHE/qemu/tools

source_package()
{
	local tmp

	[ ! -d "$SOURCE" ] || return 0
	tmp=$(scratch qemu-source)
	"$SETUP_DIR/apt.sh" source trixie "$tmp" qemu
	find "$tmp" -name '*.dsc' -printf '%f\n' |
		sed -n 's/^qemu_\(.*\)\.dsc$/\1/p' >"$tmp/version"
	[ -s "$tmp/version" ] || die "no source package was downloaded"
	publish "$tmp" "$SOURCE"
}

tools()
{
	local tmp deb

	[ ! -d "$TOOLS" ] || return 0
	tmp=$(scratch qemu-tools)
	"$SETUP_DIR/apt.sh" fetch trixie "$tmp/deb" meson python3-pycotap qemu-system-data seabios
	for deb in "$tmp"/deb/*.deb; do
		dpkg-deb -x "$deb" "$tmp"
	done
	rm -r "$tmp/deb"
	mkdir "$tmp/firmware"
	cp "$tmp"/usr/share/seabios/*.bin "$tmp"/usr/share/qemu/{kvmvapic,linuxboot_dma,pvh}.bin \
		"$tmp"/usr/share/qemu/qboot.rom "$tmp/firmware/"
	publish "$tmp" "$TOOLS"
}

# Series first, then what is ours: the order that `git am` in a user's own tree has.
patches()
{
	find "$FIXTURES/series" -name '*.patch' 2>/dev/null | LC_ALL=C sort
	find "$FIXTURES/instrumentation" -name '*.patch' 2>/dev/null | LC_ALL=C sort
}

# The recipe is part of the key, and so is the release whose libraries the program is linked with.
key()
{
	local -a files

	[ -d "$SOURCE" ] || die "QEMU's source has not been fetched"
	cd "$FIXTURES"
	mapfile -t files < <(patches; find "$FIXTURES" -maxdepth 1 -type f ! -name '*.md' | LC_ALL=C sort)
	{
		cat "$SOURCE/version"
		os_codename
		hash_of "${files[@]#"$FIXTURES/"}"
		sha256sum <"$SETUP_DIR/qemu.sh"
	} | sha256sum | cut -c1-16
}

# Blobs that Debian leaves out are named by the build files; empty ones do, as nothing uses them.
fill_blobs()
{
	local name

	grep -o "edk2-[a-z0-9_-]*\.fd" pc-bios/meson.build | sort -u | while read -r name; do
		[ -e "pc-bios/$name.bz2" ] || : >"pc-bios/$name.bz2"
	done
}

unpack_source()
{
	local patch

	tar --strip-components=1 -xf "$SOURCE"/qemu_*.orig.tar.xz
	while read -r patch; do
		printf 'patch %s\n' "${patch#"$TOP/"}"
		patch -p1 --no-backup-if-mismatch <"$patch" || die "does not apply: ${patch#"$TOP/"}"
	done < <(patches)
	if [ -e "$FIXTURES/devices.mak" ]; then
		cp "$FIXTURES/devices.mak" configs/devices/x86_64-softmmu/isotap.mak
	fi
	fill_blobs
}

build()
{
	local out tmp
	local -a args

	out=$(key)
	out=$CACHE/qemu/$out
	[ ! -d "$out" ] || return 0
	tmp=$(scratch qemu-build)
	mkdir "$tmp/source" "$tmp/build" "$tmp/out"
	cd "$tmp/source"
	unpack_source
	mapfile -t args < <(sed 's/[[:space:]]*#.*//; /^[[:space:]]*$/d' "$FIXTURES/configure-args")
	cd "$tmp/build"
	# ninja runs meson again, with the same modules
	export PYTHONPATH=$TOOLS/usr/lib/python3/dist-packages
	export PYTHONDONTWRITEBYTECODE=1
	../source/configure "${args[@]}"
	ninja -j "$(nproc)" qemu-system-x86_64
	./qemu-system-x86_64 --version
	mv qemu-system-x86_64 "$tmp/out/"
	cp -r "$TOOLS/firmware" "$tmp/out/firmware"
	cp "$SOURCE/version" "$tmp/out/version"
	cd "$CACHE"
	publish "$tmp/out" "$out"
	rm -rf "$tmp"
}

env_lines()
{
	local out

	out=$(key)
	out=$CACHE/qemu/$out
	[ -d "$out" ] || die "QEMU has not been built"
	printf 'QEMU=%s\n' "$out/qemu-system-x86_64"
	printf 'QEMU_FIRMWARE=%s\n' "$out/firmware"
	printf 'QEMU_VERSION=%s\n' "$(cat "$out/version")"
}

case ${1:?command} in
source) source_package ;;
tools) tools ;;
build) build ;;
key) key ;;
env) env_lines ;;
*) die "qemu.sh: unknown command '$1'" ;;
esac
