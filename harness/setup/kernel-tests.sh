#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The kernel's own test tools, for the tests of what isotap hands to them: kunit.py, which reads
# KTAP, and the kselftest framework, out of the distribution's source package (150 MB to fetch, of
# which 1 MB is kept).
#
#   kernel-tests.sh fetch     download and unpack
#   kernel-tests.sh path      the folder, a kernel tree with no more than these in it
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SERIES=6.12
TREE=$CACHE/kernel-tests/$SERIES
PARTS=(tools/testing/kunit tools/testing/selftests/{Makefile,lib.mk,run_kselftest.sh}
	tools/testing/selftests/{kselftest.h,kselftest} scripts/subarch.include)

fetch()
{
	local tmp name=linux-source-$SERIES

	tmp=$(scratch kernel-tests)
	"$SETUP_DIR/apt.sh" fetch kernel "$tmp" "$name"
	mkdir "$tmp/tree"
	dpkg-deb --fsys-tarfile "$tmp/$name"_*.deb | tar -xO "./usr/src/$name.tar.xz" |
		tar -xJ -C "$tmp/tree" --strip-components=1 "${PARTS[@]/#/$name/}"
	publish "$tmp/tree" "$TREE"
	rm -rf "$tmp"
}

case ${1:?command} in
fetch) fetch ;;
path) [ -d "$TREE" ] && printf '%s\n' "$TREE" ;;
*) die "kernel-tests.sh: unknown command '$1'" ;;
esac
