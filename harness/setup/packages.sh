#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian packages that have to be installed, each with its reason, and nothing else: what can be
# used unpacked (kernel, headers, meson, firmware) never appears here.
#
#   packages.sh list GROUP...      every package of these groups with its reason
#   packages.sh missing GROUP...   those of them that are not installed, the same way
#   packages.sh install GROUP...   install the missing ones (root, or sudo)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# group  package[@release]  reason
table()
{
	cat <<-'EOF'
		build gcc                the compiler
		build libc6-dev          the C library's headers
		build make               builds the project, and kernel modules
		build pkgconf            finds the libraries
		build libyaml-dev        reads topologies
		build libjson-c-dev      writes and reads JSON, talks QMP
		build libxml2-dev        writes JUnit XML
		build libgsl-dev         compares samples
		build libpci-dev         finds root ports
		build libkmod-dev        loads the guest's modules by their dependencies
		build libarchive-dev     unpacks kernels, their modules and their packages
		build libmd-dev          SHA-256, the key of what is unpacked
		vm    debian-archive-keyring  checks what is downloaded
		vm    ca-certificates    for mirrors reached by https
		vm    gcc-12@bookworm    the compiler that the guest kernel was built with
		vm    gcc-14@trixie      the compiler that the guest kernel was built with
		vm    kmod               depmod, for the index of guests' modules
		vm    libelf1@bookworm   the kernel's build tools need it
		vm    libelf1t64@trixie  the kernel's build tools need it
		vm    libfdt-dev         QEMU needs it
		vm    libglib2.0-dev     QEMU needs it
		vm    ninja-build        builds QEMU
		vm    patch              applies this project's patches to QEMU
		vm    python3            QEMU's build is written in it
		vm    python3-venv       QEMU's build makes a virtual environment
		vm    xz-utils           unpacks QEMU's source and compressed modules
		vm    zlib1g-dev         QEMU needs it
		vm    zstd               unpacks the kernel image
		debug bc                 the kernel's build computes with it
		debug bison              the kernel's build: configuration
		debug flex               the kernel's build: configuration
		debug libelf-dev         the kernel's build: objtool
		tests libcmocka-dev      unit tests
		tests perl               prove
		tests libtap-formatter-junit-perl  reads TAP
		tests python3-jsonschema reads KCIDB submissions
		tests python3-yaml       reads TAP version 14
		tests makedumpfile       reads a guest's memory image
		tests git                the bisection that is replayed
		tests cpio               packs a guest for the kernel's kselftest
		tests rsync              installs the kernel's kselftest
		tests libxml2-utils      reads JUnit XML back
		tests procps             pgrep, to see that no guest is left running
		tests rpm                makes an RPM package of a kernel
		tests python3            tests of machine-readable output
		ci    clang              the second compiler, and fuzzing
		ci    libclang-rt-dev    the fuzzer's and the sanitizers' runtime
		ci    clang-format       checks the style
		ci    git                lists the files to check
		ci    scdoc              builds the man page
		ci    shellcheck         checks the scripts
		ci    valgrind           checks the model suite
	EOF
}

# select GROUP...: "package reason" lines for this release, each package once
select_groups()
{
	local codename

	codename=$(os_codename)
	table | awk -v release="$codename" -v groups=" $* " '
		index(groups, " " $1 " ") {
			split($2, part, "@")
			if (part[2] != "" && part[2] != release)
				next
			if (seen[part[1]]++)
				next
			reason = $0
			sub(/^[^ ]+ +[^ ]+ +/, "", reason)
			printf "%-24s %s\n", part[1], reason
		}'
}

missing()
{
	local installed name reason

	installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
		sed -n 's/^installed //p')
	while read -r name reason; do
		if ! grep -qxF "$name" <<<"$installed"; then
			printf '%-24s %s\n' "$name" "$reason"
		fi
	done < <(select_groups "$@")
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# A machine that has never fetched its package lists (a container image) knows no package.
install_missing()
{
	local -a names apt

	mapfile -t names < <(missing "$@" | awk '{ print $1 }')
	[ ${#names[@]} -gt 0 ] || return 0
	apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600)
	if ! "${apt[@]}" install -s --no-install-recommends "${names[@]}" >/dev/null 2>&1; then
		as_root "${apt[@]}" update
	fi
	if ! as_root "${apt[@]}" install -y --no-install-recommends "${names[@]}"; then
		# the lists can be older than the archive
		as_root "${apt[@]}" update
		as_root "${apt[@]}" install -y --no-install-recommends "${names[@]}"
	fi
}

command=${1:?command}
shift
case $command in
list) select_groups "$@" ;;
missing) missing "$@" ;;
install) install_missing "$@" ;;
*) die "packages.sh: unknown command '$command'" ;;
esac
