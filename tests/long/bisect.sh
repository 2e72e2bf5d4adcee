#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The bisection of tests/bisect.t over more commits.
. "$(dirname "$0")/lib.sh"

for commits in ${BISECT_COMMITS:-8 16}; do
	round "bisect-$commits" env COMMITS="$commits" BUILD="$BUILD" tests/bisect.t
done
figures 'bisections'
