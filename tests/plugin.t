#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Plug-ins from outside: the documentation's example compiles and runs, what cannot be loaded is
# refused as bad input, and one that crashes, hangs or scribbles costs its own case only.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
tests=0

ok()
{
	local name=$1
	shift

	tests=$((tests + 1))
	if "$@"; then
		echo "ok $tests $name"
	else
		echo "not ok $tests $name"
		cat "$WORK/out" "$WORK/err" | sed 's/^/# /'
	fi
}

# run IMPL ARGUMENT...: exit status in rc
run()
{
	local impl=$1
	shift
	rm -rf "$WORK/run"
	rc=0
	"$BUILD/isotap" run --target model --impl "$impl" --run-dir "$WORK/run" "$@" \
		>"$WORK/out" 2>"$WORK/err" </dev/null || rc=$?
}

out_has() { grep -q -- "$1" "$WORK/out"; }
err_has() { grep -q -- "$1" "$WORK/err"; }
status() { [ $rc -eq "$1" ]; }
printable() { ! LC_ALL=C grep -q '[^[:print:][:space:]]' "$WORK/out" "$WORK/err"; }

# The example, as a reader would take it from the page; its commands as they stand there.
# shellcheck disable=SC2016
sed -n '/^```c$/,/^```$/p' docs/adding-an-implementation.md | sed '1d;$d' >"$WORK/hello.c"
compile=$(sed -n 's/^\(gcc .*\)$/\1/p' docs/adding-an-implementation.md)
: >"$WORK/out"
# shellcheck disable=SC2086
ok 'the documented example compiles as documented' \
	env -C "$WORK" ${compile//-Iharness/-I$PWD/harness} -Wall -Wextra -Werror 2>"$WORK/err"
run "$WORK/hello.so" --case opt-in
ok 'it passes where nothing is asked of it' status 0
ok 'under its own name' out_has '^ok 1 model/hello/opt-in$'
run "$WORK/hello.so" --case disarm-switches-off
ok 'and fails where it refuses' status 1
run "$WORK/hello.so" --case opt-in --case timeout-values-round-trip
ok 'a case that needs what it has not is left out' out_has '^1\.\.1$'
ok 'and fails nothing' status 0

run "$BUILD/impl/user.so" --case opt-in --case recover-and-isolate-again
ok 'the reference is a plug-in too' status 0

for bad in wrong-version declines no-symbol unresolved member-missing member-unannounced inert \
	hostile-name; do
	run "$BUILD/tests/plugins/$bad.so" --case opt-in
	ok "$bad is refused as bad input" status 129
	ok "$bad: standard error says why, fit for a terminal" err_has "$bad.so"
	ok "$bad: nothing of it is printed raw" printable
done
run "$WORK/is-not-there.so" --case opt-in
ok 'a file that is not there is bad input' status 129

for bad in crashes scribbles hangs; do
	run "$BUILD/tests/plugins/$bad.so" --case disarm-switches-off --case opt-in \
		--timeout-scale 0.1
	ok "$bad: the run ends with a failure" status 1
	ok "$bad: its case is not ok" out_has "^not ok [0-9]* model/$bad/disarm-switches-off"
	ok "$bad: another case still passes" out_has "^ok [0-9]* model/$bad/opt-in"
done
echo "1..$tests"
