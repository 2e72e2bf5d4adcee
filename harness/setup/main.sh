#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Brings a machine to where isotap can run, and does nothing where it already is there.
#
#   main.sh setup [--no-vm] [--no-install] [--with GROUP]...
#   main.sh kernel WHICH      fetch a kernel (6.12 or newest) and print its paths
#   main.sh mutants           set up, then build the wrong kernel modules
#   main.sh standins          set up, then build the wrong stand-ins for other series
#   main.sh debug-kernel      build the kernel with checkers, and the module for it; writes
#                             build/debug.env
#
# Every step leaves its result by a rename and under a key made of what decides it, so the steps
# can be interrupted anywhere and run by two people at once.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$SETUP_DIR/progress.sh"
. "$SETUP_DIR/stamp.sh"

KERNEL=6.12

# lock FILE WHAT: held until this process and all its children are gone, so that what a killed
# set-up left running is waited for and never raced with.
lock()
{
	local fd

	mkdir -p "$(dirname "$1")"
	exec {fd}>>"$1"
	if ! flock -n "$fd"; then
		say "waiting for another set-up that is $2"
		flock "$fd"
	fi
}

show_packages()
{
	printf '    %s\n' "${1//$'\n'/$'\n'    }" >&2
}

packages()
{
	local missing

	missing=$("$SETUP_DIR/packages.sh" missing "$@")
	[ -n "$missing" ] || return 0
	if [ "$install" -eq 0 ]; then
		say "these packages are missing, and nothing is installed because of --no-install:"
		show_packages "$missing"
		exit 2
	fi
	say "these packages are missing and will be installed:"
	show_packages "$missing"
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null ||
			die "installing them needs root, or a user with sudo"
		sudo -v || die "installing them needs root"
	fi
	step packages "installing packages" "$SETUP_DIR/packages.sh" install "$@"
}

# The hash is taken before the build: a file that changes meanwhile makes the stamp stale.
program()
{
	local hash

	lock "$BUILD/.lock" "building here"
	hash=$(program_hash)
	if stamp_matches program "$hash" && [ -x "$BUILD/isotap" ]; then
		return
	fi
	# the caller may be make itself
	unset MAKEFLAGS MFLAGS MAKELEVEL
	step build "building isotap" make -C "$TOP" -j "$(nproc)" BUILD="$BUILD" all
	[ -x "$BUILD/isotap" ] || die "the build made no $BUILD/isotap"
	printf '%s\n' "$hash" | write_file "$BUILD/program.stamp"
}

once()
{
	local done_already=$1

	shift
	[ -e "$done_already" ] || step "$@"
}

vm()
{
	local hash key

	# neither QEMU's configure nor kbuild copes with them
	[[ $CACHE != *[[:space:]]* ]] || die "the cache folder's path must have no spaces: $CACHE"
	lock "$CACHE/lock" "filling $CACHE"
	hash=$(vm_hash)
	if stamp_matches vm "$hash" && vm_results_exist; then
		return
	fi
	rm -rf "$CACHE/tmp"
	kernel_steps $KERNEL
	key=$("$SETUP_DIR/kmod.sh" key $KERNEL)
	once "$CACHE/kmod/$key" \
		kmod "building the reference kernel module" "$SETUP_DIR/kmod.sh" build $KERNEL
	key=$("$SETUP_DIR/standins.sh" key $KERNEL)
	once "$CACHE/standins/$key" \
		standins "building the stand-ins for other series" \
		"$SETUP_DIR/standins.sh" build $KERNEL
	once "$CACHE/qemu/source" \
		qemu-source "fetching QEMU's source" "$SETUP_DIR/qemu.sh" source
	once "$CACHE/qemu/tools" \
		qemu-tools "fetching QEMU's firmware and build tools" "$SETUP_DIR/qemu.sh" tools
	key=$("$SETUP_DIR/qemu.sh" key)
	once "$CACHE/qemu/$key" \
		qemu-build "building QEMU (some minutes)" "$SETUP_DIR/qemu.sh" build
	env_of $KERNEL | write_file "$BUILD/setup.env"
	vm_results_exist || die "set-up ended without its results; see $LOG_DIR"
	printf '%s\n' "$hash" | write_file "$BUILD/vm.stamp"
}

