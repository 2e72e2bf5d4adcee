#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel for the guest with every checker that the distribution's lacks: KASAN, lockdep and the
# like, from the distribution's own source package of the same version, with a small configuration.
#
#   debug-kernel.sh source    fetch and unpack the source package, beside what is built of it
#   debug-kernel.sh build     configure, compile, lay out as kernel.sh does; headers likewise
#   debug-kernel.sh key       what decides the result
#   debug-kernel.sh finished    whether it is there
#
# The result is the kernel "debug" of kernel.sh and kmod.sh. Not part of a set-up: it takes a
# quarter of an hour on two cores.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SERIES=6.12
CONFIG=$SETUP_DIR/debug-kernel.config
PATCH=$SETUP_DIR/debug-kernel.patch
# Not the scratch folder of the set-ups, which may come and go meanwhile.
WORK=$CACHE/debug-kernel

# Versions of the guest's kernel have the upstream version first: 6.12.117+deb12-amd64.
[ -e "$CACHE/kernel/$SERIES.version" ] || die "Linux $SERIES has not been fetched: ./run.sh --setup"
distribution=$(cat "$CACHE/kernel/$SERIES.version")
upstream=${distribution%%[+-]*}
compiler=$(cat "$CACHE/headers/$distribution/compiler")

# The same version where the archive still has it, else the newest of the series.
package_version()
{
	local -a versions
	local v

	mapfile -t versions < <("$SETUP_DIR/apt.sh" versions kernel "linux-source-$SERIES")
	[ ${#versions[@]} -gt 0 ] || die "the archive has no linux-source-$SERIES"
	for v in "${versions[@]}"; do
		if [[ $v == "$upstream"-* ]]; then
			printf '%s\n' "$v"
			return
		fi
	done
	printf '%s\n' "${versions[0]}"
}

fetch_source()
{
	local version

	[ ! -d "$WORK/source" ] || return 0
	rm -rf "$WORK"
	mkdir -p "$WORK/deb"
	version=$(package_version)
	[[ $version == "$upstream"-* ]] || say "the source of $upstream is gone, taking $version"
	"$SETUP_DIR/apt.sh" fetch kernel "$WORK/deb" "linux-source-$SERIES=$version"
	dpkg-deb -x "$WORK"/deb/*.deb "$WORK/package"
	mkdir "$WORK/unpacked"
	tar --strip-components=1 -C "$WORK/unpacked" \
		-xf "$WORK/package/usr/src/linux-source-$SERIES.tar.xz"
	patch -d "$WORK/unpacked" -p1 <"$PATCH"
	rm -r "$WORK/deb" "$WORK/package"
	mv "$WORK/unpacked" "$WORK/source"
}

key()
{
	{
		printf '%s\n' "$upstream" "$compiler"
		os_codename
		sha256sum <"$CONFIG"
		sha256sum <"$PATCH"
		sha256sum <"$SETUP_DIR/debug-kernel.sh"
	} | sha256sum | cut -c1-8
}

finished()
{
	local version

	version=$(cat "$CACHE/kernel/debug.version" 2>/dev/null) || return 1
	[[ $version == *-"$(key)" ]] && [ -d "$CACHE/kernel/$version" ] &&
		[ -d "$CACHE/headers/$version" ]
}

kbuild()
{
	# the caller may be make itself
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$WORK/source" O="$WORK/build" \
		CC="$compiler" HOSTCC="$compiler" LOCALVERSION="-isotap-debug-$(key)" \
		KBUILD_BUILD_TIMESTAMP=0 KBUILD_BUILD_USER=isotap KBUILD_BUILD_HOST=isotap "$@"
}

# An option whose dependencies a newer kernel changed would be dropped without a word.
check_config()
{
	local name value lost=0

	while IFS='=' read -r name value; do
		case $value in
		n) ! grep -q "^$name=" "$WORK/build/.config" || { say "$name is on"; lost=1; } ;;
		*) grep -qxF "$name=$value" "$WORK/build/.config" || {
			say "$name=$value was not taken"
			lost=1
		} ;;
		esac
	done < <(sed '/^#/d; /^$/d' "$CONFIG")
	[ $lost -eq 0 ] || die "the configuration does not fit this kernel"
}

build()
{
	local release root headers

	! finished || return 0
	kbuild -s KCONFIG_ALLCONFIG="$CONFIG" allnoconfig
	check_config
	kbuild -j "$(nproc)" vmlinux modules
	release=$(cat "$WORK/build/include/config/kernel.release")
	rm -rf "$WORK/out" "$WORK/headers"
	mkdir -p "$WORK/out/root"
	root=$WORK/out/root
	PATH=$PATH:/usr/sbin:/sbin kbuild INSTALL_MOD_PATH="$root" INSTALL_MOD_STRIP=1 modules_install
	rm -f "$root/lib/modules/$release"/{build,source}
	cp "$WORK/build/vmlinux" "$WORK/out/vmlinux"
	cp "$WORK/build/.config" "$WORK/out/config"
	headers=$WORK/headers/usr/src/linux-headers-$release
	kbuild run-command KBUILD_RUN_COMMAND="\$(srctree)/scripts/package/install-extmod-build $headers"
	printf '%s\n' "$compiler" >"$WORK/headers/compiler"
	publish "$WORK/headers" "$CACHE/headers/$release"
	publish "$WORK/out" "$CACHE/kernel/$release"
	printf '%s\n' "$release" | write_file "$CACHE/kernel/debug.version"
	rm -rf "$WORK"
}

case ${1:?command} in
source) fetch_source ;;
build) build ;;
key) key ;;
finished) finished ;;
*) die "debug-kernel.sh: unknown command '$1'" ;;
esac
