#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A private apt configuration under the cache, for packages of suites that the system does not
# use. The system's own sources are read (through apt, so in either format) and never written.
#
#   apt.sh mirrors            the system's archive and security addresses, one "KIND URI" a line
#   apt.sh index NAME         fetch the indexes of one private configuration, unless they are a day old at most
#   apt.sh fetch NAME DIR PKG...   download binary packages (checked against the signed index)
#   apt.sh source NAME DIR SRC     download a source package, without unpacking it
#   apt.sh closure NAME PKG REGEX  PKG and its dependencies whose names match, "name version" lines
#   apt.sh version NAME PKG   the candidate's version
#   apt.sh versions NAME PKG  every version that the archive has, the newest first
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

KEYRING=${ISOTAP_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

# Debian's own archive only: by the origin in its signed Release file where that has been fetched,
# else (a container image without lists) by the archive's well-known last path component.
# A wrong guess cannot get further than apt's signature check against Debian's keyring.
mirrors()
{
	local codename uri suite component origin kind
	local archive='' security=''
	# an apt that has no lists yet prints the word as it stands
	# shellcheck disable=SC2016
	local unknown='$(ORIGIN)'

	codename=$(os_codename)
	# shellcheck disable=SC2016
	while read -r uri suite component origin; do
		case $uri in
		cdrom:* | file:*) continue ;;
		esac
		[ "$component" = main ] || continue
		case $origin in
		Debian | "$unknown" | '') ;;
		*) continue ;;
		esac
		if [ "$origin" != Debian ] &&
			! [[ $uri =~ /debian(-security)?(\.list)?/?$ || $suite == */updates ]]; then
			continue
		fi
		case $suite in
		*-security | */updates) kind=security ;;
		"$codename" | stable | oldstable | testing) kind=archive ;;
		*) continue ;;
		esac
		if [ $kind = archive ]; then
			archive=${archive:-$uri}
		else
			security=${security:-$uri}
		fi
	done < <(
		# without the option, only what has been fetched and verified is listed
		for option in '' --no-release-info; do
			apt-get "${SYSTEM_APT[@]}" indextargets $option --format \
				'$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages'
		done
	)
	[ -n "$archive" ] || die "no Debian archive in this system's apt sources for $codename"
	printf 'archive %s\n' "$archive"
	# Debian 12 and 13 keep security updates in an archive of their own; without it in the
	# sources the kernel of the main archive is used.
	if [ -n "$security" ]; then
		printf 'security %s\n' "$security"
	fi
}

# The suites of each private configuration. "kernel" holds the same 6.12 series on both releases;
# "newest" is whatever kernel Debian offers beyond it.
sources()
{
	local codename archive='' security='' kind uri signed

	codename=$(os_codename)
	while read -r kind uri; do
		case $kind in
		archive) archive=$uri ;;
		security) security=$uri ;;
		esac
	done < <(mirrors)
	[ -n "$archive" ] || exit 1
	signed="[signed-by=$KEYRING]"
	case $1:$codename in
	trixie:*)
		printf 'deb %s %s trixie main\n' "$signed" "$archive"
		printf 'deb-src %s %s trixie main\n' "$signed" "$archive"
		;;
	kernel:bookworm)
		printf 'deb %s %s bookworm-backports main\n' "$signed" "$archive"
		[ -z "$security" ] ||
			printf 'deb %s %s bookworm-security main\n' "$signed" "$security"
		;;
	kernel:trixie)
		printf 'deb %s %s trixie main\n' "$signed" "$archive"
		[ -z "$security" ] ||
			printf 'deb %s %s trixie-security main\n' "$signed" "$security"
		;;
	newest:*)
		printf 'deb %s %s trixie-backports main\n' "$signed" "$archive"
		;;
	*)
		die "no private apt configuration '$1' for Debian '$codename'"
		;;
	esac
}