env_of()
{
	"$SETUP_DIR/kernel.sh" env "$1"
	"$SETUP_DIR/kmod.sh" env "$1"
	"$SETUP_DIR/standins.sh" env "$1"
	"$SETUP_DIR/qemu.sh" env
	printf 'CACHE=%s\n' "$CACHE"
}

kernel_steps()
{
	local version=$CACHE/kernel/$1.version

	once "$version" \
		"kernel-$1" "fetching Debian's $1 kernel" "$SETUP_DIR/kernel.sh" image "$1"
	once "$CACHE/headers/$(cat "$version")" \
		"headers-$1" "fetching its headers" "$SETUP_DIR/kernel.sh" headers "$1"
}

standin_mutants()
{
	local key

	key=$("$SETUP_DIR/standins.sh" key $KERNEL)
	once "$CACHE/standins/$key/mutants" \
		standin-mutants "building the wrong stand-ins" "$SETUP_DIR/standins.sh" mutants $KERNEL
}

setup()
{
	local want_vm=1
	local -a groups=(build)

	install=1
	while [ $# -gt 0 ]; do
		case $1 in
		--no-vm) want_vm=0 ;;
		--no-install) install=0 ;;
		--with)
			groups+=("$2")
			shift
			;;
		*) die "main.sh setup: unknown option '$1'" ;;
		esac
		shift
	done
	[ $want_vm -eq 0 ] || groups+=(vm)
	packages "${groups[@]}"
	program
	[ $want_vm -eq 0 ] || vm
	if [[ $want_vm -eq 1 && " ${groups[*]} " == *' tests '* ]] &&
		! "$SETUP_DIR/kernel-tests.sh" path >/dev/null; then
		step kernel-tests "fetching the kernel's test tools" "$SETUP_DIR/kernel-tests.sh" fetch
	fi
}

interrupted()
{
	say "interrupted; nothing half done is kept"
	trap - "$1"
	kill -s "$1" $$
}

trap 'interrupted INT' INT
trap 'interrupted TERM' TERM
# Its lock is its own: an ordinary set-up need not wait for it.
debug_kernel()
{
	local key

	install=1
	packages build vm debug
	(vm)
	lock "$CACHE/debug-kernel.lock" "building the debug kernel"
	if ! "$SETUP_DIR/debug-kernel.sh" finished; then
		step debug-source "fetching the kernel's source" "$SETUP_DIR/debug-kernel.sh" source
		step debug-build "building a kernel with checkers (a quarter of an hour or more)" \
			"$SETUP_DIR/debug-kernel.sh" build
	fi
	key=$("$SETUP_DIR/kmod.sh" key debug)
	lock "$CACHE/lock" "filling $CACHE"
	once "$CACHE/kmod/$key" \
		kmod-debug "building the reference module for it" "$SETUP_DIR/kmod.sh" build debug
	env_of debug | write_file "$BUILD/debug.env"
}

command=${1:?command}
shift
case $command in
setup) setup "$@" ;;
kernel)
	install=1
	packages vm
	lock "$CACHE/lock" "filling $CACHE"
	kernel_steps "${1:?which kernel}"
	"$SETUP_DIR/kernel.sh" env "$1"
	;;
standins)
	setup "$@"
	standin_mutants
	;;
mutants)
	setup "$@"
	key=$("$SETUP_DIR/kmod.sh" key $KERNEL)
	once "$CACHE/kmod/$key/mutants" \
		mutants "building the wrong kernel modules" "$SETUP_DIR/kmod.sh" mutants $KERNEL
	standin_mutants
	;;
debug-kernel) debug_kernel ;;
*) die "main.sh: unknown command '$command'" ;;
esac
