#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A set-up that is killed anywhere leaves nothing that the next one trusts, two at once do not
# disturb each other, and the second run does no set-up work.
. "$(dirname "$0")/setup-lib.sh"
sandbox

trusted()
{
	find "$ISOTAP_CACHE/kmod" "$ISOTAP_CACHE/qemu" -mindepth 1 -maxdepth 1 2>/dev/null |
		grep -v '/source$\|/tools$'
}

in_module_step()
{
	grep -q 'read x' "$ISOTAP_CACHE/log/kmod.log" 2>/dev/null
}

# Killed with the module's build half done: the step itself (whose make waits at the gate) goes on
# until the gate opens, and publishes nothing, as its scratch folder is gone or is a finished one.
for signal in KILL TERM INT; do
	rm -rf "$ISOTAP_CACHE/log" "$TOP/build"
	mkfifo "$WORK/gate"
	# with job control a background job has a group of its own; Ctrl-C counts even where the tests
	# themselves were started with it ignored
	set -m
	env --default-signal=INT,TERM "$TOP/run.sh" --setup >"$WORK/out" 2>"$WORK/err" </dev/null &
	set +m
	pid=$!
	ok "SIG$signal: the module is being built" within in_module_step
	kill -s $signal -- -$pid
	ok "SIG$signal: the set-up ends" within not kill -0 -- -$pid 2>/dev/null
	kill -KILL -- -$pid 2>/dev/null
	wait $pid 2>/dev/null
	ok "SIG$signal: the set-up has failed" not test $? -eq 0
	rm "$WORK/gate"
	ok "SIG$signal: nothing to trust is left" not trusted
	ok "SIG$signal: no stamp" not test -e "$TOP/build/vm.stamp"
	ok "SIG$signal: no environment file" not test -e "$TOP/build/setup.env"
done

run --setup
ok 'the next set-up succeeds' equal "$rc" 0
ok 'scratch folders of killed ones are swept' equal "$(ls "$ISOTAP_CACHE/tmp")" ''
ok 'the module is there' cmp -s "$(env_value KMOD)" "$TOP/fixtures/kmod/isotap_ti.c"
ok 'QEMU is built with the patches' equal "$("$(env_value QEMU)")" patched
ok 'standard output is clean' not test -s "$WORK/out"
ok 'each step says how long it took' grep -qE 'building QEMU.*: [0-9]+\.[0-9] s$' "$WORK/err"

run --target model --impl user
ok 'arguments reach the run, and only its output is printed' equal "$(cat "$WORK/out")" \
	'run --target model --impl user'
run
ok 'a second run does no set-up work' equal "$(cat "$WORK/err")" ''
ok 'and starts the program' equal "$(cat "$WORK/out")" 'run'

# inputs that decide a result
echo '# another comment' >>"$TOP/fixtures/qemu/configure-args"
run
ok 'a changed QEMU recipe is noticed' grep -q 'building QEMU' "$WORK/err"
ok 'and only QEMU is built' not grep -q 'module\|building isotap' "$WORK/err"
echo 'other' >"$TOP/fixtures/kmod/isotap_ti.c"
run
ok 'a changed module is noticed' grep -q 'building the reference kernel module' "$WORK/err"
ok 'and is the one that is used' cmp -s "$(env_value KMOD)" "$TOP/fixtures/kmod/isotap_ti.c"
echo '/* changed */' >>"$TOP/harness/main.c"
run
ok 'a changed source is built' grep -q 'building isotap' "$WORK/err"
ok 'without a look at the virtual machine' equal "$(grep -c ': [0-9.]* s$' "$WORK/err")" 1
rm -r "$(dirname "$(env_value KMOD)")"
run
ok 'a result that vanished from the cache is made again' test -e "$(env_value KMOD)"

# a step that fails
printf '%s\n' '--- a/answer' '+++ b/answer' '@@ -1 +1 @@' '-no such line' '+x' \
	>"$TOP/fixtures/qemu/series/0002-wrong.patch"
run
ok 'a patch that does not apply fails the run' equal "$rc" 3
ok 'it is named' grep -q 'does not apply: fixtures/qemu/series/0002-wrong.patch' "$WORK/err"
ok 'and so is the log' grep -q "the whole log: $ISOTAP_CACHE/log/qemu-build.log" "$WORK/err"
ok 'standard output has the bail-out only' equal "$(tail -n 1 "$WORK/out")" \
	'Bail out! set-up failed, see standard error'
run
ok 'the failure is not remembered as done' equal "$rc" 3
rm "$TOP/fixtures/qemu/series/0002-wrong.patch"
run
ok 'and is over when its cause is' equal "$rc" 0

# two at once
rm -rf "$TOP/build" "$ISOTAP_CACHE/kmod"
"$TOP/run.sh" --setup 2>"$WORK/err.1" </dev/null &
first=$!
"$TOP/run.sh" --setup 2>"$WORK/err.2" </dev/null &
second=$!
wait $first
one=$?
wait $second
ok 'two set-ups at once both succeed' equal "$one $?" '0 0'
ok 'the module was built once' equal \
	"$(cat "$WORK/err.1" "$WORK/err.2" | grep -c 'building the reference kernel module: ')" 1

# a full disk, as far as the module is concerned: files of more than 8 KiB cannot be written
head -c 65536 /dev/zero >"$TOP/fixtures/kmod/isotap_ti.c"
old_stamp=$(cat "$TOP/build/vm.stamp")
modules=$(ls "$ISOTAP_CACHE/kmod")
(
	ulimit -f 8
	run --setup
	exit "$rc"
)
ok 'a file that cannot be written whole fails the set-up' not test $? -eq 0
ok 'nothing of it is trusted' equal "$(ls "$ISOTAP_CACHE/kmod")" "$modules"
ok 'and the stamp stays that of the last success' equal "$(cat "$TOP/build/vm.stamp")" "$old_stamp"
run --setup
ok 'with room again the set-up succeeds' equal "$rc" 0
finish
