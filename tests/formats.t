#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A run in every format, written as it goes on and again afterwards, and what programs that are not
# ours make of each: prove and TAP::Formatter::JUnit, Meson's TAP reader and PyYAML, the kernel's
# kunit.py, xmllint with a schema, jsonschema. Then the same with a run whose every text is an attack.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
self=$BUILD/isotap-selftest
lines=(tap13 tap14 ktap lava)
all=("${lines[@]}" junit kcidb json)
tree=$(harness/setup/kernel-tests.sh path)
meson=$(sed -n 's/^CACHE=//p' "$BUILD/setup.env")/qemu/tools/usr/lib/python3/dist-packages

outcomes()
{
	python3 -B tests/formats/outcomes.py "$@"
}

files_of()
{
	local format

	for format in "${all[@]}"; do
		printf -- '--format\n%s:%s\n' "$format" "$1/$format"
	done
}

# run NAME OPTIONS...: into $work/NAME.run, and in every format into $work/NAME
run()
{
	local -a files

	mkdir "$work/$1"
	mapfile -t files < <(files_of "$work/$1")
	"$self" run --target model --topology two-ports --run-dir "$work/$1.run" "${files[@]}" \
		"${@:2}" >"$work/$1/out" 2>"$work/$1/err" </dev/null
	outcomes expected "$work/$1.run/results.json" >"$work/$1.expected"
}

# same_as NAME WORDS FORMAT ARGS...: what a reader makes of it is what has to be; WORDS (sed) says
# what that reader has no word for
same_as()
{
	[ -s "$work/$1.expected" ] &&
		diff <(sed "$2" "$work/$1.expected") <(outcomes "$3" "$work/$1/$4" "${@:5}")
}

# The JUnit that prove's own formatter makes, read by xmllint: "cases failures".
proved()
{
	local seen want

	# its status says that cases failed
	prove --formatter TAP::Formatter::JUnit -e cat "$work/$1/tap13" >"$work/proved.xml"
	want="$(wc -l <"$work/$1.expected") $(grep -c ' not-ok$' "$work/$1.expected")"
	seen=$(xmllint --xpath 'concat(count(//testcase), " ", count(//testcase/failure))' \
		"$work/proved.xml")
	echo "$seen, expected $want"
	[ "$seen" = "$want" ] && ! grep -q 'Parse error' "$work/proved.xml"
}

prove_agrees()
{
	local seen

	seen=$(prove -e cat "$work/$1/tap13" 2>&1)
	echo "$seen"
	! grep -q 'Parse errors' <<<"$seen" &&
		grep -q "Failed $(grep -c ' not-ok$' "$work/$1.expected")/$(wc -l <"$work/$1.expected") " \
			<<<"$seen"
}

lava_lines()
{
	[ -s "$work/$1/lava" ] || return 1
	! grep -vE '^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=[A-Za-z0-9._-]+ RESULT=(pass|fail|skip|unknown)( MEASUREMENT=[0-9.e+-]+ UNITS=[A-Za-z0-9._-]+)?>$' \
		"$work/$1/lava"
}

lava_agrees()
{
	diff <(sed 's/ ok$/ pass/; s/ not-ok$/ fail/; s/ expected$/ unknown/; s|/|.|g' \
		"$work/$1.expected") \
		<(sed -n '/MEASUREMENT/d; s/.*ID=\([^ ]*\) RESULT=\([a-z]*\).*/\1 \2/p' \
			"$work/$1/lava" | sed '/\.breaks/s/unknown/fail/')
}

kcidb_agrees()
{
	diff <(sed 's/ ok$/ PASS/; s/ \(not-ok\|expected\)$/ FAIL/; s/ skip$/ SKIP/' \
		"$work/$1.expected") \
		<(outcomes kcidb "$work/$1/kcidb" tests/formats/kcidb.schema.json |
			sed '/breaks/s/MISS/FAIL/')
}

no_control_characters()
{
	[ -s "$work/$1/json" ] || return 1
	! LC_ALL=C grep -n '[^[:print:][:space:]]' "$work/$1"/{tap13,tap14,ktap,lava} &&
		! LC_ALL=C grep -n $'[\x01-\x08\x0b-\x1f]' "$work/$1"/{junit,kcidb,json}
}

read_all()
{
	ok "$1: prove" prove_agrees "$1"
	ok "$1: TAP::Formatter::JUnit" proved "$1"
	ok "$1: Meson reads TAP 13" same_as "$1" '' tap tap13 "$meson"
	ok "$1: Meson reads TAP 14" same_as "$1" '' tap tap14 "$meson"
	ok "$1: kunit.py reads KTAP" same_as "$1" 's/ expected$/ ok/' kunit ktap "$tree"
	ok "$1: JUnit is as documented" \
		xmllint --noout --schema tests/formats/junit.xsd "$work/$1/junit"
	ok "$1: LAVA signals are whole lines of the known form" lava_lines "$1"
	ok "$1: LAVA has the outcomes" lava_agrees "$1"
	ok "$1: KCIDB is valid and has the outcomes" kcidb_agrees "$1"
	ok "$1: no control character anywhere" no_control_characters "$1"
}

# ---- live and afterwards ----

cat >"$work/known" <<-EOS
	known-fail model/user/fails a known failure, https://example.org/
