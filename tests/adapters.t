#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Adapters for software that is in a guest's kernel, against the modules that stand in for it:
# which is there is found out, the right ones are green with what is known of them, every wrong one
# is told by a case that names what it violates. And a kernel that has none of them says so.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

standins=$(sed -n 's/^STANDINS=//p' "$BUILD/setup.env")
table=fixtures/standins/wrong.tsv
auto=(--impl auto --topology default)

# guest NAME ARGUMENT...: its folder is $work/NAME, its output beside it
guest()
{
	local name=$1 status=0

	"$BUILD/isotap" run --target qemu --env "$BUILD/setup.env" --run-dir "$work/$name" \
		--timeout-scale 4 "${@:2}" >"$work/$name.out" 2>"$work/$name.err" </dev/null || status=$?
	echo "$status" >"$work/$name.status"
}

status_is() # NAME STATUS
{
	echo "exit status $(cat "$work/$1.status"), expected $2"
	grep -A 3 '^not ok' "$work/$1.out"
	tail -n 20 "$work/$1.err"
	[ "$(cat "$work/$1.status")" -eq "$2" ]
}

says() # FILE PATTERN
{
	cat "$work/$1"
	grep -qE "$2" "$work/$1"
}

boots_are() # NAME COUNT
{
	ls "$work/$1"
	[ "$(find "$work/$1" -name 'console-*.log' | wc -l)" -eq "$2" ]
}

rows()
{
	grep -v '^#' "$table"
}

# told_by SERIES: options that choose the cases which tell its wrong builds
told_by()
{
	rows | awk -F'\t' -v series="$1" '$1 == series && !seen[$4]++ {print "--case\n" $4}'
}

wrong()
{
	local series mutant rest

	while IFS=$'\t' read -r series mutant _ rest; do
		guest "$series-$mutant" --impl "linux-$series" --topology default --no-expectations \
			--load "$standins/mutants/standin-$series-$mutant.ko" --case "$rest"
	done
}

# names REQUIREMENT CASE
names()
{
	"$BUILD/isotap" list --requirements | awk -v requirement="$1" -v wanted="$2" '
		/^[A-Z]/ {ours = $1 == requirement}
		ours && $1 == "case" && $2 ~ ("/" wanted "$") {found = 1}
		END {exit !found}'
}

if [ ! -d "$standins/mutants" ]; then
	harness/setup/main.sh standins >/dev/null || exit 1
fi
mapfile -t v1 < <(told_by v1)
mapfile -t rfc < <(told_by rfc)

# two guests at a time
{
	guest v1 "${auto[@]}" --load "$standins/standin-v1.ko" "${v1[@]}" \
		--case arm-refused-while-in-use --case isolation-takes-region-offline
	rows | awk 'NR % 2' | wrong
} &
guest rfc "${auto[@]}" --load "$standins/standin-rfc.ko" "${rfc[@]}" --case opt-in \
	--case isolation-takes-region-offline --case reader-gets-bus-error.no-answer
guest none "${auto[@]}" --case ti-element-found --case opt-in --case disarm-switches-off
guest kmod "${auto[@]}" --load "$(sed -n 's/^KMOD=//p' "$BUILD/setup.env")" \
	--case opt-in --case disarm-switches-off
rows | awk 'NR % 2 == 0' | wrong
wait

# ---- found out ----

ok 'a kernel without T&I software: status 0' status_is none 0
ok 'it is said on standard error' says none.err 'there is no T&I software in this kernel'
ok 'and in the TAP stream' says none.out '^# there is no T&I software in this kernel'
ok 'and in the results' says none/results.json '"software":"there is no T&I software in this kernel'
ok 'what applies to none is run' says none.out '^ok [0-9]+ qemu/none/ti-element-found$'
ok 'what drives software is not' not says none.out 'qemu/none/disarm-switches-off'
ok 'in the guest that was asked' boots_are none 1
ok 'cxl_isolation is found' says v1.out '^# the T&I software in this kernel .* is linux-v1$'
ok 'the service files are found' says rfc.out '^# the T&I software in this kernel .* is linux-rfc$'
ok 'isotap_ti is found, also brought along' says kmod.out \
	'^# the T&I software in this kernel .* is kmod$'
ok 'and works' status_is kmod 0

# ---- right ----

ok 'linux-v1 is green' status_is v1 0
ok 'it has no safeguards: a known failure' says v1.out \
	'^not ok [0-9]+ qemu/linux-v1/arm-refused-while-in-use # TODO'
ok 'the panic is as declared' says v1.out '^ok [0-9]+ qemu/linux-v1/isolation-takes-region-offline$'
ok 'with its text' says v1.out 'could not recover from CXL\.mem link down'
ok 'linux-rfc is green' status_is rfc 0
ok 'armed from boot on: a known failure' says rfc.out \
	'^not ok [0-9]+ qemu/linux-rfc/opt-in # TODO'
ok 'its isolation takes the region' says rfc.out \
	'^ok [0-9]+ qemu/linux-rfc/isolation-takes-region-offline$'

# ---- wrong ----

while IFS=$'\t' read -r series mutant requirement case; do
	ok "$case names $requirement" names "$requirement" "$case"
	ok "linux-$series passes $case" says "$series.out" "^ok [0-9]+ qemu/linux-$series/$case$"
	ok "$series-$mutant is told by it" says "$series-$mutant.out" \
		"^not ok 1 qemu/linux-$series/$case$"
	ok "$series-$mutant: status 1" status_is "$series-$mutant" 1
done < <(rows)
ok 'every wrong build is in the list' diff \
	<(rows | cut -f 1,2 | tr '\t' - | sort) \
	<(find "$standins/mutants" -name '*.ko' -printf '%f\n' |
		sed 's/^standin-//; s/\.ko$//' | sort)

# ---- bad input ----

guest missing --impl none --load "$work/no.ko"
ok 'a module that is not there is a usage error' status_is missing 129
echo 'not a module' >"$work/text.ko"
guest text --impl none --topology one-port --case ti-element-found --load "$work/text.ko"
ok 'a file that is no module breaks the rig' status_is text 3
ok 'and is named' says text.out 'text\.ko'
guest model --target model --impl auto
ok 'auto needs a guest' status_is model 129

finish
