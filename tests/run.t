#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The harness's own verdicts, on the model: cases that end in every way (tests/cases), what is
# printed of them byte for byte, exit statuses, and what is left behind by a run that is killed.
# The goldens are in tests/golden; UPDATE=1 writes them anew, to be read before they are committed.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
self=$BUILD/isotap-selftest

# Runs the program with a run folder of its own; output in $work/out and err, status in $status.
runs=0
run()
{
	runs=$((runs + 1))
	dir=$work/run$runs
	"$1" run --target model --topology two-ports --run-dir "$dir" "${@:2}" \
		>"$work/out" 2>"$work/err"
	status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	tail -n 5 "$work/err"
	[ "$status" -eq "$1" ]
}

# $1: name of the golden, $2: file. The header line names revision and plan, which change.
golden()
{
	sed 's/^# isotap .*, seed/# isotap REVISION, seed/; s/, plan [0-9a-f]*$/, plan HASH/' "$2" \
		>"$work/masked"
	if [ -n "${UPDATE:-}" ]; then
		cp "$work/masked" "tests/golden/$1"
	fi
	diff -u "tests/golden/$1" "$work/masked"
}

# What prove's own parser makes of a stream: "plan passed failed errors".
parse()
{
	perl -MTAP::Parser -e '
		undef $/;
		my $p = TAP::Parser->new({tap => <STDIN>});
		$p->run;
		printf "%d %d %d %d\n", $p->tests_planned, scalar $p->passed, scalar $p->failed,
			scalar $p->parse_errors;
		print "$_\n" for $p->parse_errors;' <"$1"
}

parses_as()
{
	parse "$1" | tee /dev/stderr | head -n 1 | grep -qx "$2"
}

json_valid()
{
	perl -MJSON::PP -e 'undef $/; decode_json(<STDIN>)' <"$1"
}

json_lines_valid()
{
	perl -MJSON::PP -ne 'decode_json($_)' "$1"
}

gone()
{
	! kill -0 "$1" 2>/dev/null
}

# ---- every outcome, byte for byte ----

export SELFTEST_PID_FILE=$work/pid
run "$self"
ok 'every outcome: status 1' status_is 1
ok 'every outcome: the stream, byte for byte' golden outcomes.tap "$work/out"
ok 'every outcome: prove reads it' parses_as "$work/out" '16 6 10 0'
ok 'every outcome: the copy in the folder is the stream' cmp "$work/out" "$dir/run.tap"
ok 'nothing of a worker outlives it' within 20 gone "$(cat "$work/pid")"
ok 'results.json is JSON' json_valid "$dir/results.json"
ok 'the journal is JSON lines' json_lines_valid "$dir/journal.jsonl"
ok 'the journal holds a begin and an end of each that ran' \
	test "$(grep -c '"j":"begin"' "$dir/journal.jsonl")" -eq 15
ok 'samples are kept raw, in order' \
	diff <(printf 'name\tphase\tunit\tvalue\nmodel/user/passes\tphase\tns\t3\nmodel/user/passes\tphase\tns\t1\nmodel/user/passes\tphase\tns\t2\n') \
	"$dir/samples.tsv"
cp "$work/out" "$work/first"
run "$self"
ok 'the same seed gives the same bytes' cmp "$work/first" "$work/out"

# ---- exit statuses ----

run "$self" --case passes
ok 'nothing failed: 0' status_is 0
run "$self" --case breaks --case passes
ok 'rig broken: 3' status_is 3
run "$self" --case breaks --case passes --bisect
ok 'rig broken, bisect: 125' status_is 125
run "$self" --case 'skips' --case needs-more
ok 'all skipped: 4' status_is 4
run "$self" --case 'skips' --bisect
ok 'all skipped, bisect: 125' status_is 125
run "$self" --case skips --case passes
ok 'some skipped: 0' status_is 0
run "$self" --case crashes --case breaks --bisect
ok 'a crash is a failure, also for bisect: 1' status_is 1
for arguments in '--no-such-option' '--target host' '--target moon' '--case no-such-case' \
	'--impl no-such' '--impl ./no-such.so' '--topology no-such' '--seed x' '--profile often' \
	'--timeout-scale 0' '--expectations /nonexistent' '--expectations /dev/null --no-expectations' \
	'stray'; do
	# shellcheck disable=SC2086
	run "$self" $arguments
	ok "usage: $arguments" status_is 129
	ok "usage: $arguments prints no TAP" not test -s "$work/out"
done
run "$self" --impl kmod
ok 'a kernel implementation on the model is a usage error' status_is 129