EOS
run all --expectations "$work/known" --format tap14
ok 'status 1' grep -q '"status":1' "$work/all.run/results.json"
ok 'the run has every kind of outcome' \
	[ "$(cut -d' ' -f2 "$work/all.expected" | sort -u | wc -l)" -eq 4 ]
read_all all
ok 'without a file a format replaces TAP 13' cmp "$work/all/out" "$work/all/tap14"
ok "TAP 13 is in the run's folder" cmp "$work/all.run/run.tap" "$work/all/tap13"
for format in "${all[@]}"; do
	"$BUILD/isotap" report "$work/all.run" --format "$format" --output "$work/after"
	ok "$format: the same afterwards" cmp "$work/after" "$work/all/$format"
done
ok 'nothing half-written is left' not compgen -G "$work/all/*.tmp"

run profile --profile must
ok 'an observation is a failure nowhere' same_as profile 's/ expected$/ ok/' kunit ktap "$tree"
ok 'an observation is TODO in TAP 14' same_as profile '' tap tap14 "$meson"

# ---- a run that is killed ----

# Written case by case: what is there is the beginning of the whole. Written at the end: not at all.
mkdir "$work/killed"
mapfile -t files < <(files_of "$work/killed")
"$self" run --target model --topology two-ports --run-dir "$work/killed.run" "${files[@]}" \
	--expectations "$work/known" >"$work/killed/out" 2>/dev/null </dev/null &
pid=$!
within 60 grep -q '^ok .*/forks' "$work/killed/ktap"
kill -9 "$pid"
wait "$pid" 2>/dev/null
begins_like()
{
	[ "$(grep -c . "$1")" -gt 5 ] && cmp -n "$(stat -c %s "$1")" "$1" "$2"
}
for format in "${lines[@]}"; do
	ok "killed: $format is the beginning of the whole" \
		begins_like "$work/killed/$format" "$work/all/$format"
done
ok 'killed: no other file' not compgen -G "$work/killed/[jkl][uc]*"
"$self" run --resume "$work/killed.run" >/dev/null 2>&1 </dev/null
for format in "${lines[@]}"; do
	ok "gone on with: $format is the whole" cmp "$work/killed/$format" "$work/all/$format"
done
outcomes expected "$work/killed.run/results.json" >"$work/killed.expected"
ok 'gone on with: JUnit is as documented' \
	xmllint --noout --schema tests/formats/junit.xsd "$work/killed/junit"
ok 'gone on with: KCIDB has the outcomes' kcidb_agrees killed

# ---- what is refused ----

refused()
{
	"$self" run --target model --run-dir "$work/refused" "${@:2}" >"$work/refused.out" 2>&1
	[ $? -eq 129 ] && grep -q -- "$1" "$work/refused.out"
}
ok 'an unknown format is refused' refused 'format xml: expected one of tap13' --format xml
ok 'two on standard output are refused' refused 'only one' --format ktap --format json
ok 'two into one file are refused' refused "two into" --format ktap:x --format lava:x
ok 'a folder that is not there is refused before the run' \
	refused "$work/none/x: No such file" --format "junit:$work/none/x"
unwritten()
{
	"$BUILD/isotap" run --target model --case opt-in --run-dir "$work/full.$1" \
		--format "$1:/dev/full" >/dev/null 2>"$work/err"
	[ $? -eq 3 ] && grep -q '/dev/full: No space left' "$work/err" && [ -c /dev/full ]
}
ok 'a stream that cannot be written is no success' unwritten ktap
ok 'a file that cannot be written is no success' unwritten json

# ---- every text an attack ----

mkdir "$work/hostile" "$work/hostile.run"
python3 - "$work/all.run/results.json" "$work/hostile.run/results.json" <<'EOS'
import json
import sys

ATTACK = ("ok 1 forged\nnot ok 2 forged\n  ...\nBail out! # SKIP\n1..9\n\x1b[31m\x00\x07\r\n"
          "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=x RESULT=pass>\n]]></failure><!-- & \" ' \\ \u202e"
          "\uffff\ufffe # TODO x\nTAP version 14\nKTAP version 1\n    # Subtest: y\n  ---\n- a: b")
KEPT = {"name", "case", "area", "target", "implementation", "outcome", "started", "plan"}


def attack(value, key=None):
    if isinstance(value, dict):
        return {k: attack(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [attack(v, key) for v in value]
    return ATTACK if isinstance(value, str) and key not in KEPT else value


with open(sys.argv[1], encoding="utf-8") as file:
    run = attack(json.load(file))
for n, case in enumerate(run["cases"]):
    case["notes"] = case["kernel_log"] = case["evidence"] = [ATTACK] * 2
    case["measurements"] = [{"phase": f"{n}" + ATTACK, "unit": ATTACK, "p50": 1.5, "max": 1e300}]
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(run, file)
EOS
: >"$work/hostile.run/journal.jsonl"
for format in "${all[@]}"; do
	"$BUILD/isotap" report "$work/hostile.run" --format "$format" --output "$work/hostile/$format"
done
cp "$work/all.expected" "$work/hostile.expected"
ok 'hostile: the attack is in it' grep -q 'forged' "$work/hostile/ktap"
read_all hostile
finish
