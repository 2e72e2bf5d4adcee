# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Runs that are killed somewhere and gone on with, compared with one that was left alone. Sourced;
# $BUILD and $work are the sourcer's.

# start PROGRAM DIR ARGUMENTS...: in the background, its process in $harness
start()
{
	local program=$1 dir=$2

	shift 2
	"$BUILD/$program" run --run-dir "$dir" "$@" >"$dir.out" 2>"$dir.err" </dev/null &
	harness=$!
}

# Until the journal has so many bytes, or the run has ended.
await_bytes()
{
	local dir=$1 bytes=$2 size

	while kill -0 "$harness" 2>/dev/null; do
		size=$(stat -c %s "$dir/journal.jsonl" 2>/dev/null || echo 0)
		[ "$size" -lt "$bytes" ] || break
		read -rt 0.01 <><(:) || true
	done
}

kill_harness()
{
	kill -KILL "$harness" 2>/dev/null
	wait "$harness" 2>/dev/null
}

# What may differ: times, and whatever a guest that was booted once more says of itself.
same_results()
{
	diff <(masked "$1/results.json") <(masked "$2/results.json")
}

masked()
{
	sed -E -e '/"(seconds|started|status)":/d' -e '/_seconds":/d' "$1"
}

ends_once()
{
	local twice missing

	twice=$(grep -o '^{"j":"end","n":[0-9]*' "$1/journal.jsonl" | sort | uniq -d)
	missing=$(comm -3 <(grep -o '^{"j":"plan","n":[0-9]*' "$1/journal.jsonl" | tr -dc '0-9\n' | sort) \
		<(grep -o '^{"j":"end","n":[0-9]*' "$1/journal.jsonl" | tr -dc '0-9\n' | sort))
	echo "twice: $twice, missing: $missing"
	[ -z "$twice$missing" ]
}

# Goes on with DIR, or begins it if it was killed before there was a run: its stream in DIR.out.
go_on()
{
	local program=$1 dir=$2

	shift 2
	if [ -e "$dir/journal.jsonl" ]; then
		"$BUILD/$program" run --resume "$dir" >"$dir.out" 2>"$dir.err" </dev/null
	else
		rm -rf "$dir"
		"$BUILD/$program" run --run-dir "$dir" "$@" >"$dir.out" 2>"$dir.err" </dev/null
	fi
}

# The run in DIR says what the one in WHOLE says, byte for byte.
same_run()
{
	cmp "$1.out" "$2/run.tap" && cmp "$1/run.tap" "$2/run.tap" &&
		cmp "$1/samples.tsv" "$2/samples.tsv" && same_results "$1" "$2" && ends_once "$1"
}

# The same of guests, which say of themselves how long they took to boot, and measure real time.
same_verdicts()
{
	diff <(grep -E '^(ok|not ok|1\.\.)' "$1.out") <(grep -E '^(ok|not ok|1\.\.)' "$2/run.tap") &&
		cmp "$1.out" "$1/run.tap" && ends_once "$1"
}

# Nothing of a killed harness is left.
nothing_left()
{
	! pgrep -f -- "$1(/|$| )" >/dev/null
}

# kill_and_go_on SAME WHOLE DIR BYTES PROGRAM ARGUMENTS...
kill_and_go_on()
{
	local same=$1 whole=$2 dir=$3 bytes=$4 program=$5

	shift 5
	rm -rf "$dir"
	start "$program" "$dir" "$@"
	await_bytes "$dir" "$bytes"
	kill_harness
	printf 'killed with %s bytes in the journal, wanted %d\n' \
		"$(stat -c %s "$dir/journal.jsonl" 2>/dev/null || echo no)" "$bytes"
	# at once, or when all that it started has been seen gone
	((RANDOM % 2)) || within 20 nothing_left "$dir" || return 1
	go_on "$program" "$dir" "$@"
	printf 'status %d\n' $?
	tail -n 3 "$dir.err"
	"$same" "$dir" "$whole"
}

# One of 0 to $1 - 1.
below()
{
	echo $(((RANDOM * 32768 + RANDOM) % $1))
}
