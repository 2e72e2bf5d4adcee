#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What would be installed is said before it happens, and --no-install installs nothing.
. "$(dirname "$0")/setup-lib.sh"
sandbox

# dpkg-query as on a machine that lacks two packages; apt-get and sudo leave a mark if called
mkdir "$WORK/bin"
cat >"$WORK/bin/dpkg-query" <<'EOF'
#!/bin/sh
/usr/bin/dpkg-query "$@" | grep -vxE 'installed (ninja-build|libyaml-dev)'
EOF
for tool in apt-get sudo; do
	printf '#!/bin/sh\ntouch %s\nexit 1\n' "$WORK/$tool-called" >"$WORK/bin/$tool"
done
# asked whether it may at all, sudo says yes
# shellcheck disable=SC2016
sed -i '2i[ "$1" != -v ] || exit 0' "$WORK/bin/sudo"
chmod +x "$WORK"/bin/*
old_path=$PATH
PATH=$WORK/bin:$PATH

run --setup --no-install
ok '--no-install stops' not test "$rc" -eq 0
ok 'it names the missing packages' grep -q 'ninja-build .*builds QEMU' "$WORK/err"
ok 'and the build dependency' grep -q 'libyaml-dev .*reads topologies' "$WORK/err"
ok 'and only those that are missing' not grep -q 'libc6-dev' "$WORK/err"
ok 'nothing was installed' not test -e "$WORK/apt-get-called" -o -e "$WORK/sudo-called"
ok 'nothing was built' not test -e "$TOP/build/isotap"
ok 'standard output is empty' not test -s "$WORK/out"

run --no-install --target model
ok 'the model needs no package of the virtual machine' not grep -q 'ninja-build' "$WORK/err"
ok 'a run that cannot be set up bails out in TAP' equal "$(cat "$WORK/out")" \
	'TAP version 13
Bail out! set-up failed, see standard error'
ok 'its status says that the rig is broken' equal "$rc" 3
run --bisect --no-install --target model
ok 'which bisection skips' equal "$rc" 125

run --setup
ok 'packages are shown before they are installed' equal \
	"$(grep -nE 'will be installed|installing packages \.\.\.' "$WORK/err" | cut -d: -f2 | head -n 1)" \
	'isotap'
ok 'a failed installation names its log' grep -q "the whole log: $ISOTAP_CACHE/log/packages.log" "$WORK/err"
PATH=$old_path

"$TOP/run.sh" --packages >"$WORK/out"
ok 'every package has a reason' not grep -qvE '^[a-z0-9.+-]+ +[^ ]' "$WORK/out"
for release in bookworm trixie; do
	echo "VERSION_CODENAME=$release" >"$WORK/os-release"
	ISOTAP_OS_RELEASE=$WORK/os-release "$TOP/run.sh" --packages >"$WORK/out.$release"
done
ok 'Debian 12 gets gcc-12' grep -q '^gcc-12 ' "$WORK/out.bookworm"
ok 'Debian 13 gets gcc-14' grep -q '^gcc-14 ' "$WORK/out.trixie"
ok 'and no package of the other release' not grep -q '^gcc-12 \|^libelf1 ' "$WORK/out.trixie"
finish
