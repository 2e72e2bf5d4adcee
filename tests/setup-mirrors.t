#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mirrors come from the system's own apt sources. If this is wrong, a machine behind a company
# mirror cannot set up, or packages are asked of an archive that is not Debian's.
. "$(dirname "$0")/setup-lib.sh"
sandbox

etc=$WORK/etc
export ISOTAP_APT_ETC=$etc ISOTAP_OS_RELEASE=$WORK/os-release

# case_of CODENAME: empty sources for a machine of that release
case_of()
{
	rm -rf "$etc"
	mkdir -p "$etc/sources.list.d" "$etc/lists/partial"
	: >"$etc/sources.list"
	printf 'VERSION_CODENAME=%s\n' "$1" >"$ISOTAP_OS_RELEASE"
}

mirrors()
{
	"$TOP/harness/setup/apt.sh" mirrors 2>"$WORK/err"
}

case_of bookworm
cat >"$etc/sources.list.d/debian.sources" <<'EOF'
Types: deb deb-src
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main contrib

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
EOF
ok 'deb822' equal "$(mirrors)" 'archive http://mirror.test/debian/
security http://mirror.test/debian-security/'

case_of bookworm
cat >"$etc/sources.list" <<'EOF'
# deb http://commented.test/debian bookworm main
deb [arch=amd64] https://one.test/pub/debian/ bookworm main non-free-firmware
deb-src https://one.test/pub/debian/ bookworm main
deb https://two.test/debian bookworm main
deb https://sec.test/debian-security bookworm-security main
EOF
ok 'one-line format, the first one counts' equal "$(mirrors)" 'archive https://one.test/pub/debian/
security https://sec.test/debian-security/'

case_of trixie
cat >"$etc/sources.list" <<'EOF'
deb https://download.other.test/linux/debian-tools trixie stable
deb https://packages.other.test/apt trixie main
deb https://pg.other.test/pub/debian trixie-pgdg main
deb http://mirror.test/debian trixie main
EOF
ok 'other vendors are ignored, security may be missing' equal "$(mirrors)" \
	'archive http://mirror.test/debian/'

case_of trixie
cat >"$etc/sources.list.d/off.sources" <<'EOF'
Enabled: no
Types: deb
URIs: http://off.test/debian
Suites: trixie
Components: main

Types: deb
URIs: http://on.test/debian
Suites: trixie
Components: main
EOF
ok 'a disabled stanza is ignored' equal "$(mirrors)" 'archive http://on.test/debian/'

case_of bookworm
echo 'deb cdrom:[Debian 12 _Bookworm_]/debian bookworm main' >"$etc/sources.list"
ok 'a CD-ROM is no mirror' not mirrors
ok 'and that is said' grep -q "no Debian archive" "$WORK/err"

case_of bookworm
cat >"$etc/sources.list" <<'EOF'
deb http://mirror.test/debian bookworm main
deb http://mirror.test/debian-security bookworm-security main
EOF
before=$(cat "$etc/sources.list")
sources=$("$TOP/harness/setup/apt.sh" sources trixie)
ok 'source packages come from trixie, signed' equal \
	"$(grep -c '^deb-src \[signed-by=/[^]]*\] http://mirror.test/debian/ trixie main$' <<<"$sources")" 1
sources=$("$TOP/harness/setup/apt.sh" sources kernel)
ok 'the kernel of Debian 12 comes from backports' grep -q ' bookworm-backports main$' <<<"$sources"
ok 'and from security' grep -q 'debian-security/ bookworm-security main$' <<<"$sources"
ok 'the system is only read' equal "$(cat "$etc/sources.list")" "$before"

case_of trixie
echo 'deb http://mirror.test/debian trixie main' >"$etc/sources.list"
sources=$("$TOP/harness/setup/apt.sh" sources kernel)
ok 'the kernel of Debian 13 comes from main' equal "${sources#* \] }" \
	"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.test/debian/ trixie main"

case_of sid
echo 'deb http://mirror.test/debian unstable main' >"$etc/sources.list"
ok 'another release is refused' not "$TOP/harness/setup/apt.sh" sources kernel 2>"$WORK/err"

ok 'no mirror is named in the set-up code' not \
	grep -rnE '(https?|ftp)://' "$TREE/run.sh" "$TREE/harness/setup" "$TREE/Makefile"
finish
