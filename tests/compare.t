#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What isotap compare makes of real runs: the reference against itself, and against a wrong
# implementation that goes by the same name, as the next version of something does.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
mutant=m01-disable-keeps-enable

# run NAME IMPL ARGUMENT...
run()
{
	"$BUILD/isotap" run --target model --impl "$2" --run-dir "$work/$1" --area control \
		--area latency --iterations 50 "${@:3}" >/dev/null 2>&1 </dev/null
	sed -i "s/$mutant/user/g" "$work/$1/results.json" "$work/$1/samples.tsv"
}

# compares STATUS ARGUMENT...: what it printed is in $work/out
compares()
{
	local rc=0

	"$BUILD/isotap" compare "${@:2}" >"$work/out" 2>&1 || rc=$?
	cat "$work/out"
	echo "exit status $rc, expected $1"
	[ "$rc" -eq "$1" ]
}

says()
{
	cat "$work/out"
	grep -qE "$1" "$work/out"
}

run base user --seed 1
run base2 user --seed 2
run new "$BUILD/mutants/$mutant.so" --seed 3
run new2 "$BUILD/mutants/$mutant.so" --seed 4

ok 'a run against itself: nothing changed' compares 0 "$work/base" "$work/base"
ok 'and nothing is listed' not says '^(regression|unconfirmed|flaky|fixed|lost|slower)'
ok 'two good versions: nothing changed' compares 0 "$work/base" "$work/base2"
ok 'one bad run: not yet a regression, and no success' compares 1 "$work/base" "$work/new"
ok 'it is unconfirmed, with its reason' says '^unconfirmed  model/user/disarm-switches-off: .'
ok 'two bad runs: a regression' compares 1 "$work/base" "$work/new" "$work/new2"
ok 'it is named' says '^regression   model/user/disarm-switches-off: .'
ok 'one bad run and a good one: flaky, not a regression' \
	compares 0 --base "$work/base" --new "$work/new" --new "$work/base2"
ok 'it is named flaky' says '^flaky        model/user/disarm-switches-off'
ok 'two bad runs and a good one: it fails there again and again, a regression' \
	compares 1 --base "$work/base" --new "$work/new" --new "$work/base2" --new "$work/new2"
ok 'it is named' says '^regression   model/user/disarm-switches-off'
ok 'the other way round it is fixed' compares 0 "$work/new" "$work/base"
ok 'and named' says '^fixed        model/user/disarm-switches-off'
ok 'bad before and after: still fails, no regression' compares 0 "$work/new" "$work/new2"
ok 'and named' says '^still-fails  model/user/disarm-switches-off'

# Latency: the samples of one phase multiplied.
cp -r "$work/base2" "$work/slow"
awk -F'\t' -v OFS='\t' '$2 == "irq-to-offline" {$4 *= 1.2} {print}' "$work/base2/samples.tsv" \
	>"$work/slow/samples.tsv"
ok 'a phase that got slower is found' compares 1 "$work/base" "$work/slow"
ok 'with its ratio' says '^slower .* irq-to-offline: .*ratio 1\.2'
ok 'the other phases are the same' not says '^slower .* (fault-to-isolated|outage)'
ok 'the other way round it is faster, which fails nothing' compares 0 "$work/slow" "$work/base"
ok 'and named' says '^faster .* irq-to-offline'
ok 'less than the stated ratio is no regression' \
	compares 0 --slower 1.5 "$work/base" "$work/slow"

# A case that is not there any more, and files that are not what they should be.
perl -MJSON::PP -e '
	undef $/;
	my $run = decode_json(<STDIN>);
	@{$run->{cases}} = grep { $_->{case} ne "disarm-switches-off" } @{$run->{cases}};
	print encode_json($run);' <"$work/base/results.json" >"$work/base2/results.json"
ok 'a case that is gone is no success' compares 3 "$work/base" "$work/base2"
ok 'it is shown as lost' says '^lost         model/user/disarm-switches-off'
echo '{"cases": 1}' >"$work/slow/results.json"
ok 'results that are none are refused' compares 129 "$work/base" "$work/slow"
ok 'with the file' says "$work/slow/results.json: expected"
cp "$work/base/results.json" "$work/slow/results.json"
echo 'name only' >>"$work/slow/samples.tsv"
ok 'samples that are none are refused' compares 129 "$work/base" "$work/slow"
ok 'with file and line' says "$work/slow/samples.tsv:[0-9]+: expected name, phase"
ok 'a run that is not there is refused' compares 129 "$work/base" "$work/nowhere"
finish
