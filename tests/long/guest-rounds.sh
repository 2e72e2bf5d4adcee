#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Both reference implementations in guests, again and again: not one false alarm. By turns one
# guest of two processors and two of one, as nothing else is the same in them.
. "$(dirname "$0")/lib.sh"

for n in $(seq "${GUEST_ROUNDS:-20}"); do
	round "guest-$n" "$BUILD/isotap" run --target qemu --impl kmod --impl user \
		--jobs $((1 + n % 2)) --timeout-scale "${TIMEOUT_SCALE:-2}" --run-dir "$(run_dir "guest-$n")"
	[ ! -e "$KEEP/guest-$n.tap" ] && rm -rf "$KEEP/run-guest-$n"
done
figures 'guest rounds'
