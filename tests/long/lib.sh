# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Long checks: each a script of its own whose number of rounds is a variable, so that CI can run
# fewer. Every round that does not pass is counted and its evidence kept; the last line has the
# figures.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
BUILD=${BUILD:-build}
KEEP=${KEEP:-$BUILD/long}
rounds=0
failed=0
mkdir -p "$KEEP"

# run_dir NAME: a run's folder; what a check that was killed left there is gone
run_dir()
{
	rm -rf "$KEEP/run-$1"
	printf '%s' "$KEEP/run-$1"
}

# round NAME COMMAND...: TAP and messages of a round that fails stay below $KEEP
round()
{
	local name=$1
	shift

	rounds=$((rounds + 1))
	if ! "$@" >"$KEEP/$name.tap" 2>"$KEEP/$name.err" </dev/null; then
		failed=$((failed + 1))
		printf '%s: %s\n' "$name" "$(grep -m 1 '^not ok' "$KEEP/$name.tap")"
		return
	fi
	rm -f "$KEEP/$name.tap" "$KEEP/$name.err"
}

figures()
{
	printf '%s: %d rounds, %d failed, %d s\n' "$1" $rounds $failed $SECONDS
	[ $failed -eq 0 ]
}
