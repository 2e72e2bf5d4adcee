#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Real guests: the whole suite against both reference implementations, guests that die in several
# ways, and a harness that is killed while a guest runs.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

run()
{
	local program=$1
	shift
	rm -rf "$work/run"
	status=0
	"$BUILD/$program" run --target qemu --env "$BUILD/setup.env" --run-dir "$work/run" "$@" \
		>"$work/out" 2>"$work/err" </dev/null || status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	grep -A 8 '^not ok' "$work/out"
	tail -n 20 "$work/err"
	[ "$status" -eq "$1" ]
}

line()
{
	cat "$work/out"
	grep -qE "$1" "$work/out"
}

boots_are()
{
	ls "$work/run"
	[ "$(find "$work/run" -name 'console-*.log' | wc -l)" -eq "$1" ]
}

guest_running()
{
	pgrep -f "qemu-system.*$work/run/console" >/dev/null
}

no_guest()
{
	! guest_running
}

# ---- guests that die ----

run isotap-deaths --impl none --topology one-port --case '[a-h]-*'
ok 'deaths: status 1' status_is 1
ok 'a crash costs its case' line '^not ok 1 qemu/none/a-crashes$'
ok 'a hang is ended by its watchdog' line '^not ok 2 qemu/none/b-hangs$'
ok 'a kernel warning fails a case' line '^not ok 3 qemu/none/c-warns$'
ok 'the guest goes on after all three' line '^ok 4 qemu/none/d-same-guest$'
ok 'a panic is not ok' line '^not ok 5 qemu/none/e-panics$'
ok 'with the first lines of the report' line 'sysrq triggered crash'
ok 'the plan goes on in a new guest' line '^ok 6 qemu/none/f-next-guest$'
ok 'a silent guest is not ok' line '^not ok 7 qemu/none/g-falls-silent$'
ok 'the plan goes on after that' line '^ok 8 qemu/none/h-last$'
ok 'three guests were booted' boots_are 3
ok 'no guest is left' no_guest

# ---- the harness killed ----

rm -rf "$work/run"
"$BUILD/isotap-deaths" run --target qemu --env "$BUILD/setup.env" --run-dir "$work/run" --impl none \
	--topology one-port --case b-hangs --timeout-scale 100 >"$work/out" 2>"$work/err" </dev/null &
pid=$!
ok 'a case hangs in a guest' within 120 grep -q '"j":"begin"' "$work/run/journal.jsonl"
ok 'its guest runs' guest_running
kill -KILL $pid
wait $pid 2>/dev/null
ok 'no guest outlives a killed harness' within 10 no_guest
ok 'the journal names what was running' grep -q '"j":"begin".*b-hangs' "$work/run/journal.jsonl"

# ---- the suite ----

run isotap --impl kmod --impl user
ok 'the suite: status 0' status_is 0
ok 'the kernel module passes' line '^ok [0-9]+ qemu/kmod/recover-and-isolate-again$'
ok 'the userspace implementation passes' line '^ok [0-9]+ qemu/user/recover-and-isolate-again$'

# what the suite had no need to boot still has to come up
booted=$(sed -n 's/.*"j":"start".*"topology":"\([^"]*\)".*/\1/p' "$work/run/journal.jsonl")
for file in topologies/*.yaml; do
	topology=$(basename "$file" .yaml)
	if grep -qx "$topology" <<<"$booted"; then
		ok "$topology: booted for the suite" true
		continue
	fi
	run isotap --impl user --topology "$topology" --case opt-in \
		--case isolation-takes-region-offline
	ok "$topology: status 0" status_is 0
done

# ---- an emulator without our patches: the same one, with its new properties kept from view ----

qemu=$(sed -n 's/^QEMU=//p' "$BUILD/setup.env")
cat >"$work/stock" <<EOF
#!/bin/bash
case "\$*" in
*cxl-rp,help*) "$qemu" "\$@" | grep -vE '^ +(ti|isotap)' ;;
*) exec "$qemu" "\$@" ;;
esac
EOF
chmod +x "$work/stock"
run isotap --impl user --qemu "$work/stock" --case port-without-capability --case opt-in
ok 'stock QEMU: status 0' status_is 0
ok 'stock QEMU: what needs no T&I runs' line '^ok [0-9]+ qemu/user/port-without-capability$'
ok 'stock QEMU: the rest says what it needs' line '^ok [0-9]+ qemu/user/opt-in # SKIP needs '

finish
