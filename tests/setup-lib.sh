# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A machine in a folder for the tests of set-up: a copy of the set-up code with a one-line program
# to build, a cache, and small stand-ins for what would be downloaded. Nothing outside the folder
# is touched and no network is used.

set -u
TREE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
TESTS=0

# Hundreds of milliseconds for each wait on a slow machine; a failure ends at the deadline.
DEADLINE_S=20

ok()
{
	local name=$1 rc=0
	shift

	TESTS=$((TESTS + 1))
	"$@" || rc=$?
	if [ $rc -eq 0 ]; then
		printf 'ok %d %s\n' $TESTS "$name"
	else
		printf 'not ok %d %s\n' $TESTS "$name"
		printf '# failed: %s (%d)\n' "$*" $rc
		[ ! -s "$WORK/err" ] || tail -n 12 "$WORK/err" | sed 's/^/# /'
	fi
}

finish()
{
	printf '1..%d\n' $TESTS
}

equal()
{
	[ "$1" = "$2" ] || {
		diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") | sed 's/^/# /'
		return 1
	}
}

not()
{
	! "$@"
}

# within COMMAND...: until it succeeds or the deadline passes
within()
{
	local end=$((SECONDS + DEADLINE_S))

	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		read -rt 0.05 <><(:) || true
	done
}

sandbox()
{
	TOP=$WORK/top
	export ISOTAP_CACHE=$WORK/cache
	unset BUILD CC CFLAGS LDFLAGS MAKEFLAGS MFLAGS MAKELEVEL
	mkdir -p "$TOP/harness" "$TOP/fixtures/kmod" "$TOP/fixtures/standins" "$TOP/fixtures/qemu/series"
	cp -r "$TREE/harness/setup" "$TOP/harness/"
	cp "$TREE/run.sh" "$TREE/Makefile" "$TOP/"
	cat >"$TOP/harness/main.c" <<-'EOF'
		#include <stdio.h>
		int main(int argc, char **argv)
		{
			for (int i = 1; i < argc; i++)
				printf("%s%s", i > 1 ? " " : "", argv[i]);
			return putchar('\n') == '\n' ? 0 : 1;
		}
	EOF
	# the stand-in for a module is no object file
	mkdir -p "$WORK/stubs"
	printf '#!/bin/sh\n' >"$WORK/stubs/strip"
	chmod +x "$WORK/stubs/strip"
	export PATH=$WORK/stubs:$PATH
	stand_ins
}

# What the network would have brought: a kernel folder, headers whose makefile copies a file, and
# a source package whose configure and ninja file make a script.
stand_ins()
{
	local v=6.12.0-test-amd64 kernel headers series q=$ISOTAP_CACHE/qemu

	kernel=$ISOTAP_CACHE/kernel/$v
	headers=$ISOTAP_CACHE/headers/$v/usr/src/linux-headers-$v
	mkdir -p "$kernel/root/lib/modules/$v" "$headers" "$q/tools/firmware" "$q/source" \
		"$WORK/qemu/pc-bios" "$WORK/qemu/configs/devices/x86_64-softmmu"
	touch "$kernel/vmlinux" "$kernel/bzImage" "$kernel/config"
	printf '%s\n' $v >"$ISOTAP_CACHE/kernel/6.12.version"
	# make's variables, not ours; the recipe line waits for the gate, if there is one
	# shellcheck disable=SC2016
	printf 'modules:\n\t[ ! -p %s ] || read x <%s\n\tcp $(M)/$(FROM) $(M)/$(FROM:.c=.ko)\n' \
		"$WORK/gate" "$WORK/gate" >"$headers/Makefile"
	# shellcheck disable=SC2016
	echo 'FROM = $(if $(SERIES),standin-$(SERIES).c,isotap_ti.c)' >>"$headers/Makefile"
	for series in v1 rfc; do
		echo "stand-in for $series" >"$TOP/fixtures/standins/standin-$series.c"
	done
	echo 'kernel module' >"$TOP/fixtures/kmod/isotap_ti.c"
	echo 'obj-m := isotap_ti.o' >"$TOP/fixtures/kmod/Makefile"

	echo 1:1.0 >"$q/source/version"
	echo 'edk2-x86_64-code.fd' >"$WORK/qemu/pc-bios/meson.build"
	printf 'original\n' >"$WORK/qemu/answer"
	cat >"$WORK/qemu/configure" <<-'EOF'
		#!/bin/sh
		echo "configured with: $*"
		{ echo "#!/bin/sh"; echo "echo $(cat ../source/answer)"; } >program
		printf '%s\n' 'rule cp' '  command = install -m 755 $in $out' \
			'build qemu-system-x86_64: cp program' >build.ninja
	EOF
	chmod +x "$WORK/qemu/configure"
	tar -C "$WORK" -cJf "$q/source/qemu_1.0.orig.tar.xz" qemu
	printf '# comment\n--target-list=x86_64-softmmu\n' >"$TOP/fixtures/qemu/configure-args"
	cat >"$TOP/fixtures/qemu/series/0001-answer.patch" <<-'EOF'
		--- a/answer
		+++ b/answer
		@@ -1 +1 @@
		-original
		+patched
	EOF
}

# run ARGUMENTS...: run.sh in the sandbox; standard output, error and status are kept
run()
{
	rc=0
	"$TOP/run.sh" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || rc=$?
}

env_value()
{
	sed -n "s/^$1=//p" "$TOP/build/setup.env"
}
