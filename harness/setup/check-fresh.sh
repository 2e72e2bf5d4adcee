#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   check-fresh.sh SUITE    bookworm or trixie; needs root and debootstrap
#
# The proof that two commands are enough on a fresh machine: a chroot with the base system only
# and a clone of what is committed. Nothing of this machine's cache is shared, unless
# CHECK_FRESH_CACHE names a folder to use as the chroot's cache. CHECK_FRESH_DIR (default /var/tmp)
# is where it lies; CHECK_FRESH_KEEP=1 keeps it; CHECK_FRESH_USER=1 does it all as a user with sudo
# instead of as root.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

suite=${1:?suite}
case $suite in
bookworm | trixie) ;;
*) die "check-fresh: the suites are bookworm and trixie" ;;
esac
[ "$(id -u)" -eq 0 ] || die "check-fresh: a chroot needs root"
PATH=$PATH:/usr/sbin:/sbin
command -v debootstrap >/dev/null || die "check-fresh: install debootstrap"

# In a mount and a process namespace of its own: whatever happens, nothing stays mounted or running.
if [ -z "${ISOTAP_FRESH_INSIDE:-}" ]; then
	ISOTAP_FRESH_INSIDE=1 exec unshare --mount --pid --fork --kill-child -- "$0" "$@"
fi

user=root
home=/root
if [ "${CHECK_FRESH_USER:-0}" = 1 ]; then
	user=someone
	home=/home/someone
fi
root=$(mktemp -d "${CHECK_FRESH_DIR:-/var/tmp}/isotap-fresh-$suite.XXXXXX")
# mktemp's 0700 would shut the root folder to everybody else in the chroot, apt's user too
chmod 755 "$root"
cleanup()
{
	if [ "${CHECK_FRESH_KEEP:-0}" = 1 ]; then
		say "kept: $root"
		return
	fi
	umount -R "$root$home/.cache/isotap" "$root/dev/pts" "$root/dev/shm" "$root/sys" "$root/proc" \
		"$root/dev/kvm" 2>/dev/null || true
	rm -rf --one-file-system "$root"
}
trap cleanup EXIT

archive=$("$SETUP_DIR/apt.sh" mirrors | sed -n 's/^archive //p')
security=$("$SETUP_DIR/apt.sh" mirrors | sed -n 's/^security //p')

base_system()
{
	debootstrap --variant=minbase "$suite" "$root" "$archive" || return 1
	{
		echo "deb $archive $suite main"
		echo "deb $archive $suite-updates main"
		[ -z "$security" ] || echo "deb $security $suite-security main"
	} >"$root/etc/apt/sources.list"
	# how this machine reaches the mirror is not part of what is tested
	cp /etc/resolv.conf /etc/hosts "$root/etc/" || return 1
	apt-config dump | grep -E '^Acquire::(http|https)::(Proxy|CaInfo|Verify)' \
		>"$root/etc/apt/apt.conf.d/99mirror" || true
	rm -rf "$root/var/lib/apt/lists"/*_*
	[ $user = root ] || ordinary_user
}

# Such a machine has sudo and has fetched its package lists.
ordinary_user()
{
	chroot "$root" apt-get update || return 1
	chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
		sudo || return 1
	chroot "$root" useradd -m -s /bin/bash $user
	echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
}

mounts()
{
	mount -t proc proc "$root/proc"
	mount -t sysfs -o ro sysfs "$root/sys"
	mkdir -p "$root/dev/shm" "$root/dev/pts"
	mount -t tmpfs tmpfs "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
	if [ -e /dev/kvm ]; then
		touch "$root/dev/kvm"
		mount --bind /dev/kvm "$root/dev/kvm"
	fi
	if [ -n "${CHECK_FRESH_CACHE:-}" ]; then
		mkdir -p "$CHECK_FRESH_CACHE" "$root$home/.cache/isotap"
		mount --bind "$CHECK_FRESH_CACHE" "$root$home/.cache/isotap"
	fi
}

# inside COMMAND: as on a first login, with the machine's variables gone
inside()
{
	chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=$home TERM=dumb LANG=C.UTF-8 \
		setpriv --reuid=$user --regid=$user --init-groups \
		sh -c "cd ~/isotap && $1" </dev/null
}

timed()
{
	local what=$1 start=$SECONDS
	shift

	say "$suite: $what ..."
	if "$@"; then
		say "$suite: $what: $((SECONDS - start)) s"
	else
		say "$suite: FAILED: $what after $((SECONDS - start)) s"
		failed+=("$what")
	fi
}

first_run()
{
	local rc=0

	inside ./run.sh >"$root/first.tap" || rc=$?
	cat "$root/first.tap"
	[ $rc -eq 0 ]
}

# Nothing but TAP on standard output, and nothing but the run on standard error.
second_run()
{
	local rc=0

	inside './run.sh --target model' >"$root/second.tap" 2>"$root/second.err" || rc=$?
	if grep -E '^isotap: (building|fetching|installing)' "$root/second.err"; then
		say "$suite: the second run did set-up work"
		return 1
	fi
	if grep -vE '^(TAP version 13|1\.\.[0-9]+|(not )?ok [0-9]+ |#|  )' "$root/second.tap"; then
		say "$suite: a line on standard output is no TAP"
		return 1
	fi
	[ $rc -eq 0 ]
}

failed=()
timed 'base system' base_system >&2
[ ${#failed[@]} -eq 0 ] || exit 1
mounts
git clone -q --no-hardlinks "$TOP" "$root$home/isotap"
[ $user = root ] || {
	chroot "$root" chown -R $user: "$home/isotap"
	chroot "$root" mkdir -p "$home/.cache/isotap"
	chroot "$root" chown $user: "$home/.cache" "$home/.cache/isotap"
}
if [ -n "$(git -C "$TOP" status --porcelain)" ]; then
	say "what is not committed is not tested"
fi
timed './run.sh' first_run
timed './run.sh again' second_run
timed 'make check' inside 'make check'
[ ${#failed[@]} -eq 0 ] || die "$suite: FAILED: ${failed[*]}"
say "$suite: passed in $SECONDS s"
