#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Arguments in a file: the same run as with them on the command line, mistakes with their line.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

run()
{
	rm -rf "$work/run"
	status=0
	"$BUILD/isotap" run --run-dir "$work/run" "$@" >"$work/out" 2>"$work/err" </dev/null ||
		status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	cat "$work/err"
	[ "$status" -eq "$1" ]
}

out_has()
{
	cat "$work/out"
	grep -qE -- "$1" "$work/out"
}

err_has()
{
	cat "$work/err"
	grep -qE -- "$1" "$work/err"
}

mkdir "$work/ci" "$work/ci/deep"
cp topologies/one-port.yaml "$work/ci/mine.yaml"
echo 'model/user/opt-in' >"$work/ci/names"
cat >"$work/ci/model.profile" <<'EOF'
# the model, quickly
--target model

--case 'o*'  --case "spurious-interrupt-ignored" # two patterns
--seed=7 --profile must,linux
--topology ./mine.yaml
EOF
run --profile "$work/ci/model.profile" --impl user
ok 'a profile: status 0' status_is 0
ok 'its words are split as a shell does' out_has '^ok [0-9]+ model/user/spurious-interrupt-ignored$'
ok 'what holds = in it' out_has ', seed 7,'
ok 'the strengths keep their meaning in it' out_has '^# must:'
grep '^ok' "$work/out" >"$work/first"
run --target model --case 'o*' --case spurious-interrupt-ignored --seed 7 --profile must,linux \
	--topology "$work/ci/mine.yaml" --impl user
ok 'the same run as without a profile' cmp "$work/first" <(grep '^ok' "$work/out")
ok 'the journal has the words themselves' grep -q '"--seed=7"' <(
	run --profile="$work/ci/model.profile" --impl user
	head -n 1 "$work/run/journal.jsonl"
)

cat >"$work/ci/deep/more" <<'EOF'
--profile=../model.profile
--cases-from ../names
--format junit:report.xml
EOF
(cd "$work/ci/deep" && ln -s "$work/ci/deep/more" here)
run --profile "$work/ci/deep/more" --impl user
ok 'a profile in a profile: status 0' status_is 0
ok 'only what both allow' out_has '^1\.\.1$'
ok 'a report goes beside the profile' test -s "$work/ci/deep/report.xml"

printf '%s\n' '--target model' '' '--seed nonsense' >"$work/ci/wrong"
run --profile "$work/ci/wrong"
ok 'a wrong value is a usage error' status_is 129
ok 'a wrong value: file, line, value, what was expected' err_has \
	"^wrong:3: --seed 'nonsense': expected a number"
ok 'and the whole name of the file' err_has "that is in $work/ci/wrong:3"
printf '%s\n' '--target model' '--no-such-option' >"$work/ci/wrong"
run --profile "$work/ci/wrong"
ok 'an unknown option: its line' err_has "^$work/ci/wrong:2: .*no-such-option"
printf '%s\n' '# x' "--case 'o*" >"$work/ci/wrong"
run --profile "$work/ci/wrong"
ok 'a quote without its end: its line' err_has "$work/ci/wrong:2: a ' without its end"
printf '%s\n' '--profile ./none' >"$work/ci/wrong"
run --profile "$work/ci/wrong"
ok 'a profile that is not there: who names it' err_has "$work/ci/wrong:1: $work/ci/./none: No such file"
printf '%s\n' '--profile ./wrong' >"$work/ci/wrong"
run --profile "$work/ci/wrong"
ok 'a profile that names itself ends' err_has 'more than 8 deep'
ok 'with a usage error' status_is 129
run --profile nonsense --target model
ok 'neither strengths nor a file' err_has "profile nonsense: expected must, .*or a file"

# ---- run.sh: what is built first ----

build()
{
	status=0
	./run.sh --target model --case opt-in --run-dir "$work/run" "$@" >"$work/out" 2>"$work/err" \
		</dev/null || status=$?
	rm -rf "$work/run"
}

build --build "echo built | tee $work/built"
ok '--build: the run goes on' status_is 0
ok '--build: it was run' test -s "$work/built"
ok '--build: nothing of it in the stream' not out_has built
build --build false
ok 'a build that fails is a broken rig' status_is 3
ok 'the stream says so' out_has "^Bail out! 'false' failed"
build --build 'exit 7' --bisect
ok 'for a bisection it is untestable' status_is 125
echo --bisect >"$work/ci/bisect"
build --build false --profile "$work/ci/bisect"
ok 'also when a profile says that it is one' status_is 125
build --bisect --no-such-option
ok 'a usage error ends a bisection' status_is 129

finish