# ---- a rig that cannot be started ----

run "$self" --target qemu --impl user --env "$work/nonexistent"
ok 'no guest: rig broken, 3' status_is 3
ok 'no guest: every case has its line' parses_as "$work/out" '16 [0-9]* [0-9]* 0'
ok 'no guest: broken, not failed' not grep -q '^not ok [0-9]* [a-z/-]*$' "$work/out"
ok 'no guest: two starts were tried' test "$(grep -c '"j":"start"' "$dir/journal.jsonl")" -eq 2
run "$self" --target qemu --impl user --env "$work/nonexistent" --bisect
ok 'no guest, bisect: 125' status_is 125

# ---- policies ----

run "$self" --case skips --strict
ok 'strict: a skip is a failure' status_is 1
ok 'strict: and says so' grep -q 'skipped under --strict' "$work/out"
run "$self" --case fails --profile must,proposal
ok 'outside the profile: 0' status_is 0
ok 'outside the profile: an observation' \
	grep -q '^not ok 1 model/user/fails # TODO observation' "$work/out"
run "$self" --case crashes --profile must
ok 'a crash is no observation' status_is 1
printf 'known-fail %s known, https://example.org/\n' '*/fails' passes >"$work/list"
run "$self" --case fails --expectations "$work/list"
ok 'known failure: 0' status_is 0
ok 'known failure: the entry is named' grep -q "expectation: .*/list:1: known-fail: known, https://" "$work/out"
run "$self" --case passes --expectations "$work/list"
ok 'a known failure that passes: 1' status_is 1
ok 'a known failure that passes: a stale entry, with its place' \
	grep -q 'message: "stale entry: it passes, but .*/list:2 says' "$work/out"
run "$self" --case passes --no-expectations
ok '--no-expectations: 0' status_is 0
echo 'known-fail no-such-case gone, https://example.org/' >>"$work/list"
run "$self" --case passes --expectations "$work/list"
ok 'an entry that matches no case: 129' status_is 129
ok 'an entry that matches no case: its place' grep -q "/list:3: 'no-such-case': stale entry" "$work/err"
run "$BUILD/isotap" --target model --case opt-in --expectations tests/long/debug.expect
ok 'the list for a kernel with lockdep is one: 0' status_is 0
echo '*/fails as lists once were' >"$work/list"
run "$self" --case fails --expectations "$work/list"
ok 'a list that is none: 129' status_is 129
ok 'a list that is none: its place' grep -q "/list:1: .* expected 'known-fail PATTERN REASON'" "$work/err"
run "$self" --case hangs --timeout-scale 0.1
ok 'the watchdog follows --timeout-scale' grep -q 'after 200 ms' "$work/out"

# ---- killed, interrupted, unread ----

begun()
{
	grep -q '"j":"begin".*hangs' "$dir/journal.jsonl"
}

start_hanging()
{
	runs=$((runs + 1))
	dir=$work/run$runs
	# with job control the background job does not ignore SIGINT
	set -m
	"$self" run --target model --topology two-ports --run-dir "$dir" --case hangs \
		--case passes --case rig --timeout-scale 10 >"$work/out" 2>"$work/err" &
	set +m
	pid=$!
	within 20 begun
}

worker_of()
{
	tr -d ' ' <"/proc/$1/task/$1/children"
}

for signal in INT TERM; do
	ok "SIG$signal: a case hangs" start_hanging
	worker=$(worker_of "$pid")
	# twice, as timeout(1) does
	kill -s $signal "$pid"
	kill -s $signal "$pid"
	wait "$pid"
	status=$?
	ok "SIG$signal: status 128 + signal" status_is $((128 + $(kill -l $signal)))
	ok "SIG$signal: the worker is gone" within 20 gone "$worker"
	ok "SIG$signal: the stream" golden interrupted.tap "$work/out"
done
ok 'kill -9: a case hangs' start_hanging
worker=$(worker_of "$pid")
kill -9 "$pid"
wait "$pid" 2>/dev/null
ok 'kill -9: the worker is gone' within 20 gone "$worker"
ok 'kill -9: the journal is whole lines' json_lines_valid "$dir/journal.jsonl"
ok 'kill -9: and says which case ran' begun
ok 'kill -9: and what was planned' test "$(grep -c '"j":"plan"' "$dir/journal.jsonl")" -eq 3

runs=$((runs + 1))
dir=$work/run$runs
"$self" run --target model --topology two-ports --run-dir "$dir" 2>"$work/err" | head -n 1 \
	>"$work/out"
