#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A finished run in other formats, each read back by a program that is not ours: libxml2's xmllint,
# TAP::Parser, and the rules of the KCIDB schema applied to what JSON::PP reads. The run has cases
# that end in every way, with text that no format may let through as it is.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
run=$work/run
"$BUILD/isotap-selftest" run --target model --topology two-ports --run-dir "$run" \
	>/dev/null 2>&1 </dev/null

report()
{
	"$BUILD/isotap" report "$run" --format "$1" --output "$work/$1" "${@:2}"
}

# What results.json counts: "cases failed broken"
counts()
{
	perl -MJSON::PP -e '
		undef $/;
		my $c = decode_json(<STDIN>)->{cases};
		printf "%d %d %d\n", scalar @$c,
			scalar(grep { $_->{outcome} eq "fail" && !$_->{observation} } @$c),
			scalar(grep { $_->{outcome} eq "broken" } @$c);' <"$run/results.json"
}
read -r total failed broken < <(counts)

ok 'the run has cases that fail and cases that are broken' [ "$failed" -gt 0 -a "$broken" -gt 0 ]

xpath()
{
	local seen

	seen=$(xmllint --xpath "$1" "$work/junit")
	echo "$1: $seen, expected $2"
	[ "$seen" = "$2" ]
}

ok 'JUnit is written' report junit
ok 'JUnit is well-formed XML' xmllint --noout "$work/junit"
ok 'JUnit has every case' xpath 'count(//testcase)' "$total"
ok 'JUnit says how many' xpath 'string(/testsuites/@tests)' "$total"
ok 'JUnit has the failures' xpath 'count(//testcase/failure)' "$failed"
ok 'JUnit has what is broken as errors' xpath 'count(//testcase/error)' "$broken"
ok 'JUnit counts as it lists' xpath \
	'sum(//testsuite/@failures) = count(//failure) and sum(//testsuite/@errors) = count(//error)' \
	true
ok 'JUnit names no case twice in a class' xpath \
	'count(//testcase[@name = preceding-sibling::testcase/@name])' 0

ktap_parses()
{
	perl -MTAP::Parser -e '
		undef $/;
		my $text = <STDIN>;
		die "no version line\n" unless $text =~ s/\AKTAP version 1\n//;
		my $p = TAP::Parser->new({tap => $text});
		$p->run;
		printf "%d planned, %d failed, %d errors\n", $p->tests_planned,
			scalar $p->failed, scalar $p->parse_errors;
		exit(!($p->tests_planned == $ARGV[0] && $p->failed == $ARGV[1] && !$p->parse_errors))
		' "$total" $((failed + broken)) <"$work/ktap"
}

plain_descriptions()
{
	! grep -E '^(not )?ok ' "$work/ktap" |
		grep -vE '^(not )?ok [0-9]+ [^#]*( # (SKIP|XFAIL|ERROR|TIMEOUT) .*)?$'
}

ok 'KTAP is written' report ktap
ok 'KTAP parses, with the same failures' ktap_parses
ok 'KTAP has no # but before a directive' plain_descriptions

lava_lines()
{
	! grep -vE '^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=[A-Za-z0-9._-]+ RESULT=(pass|fail|skip|unknown)( MEASUREMENT=[0-9.e+-]+ UNITS=[A-Za-z0-9._-]+)?>$' \
		"$work/lava"
}

ok 'LAVA signals are written' report lava
ok 'LAVA signals are whole lines of the known form' lava_lines
ok 'LAVA has the failures' [ "$(grep -c 'RESULT=fail>' "$work/lava")" -eq "$failed" ]

# KCIDB I/O schema 5.3, what it says of the members that are used.
kcidb_valid()
{
	perl -MJSON::PP -e '
		undef $/;
		my $top = decode_json(<STDIN>);
		my $id = qr/\A[a-z0-9_]+:[^\n]*\z/;
		my ($n, %seen) = (0);
		sub no_null {
			my $v = shift;
			die "a null\n" unless defined $v;
			no_null($_) for ref $v eq "HASH" ? values %$v : ref $v eq "ARRAY" ? @$v : ();
		}
		no_null($top);
		die "version\n" unless $top->{version}{major} == 5 && $top->{version}{minor} == 3;
		my %builds = map { $_->{id} => 1 } @{$top->{builds}};
		my %checkouts = map { $_->{id} => 1 } @{$top->{checkouts}};
		for my $o (@{$top->{checkouts}}, @{$top->{builds}}, @{$top->{tests}}) {
			die "id $o->{id}\n" unless $o->{id} =~ $id && !$seen{$o->{id}}++;
			die "origin\n" unless $o->{origin} =~ /\A[a-z0-9_]+\z/;
		}
		die "checkout_id\n" if grep { !$checkouts{$_->{checkout_id}} } @{$top->{builds}};
		for my $t (@{$top->{tests}}) {
			die "build_id\n" unless $builds{$t->{build_id}};
			die "path $t->{path}\n"
				unless $t->{path} =~ /\A[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\z/;
			die "status\n" unless $t->{status} =~ /\A(FAIL|ERROR|MISS|PASS|DONE|SKIP)\z/;
			die "log_excerpt\n" if length($t->{log_excerpt} // "") > 16384;
			$n++ if $t->{status} ne "DONE";
		}
		print "$n tests\n";
		exit($n != $ARGV[0]);' "$total" <"$work/kcidb"
}

ok 'KCIDB is written' report kcidb --origin lab_7
ok 'KCIDB keeps the rules of its schema' kcidb_valid
ok 'KCIDB names the origin' grep -q '"origin":"lab_7"' "$work/kcidb"
ok 'an origin that KCIDB does not take is refused' not report kcidb --origin 'Lab 7'

ok 'JSON is the run' cmp <("$BUILD/isotap" report "$run" --format json) \
	<(perl -pe '' "$run/results.json")
ok 'a format that is not there is refused' not report yaml
ok 'a run that is not there is refused' not "$BUILD/isotap" report "$work/nowhere" --format ktap
ok 'a build that KCIDB does not take is refused' not report kcidb --build-id 'no colon'
mkdir "$work/empty"
: >"$work/empty/journal.jsonl"
echo '{}' >"$work/empty/results.json"
ok 'what is no run is no report without failures' \
	not "$BUILD/isotap" report "$work/empty" --format junit
cat >"$work/empty/results.json" <<-'EOS'
	{"cases": [1, null, {"name": 7, "outcome": "fail", "diagnostics": [1, null, "\u0001\uffff<&"]}]}
EOS
odd_is_xml()
{
	"$BUILD/isotap" report "$work/empty" --format junit | xmllint --noout -
}
ok 'what no run would say is still XML' odd_is_xml
ok 'nothing half-written is left' not compgen -G "$work/*.tmp"
finish
