# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the shell tests share: sourced first, it goes to the top of the tree, makes a folder $work
# that goes away with the test, and counts.

set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
BUILD=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0
failures=0

# ok NAME COMMAND...: what the command printed is shown if it fails
ok()
{
	local name=$1
	shift
	count=$((count + 1))
	if "$@" >"$work/log" 2>&1; then
		echo "ok $count $name"
	else
		echo "not ok $count $name"
		failures=$((failures + 1))
		sed 's/^/# /' "$work/log" | tail -n 40
	fi
}

not()
{
	! "$@"
}

# within SECONDS COMMAND...: until it succeeds or the deadline passes
within()
{
	local end=$((SECONDS + $1))
	shift
	until "$@" 2>/dev/null; do
		[ "$SECONDS" -lt "$end" ] || return 1
		read -rt 0.05 <><(:) || true
	done
}

finish()
{
	echo "1..$count"
	exit $((failures > 0))
}