status=${PIPESTATUS[0]}
ok 'closed output: status 128 + SIGPIPE' status_is 141
ok 'closed output: the copy is complete' parses_as "$dir/run.tap" '16 [0-9]* [0-9]* 0'
ok 'closed output: the journal was ended' grep -q '"j":"done"' "$dir/journal.jsonl"
run "$self" --case passes
cp -r "$dir" "$work/taken"
runs=$((runs - 1))
run "$self" --case passes
ok 'a folder that holds a run is refused' status_is 129
ok 'and left alone' diff -r "$dir" "$work/taken"

# ---- cases by name, and no further than the first failure ----

printf '# a list\nmodel/user/%s\nmodel/user/%s\nmodel/user/%s\n' fails fails-rc passes \
	>"$work/names"
run "$self" --cases-from "$work/names"
ok '--cases-from: those and no others' parses_as "$work/out" '3 1 2 0'
run "$self" --cases-from "$work/names" --fail-fast
ok '--fail-fast: status 1' status_is 1
ok '--fail-fast: one failure, the rest is skipped' parses_as "$work/out" '3 2 1 0'
echo 'model/user/no-such-case' >>"$work/names"
run "$self" --cases-from "$work/names"
ok '--cases-from: a name that is no case is a usage error' status_is 129
ok '--cases-from: the mistake has its place' grep -q 'names:5: .*no-such-case.*expected' "$work/err"

# ---- plug-ins: whatever they do is their own case's business ----

for plugin in crashes hangs scribbles; do
	run "$BUILD/isotap" --impl "$BUILD/tests/plugins/$plugin.so" \
		--case opt-in --case disarm-switches-off --timeout-scale 0.05
	ok "plug-in $plugin: the case that arms fails" \
		grep -q "^not ok 1 model/$plugin/disarm-switches-off\$" "$work/out"
	ok "plug-in $plugin: the other one passes" \
		grep -q "^ok 2 model/$plugin/opt-in\$" "$work/out"
done

# ---- wrong ports ----

run "$BUILD/isotap" --personality plain-data --case 'isolated-read-excepts.*' --case ti-element-found
ok '--personality: a wrong port fails' status_is 1
ok '--personality: the TAP says so' grep -qx '# every port is wrong on purpose: plain-data' "$work/out"
ok '--personality: in what it does wrong' grep -q '^not ok [0-9]* .*isolated-read-excepts.link-up' "$work/out"
ok '--personality: and in nothing else' grep -q '^ok 1 .*ti-element-found' "$work/out"
run "$BUILD/isotap" --personality busy-undefined --area isolation
ok '--personality: what is allowed fails nothing' status_is 0
run "$BUILD/isotap" --personality none-such --case opt-in
ok '--personality: an unknown one is a usage error' status_is 129

# ---- list and trace ----

ok 'list --json is JSON' json_valid <("$BUILD/isotap" list --json)
ok 'list knows every case of the tree' \
	test "$("$BUILD/isotap" list --json | sed -n 's/^ *"id": *"\([^".]*\).*/\1/p' | sort -u | wc -l)" -eq \
	"$(find cases -name '*.c' | wc -l)"
ok 'list --requirements' sh -c "'$BUILD/isotap' list --requirements | grep -q 'case control/'"
run "$BUILD/isotap" --case arm-sets-supported-bits-only
ok 'a case of the tree' status_is 0
"$BUILD/isotap" trace show "$dir" arm-sets-supported-bits-only >"$work/trace" 2>&1
status=$?
ok 'trace show: 0' status_is 0
ok 'trace show: fields of a write are decoded' \
	grep -Eq 'impl +port [0-9]+ T&I write CTRL 0x[0-9a-f]{8}:.* MEM_ISO' "$work/trace"
ok 'trace show: operations' grep -q 'impl.arm port=' "$work/trace"
ok 'trace show: times ascend' sh -c "grep -E '^ +[0-9]+ ' '$work/trace' | sort -c -n -k1,1 -s"
ok 'trace show: by full name' \
	"$BUILD/isotap" trace show "$dir" model/user/arm-sets-supported-bits-only
ok 'trace show: no such case' not "$BUILD/isotap" trace show "$dir" no-such-case
ok 'trace show: no such run' not "$BUILD/isotap" trace show "$work/none" opt-in
for command in run list trace topo; do
	ok "$command --help" "$BUILD/isotap" $command --help
done
ok '--version' sh -c "'$BUILD/isotap' --version | grep -q '^isotap '"
ok 'no command is a usage error' sh -c "'$BUILD/isotap'; [ \$? -eq 129 ]"

finish
