#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sets up what is missing, then becomes `isotap run`. Standard output is the run's TAP stream and
# nothing else; this script decides no verdict.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/harness/setup/lib.sh"
# shellcheck source=harness/setup/stamp.sh
. "$SETUP_DIR/stamp.sh"

usage()
{
	cat <<-'EOF'
		usage: ./run.sh [--setup] [--no-install] [--build COMMAND] [arguments of isotap run]

		  --setup        set up only: packages, build, QEMU, guest kernel, kernel module
		  --no-install   install no package: print those that are missing and stop
		  --packages     print every package that set-up may install, and why
		  --build COMMAND   run this in a shell first, in the current folder; if it fails
		                 nothing is tested: exit status 3, with --bisect 125

		Without arguments: the suite on the model, then in a virtual machine. With
		--target model no virtual machine is set up. Everything but packages goes to
		build/ and the cache folder; no apt source of the system is changed.
		`build/isotap run --help` has the arguments of the run.
	EOF
}

# A test rig that cannot be built is not a failure of what is tested: 3, or 125 for git bisect.
fail()
{
	if [ $only_setup -eq 1 ]; then
		exit 1
	fi
	printf 'TAP version 13\nBail out! %s failed, see standard error\n' "${1:-set-up}"
	exit "$rig_status"
}

only_setup=0
need_vm=1
rig_status=3
build_command=''
setup_args=()
run_args=()
previous=''
for arg in "$@"; do
	if [ "$previous" = --build ]; then
		build_command=$arg
		previous=''
		continue
	fi
	case $arg in
	--build) ;;
	--setup) only_setup=1 ;;
	--no-install) setup_args+=(--no-install) ;;
	--with-tests) setup_args+=(--with tests) ;;
	--with-ci) setup_args+=(--with ci) ;;
	--packages)
		"$SETUP_DIR/packages.sh" list build vm tests ci
		exit 0
		;;
	-h | --help)
		usage
		exit 0
		;;
	*) run_args+=("$arg") ;;
	esac
	case $previous$arg in
	--targetmodel | *--target=model) need_vm=0 ;;
	esac
	[ "$arg" != --bisect ] || rig_status=125
	# what matters before there is a program that reads it
	if [ "$previous" = --profile ] && [ -f "$arg" ]; then
		! grep -Eq '^[^#]*--bisect' "$arg" || rig_status=125
		! grep -Eq '^[^#]*--target[ =]model' "$arg" || need_vm=0
	fi
	previous=$arg
done
if [ "$previous" = --build ]; then
	echo "run.sh: --build needs a command" >&2
	exit 129
fi
[ $need_vm -eq 1 ] || setup_args+=(--no-vm)

ready()
{
	[ -x "$BUILD/isotap" ] || return 1
	# package checks for tests and CI have no stamp
	[[ " ${setup_args[*]} " != *' --with '* ]] || return 1
	stamp_matches program "$(program_hash)" || return 1
	[ $need_vm -eq 0 ] || { stamp_matches vm "$(vm_hash)" && vm_results_exist; }
}

if ! ready; then
	"$SETUP_DIR/main.sh" setup "${setup_args[@]}" >&2 || fail
fi
[ $only_setup -eq 0 ] || exit 0
if [ -n "$build_command" ] && ! bash -c "$build_command" >&2 </dev/null; then
	fail "'$build_command'"
fi
# also from another folder, such as that of a kernel
export ISOTAP_TOPOLOGIES=${ISOTAP_TOPOLOGIES:-$TOP/topologies}
exec "$BUILD/isotap" run "${run_args[@]}"
