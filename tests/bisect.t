#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# git bisect run with run.sh itself, by the lines of docs/ci/bisect.md, on a repository of versions of
# the reference module: COMMITS of them, one of which does not build, and one of which breaks it.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

COMMITS=${COMMITS:-5}
top=$PWD
repository=$work/repository
HEADERS_DIR=$(sed -n 's/^HEADERS_DIR=//p' "$BUILD/setup.env")
export HEADERS_DIR
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t GIT_COMMITTER_NAME=t \
	GIT_COMMITTER_EMAIL=t

in_repository()
{
	git -C "$repository" "$@"
}

commit()
{
	in_repository add -A && in_repository commit -q -m "$1"
}

# What changes nothing: a comment, in one file or another.
unrelated()
{
	local files=("$repository"/{sysfs,range,region}.c)

	printf '/* note %s */\n' "$1" >>"${files[$1 % 3]}"
	commit "notes: number $1"
}

plant()
{
	sed -i 's/ti_mutant(K03) ? NULL : port_env/NULL/' "$repository/isolate.c"
	commit 'event: no need to name the port'
}

broken()
{
	echo 'not C' >>"$repository/region.c"
	commit 'region: half of a change'
	sed -i '$d' "$repository/region.c"
	commit 'region: the other half'
}

git init -q "$repository"
(cd fixtures/kmod && git ls-files | xargs cp -t "$repository")
printf '%s\n' '*.ko' '*.o' '*.mod' '*.mod.c' '.*.cmd' modules.order Module.symvers reports/ \
	>"$repository/.gitignore"
commit 'the module'
good=$(in_repository rev-parse HEAD)
# the one that does not build is the first that git asks for
number=0
until [ $((++number)) -eq $((COMMITS / 2)) ]; do
	unrelated $number
done
broken
number=$((number + 1))
until [ $((++number)) -gt $((COMMITS * 3 / 4)) ]; do
	unrelated $number
done
plant
planted=$(in_repository rev-parse HEAD)
until [ $((++number)) -gt "$COMMITS" ]; do
	unrelated $number
done
bad=$(in_repository rev-parse HEAD)
ok 'the planted commit is one of many' test "$(in_repository rev-list --count "$good..$bad")" \
	-eq "$COMMITS"
ok 'its mistake is there' not in_repository diff --quiet "$planted~" "$planted"

# the second block of lines that bisects, with the paths of this computer
awk '/^```/ { inside = !inside; next } inside && /^git bisect start/ { block++ }
	inside && block == 2 && !/first bad commit|^    / { print }' docs/ci/bisect.md |
	sed -e "s|~/isotap/run.sh|$top/run.sh|" -e "s|BAD GOOD|$bad $good|" >"$work/lines"
ok 'the lines of the documentation' grep -q "^git bisect run $top/run.sh --bisect --impl kmod" "$work/lines"
(cd "$repository" && bash -e "$work/lines") >"$work/out" 2>"$work/err" </dev/null
ok 'the bisection ends' grep -q 'is the first bad commit' "$work/out"
ok 'it finds the planted commit' grep -q "^$planted is the first bad commit" "$work/out"
ok 'a commit that does not build is passed over' grep -q "^Bail out! 'make .*' failed" "$work/out"
ok 'a good one was seen' grep -q '^ok 1 qemu/kmod/told-after-memory-is-gone$' "$work/out"
ok 'a bad one was seen' grep -q '^not ok 1 qemu/kmod/told-after-memory-is-gone$' "$work/out"
[ $failures -eq 0 ] || sed 's/^/# /' "$work/out" "$work/err" | tail -n 60

finish
