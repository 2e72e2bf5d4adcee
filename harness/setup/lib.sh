# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What every set-up script shares: where things are kept, how a result becomes visible (built
# elsewhere, then renamed), how a step is shown while it runs. Standard output is never written
# here: it belongs to the TAP stream of the run that follows.

SETUP_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$SETUP_DIR/../.." && pwd)
CACHE=${ISOTAP_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/isotap}
BUILD=${BUILD:-$TOP/build}
LOG_DIR=$CACHE/log
export SETUP_DIR TOP CACHE BUILD LOG_DIR

say()
{
	printf '%s\n' "isotap: $*" >&2
}

die()
{
	say "$*"
	exit 1
}

# One line per field of /etc/os-release that set-up decides by; a derivative of Debian 12 or 13
# would need other suites, so it is refused rather than guessed at.
os_codename()
{
	# shellcheck disable=SC1090
	(. "${ISOTAP_OS_RELEASE:-/etc/os-release}" && printf '%s\n' "${VERSION_CODENAME:-unknown}")
}

# scratch NAME: a fresh folder on the cache's own file system, so that publish is one rename.
# Whatever a killed run left there is swept by the next one that holds the lock.
scratch()
{
	mkdir -p "$CACHE/tmp"
	mktemp -d "$CACHE/tmp/$1.XXXXXXXX"
}

# publish DIR FINAL: the only way anything reaches a trusted path. A folder at FINAL is complete
# by construction; there is no second marker that could disagree with it.
publish()
{
	mkdir -p "$(dirname "$2")"
	chmod 755 "$1"
	if [ -e "$2" ]; then
		mv "$2" "$(scratch old)/"
	fi
	mv -T "$1" "$2"
}

# write_file PATH: standard input becomes PATH, whole or not at all.
write_file()
{
	local tmp

	mkdir -p "$(dirname "$1")"
	tmp=$(mktemp "$1.XXXXXXXX")
	if cat >"$tmp" && chmod 644 "$tmp" && mv -f "$tmp" "$1"; then
		return 0
	fi
	rm -f "$tmp"
	return 1
}

# hash_of FILE...: names and contents, so that a renamed patch counts as a change.
hash_of()
{
	if [ $# -eq 0 ]; then
		printf 'none\n'
		return
	fi
	sha256sum -- "$@" | sha256sum | cut -c1-16
}