# Everything private, including preferences: a pin of the system's must not choose our versions.
# The sandbox user of apt cannot enter a home folder, so the fetchers run as whoever runs this.
configure()
{
	local dir=$1

	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	write_file "$dir/conf" <<-EOF
		Dir::Etc::SourceList "$dir/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
		Dir::State::Lists "$dir/lists";
		Dir::Cache "$dir/cache";
		APT::Sandbox::User "root";
		APT::Update::Error-Mode "any";
		Acquire::Languages "none";
		Acquire::Retries "3";
	EOF
}

index()
{
	local name=$1 dir=$CACHE/apt/$1 wanted tmp

	wanted=$(sources "$name")
	# an archive drops the versions that an index of last week names
	if [ -n "$(find "$dir/fetched" -mmin -1440 2>/dev/null)" ] &&
		[ "$(cat "$dir/fetched")" = "$wanted" ]; then
		return
	fi
	tmp=$(scratch apt)
	configure "$tmp"
	printf '%s\n' "$wanted" >"$tmp/sources.list"
	APT_CONFIG=$tmp/conf apt-get update
	configure "$tmp" # the lists are right; the paths in the file are not yet
	sed -i "s|$tmp|$dir|g" "$tmp/conf"
	rm -f "$tmp"/cache/*.bin
	printf '%s\n' "$wanted" >"$tmp/fetched"
	publish "$tmp" "$dir"
}

use()
{
	index "$1" >&2
	export APT_CONFIG=$CACHE/apt/$1/conf
}

# The package's own field, not apt's solver: nothing is installed, so conflicts do not matter.
# The first alternative that the archive has is taken, as apt would.
depends_of()
{
	apt-cache show --no-all-versions "$1" 2>/dev/null |
		sed -n 's/^\(Pre-\)\?Depends: //p' | tr ',' '\n' |
		sed 's/([^)]*)//g; s/[[:space:]]//g; s/:any//g'
}

version()
{
	apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n 's/^Version: //p' | head -n 1
}

closure()
{
	local root=$1 regex=$2 name alternative v
	local -a queue=("$root")
	local -A seen=()

	while [ ${#queue[@]} -gt 0 ]; do
		name=${queue[0]}
		queue=("${queue[@]:1}")
		[ -z "${seen[$name]:-}" ] || continue
		seen[$name]=1
		v=$(version "$name")
		[ -n "$v" ] || die "the archive has no package $name"
		printf '%s %s\n' "$name" "$v"
		while IFS= read -r alternative; do
			local choice
			for choice in ${alternative//|/ }; do
				[[ $choice =~ $regex ]] || continue
				[ -n "$(version "$choice")" ] || continue
				queue+=("$choice")
				break
			done
		done < <(depends_of "$name")
	done
}

fetch()
{
	local dir=$1
	shift

	mkdir -p "$dir"
	(cd "$dir" && apt-get download "$@")
}

# Tests hand in sources of their own through ISOTAP_APT_ETC.
SYSTEM_APT=()
if [ -n "${ISOTAP_APT_ETC:-}" ]; then
	SYSTEM_APT=(-o "Dir::Etc::SourceList=$ISOTAP_APT_ETC/sources.list"
		-o "Dir::Etc::SourceParts=$ISOTAP_APT_ETC/sources.list.d"
		-o "Dir::State::Lists=$ISOTAP_APT_ETC/lists")
fi

command=${1:?command}
shift
case $command in
mirrors) mirrors ;;
sources) sources "$1" ;;
index) index "$1" ;;
fetch)
	use "$1"
	shift
	fetch "$@"
	;;
source)
	use "$1"
	mkdir -p "$2"
	(cd "$2" && apt-get source --download-only --only-source "$3")
	;;
closure)
	use "$1"
	closure "$2" "$3"
	;;
version)
	use "$1"
	version "$2"
	;;
versions)
	use "$1"
	apt-cache show "$2" 2>/dev/null | sed -n 's/^Version: //p' | sort -rV
	;;
*) die "apt.sh: unknown command '$command'" ;;
esac
