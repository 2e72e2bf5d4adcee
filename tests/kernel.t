#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kernels in every shape in which somebody has one: what is found in them, what they lack, and what
# is refused. Two of them are booted; for the others a configuration without CXL saves the boot.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

value()
{
	sed -n "s/^$1=//p" "$BUILD/setup.env"
}

release=$(value KERNEL_VERSION)
bzimage=$(value KERNEL_BZIMAGE)
config=$(value KERNEL_CONFIG)
modules=$(value MODULES_DIR)
sed "s|^CACHE=.*|CACHE=$work/cache|" "$BUILD/setup.env" >"$work/env"

run()
{
	rm -rf "$work/run"
	status=0
	"$BUILD/isotap" run --env "$work/env" --impl user --run-dir "$work/run" "$@" \
		>"$work/out" 2>"$work/err" </dev/null || status=$?
}

status_is()
{
	echo "exit status $status, expected $1"
	cat "$work/out" "$work/err"
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

# without OPTION...: the kernel's configuration, those options taken out
without()
{
	local expression='' option

	for option in "$@"; do
		expression+="s/^(CONFIG_$option)=.*/# \1 is not set/;"
	done
	sed -E "$expression" "$config"
}

# The modules of which isotap's depend on each other, and a few more; all would take a minute.
some_modules()
{
	(cd "$modules" && find kernel/drivers/cxl kernel/drivers/dax kernel/drivers/nvdimm \
		kernel/drivers/misc/pvpanic kernel/lib -name '*.ko*')
}

# package_root FOLDER CONFIG: what a package of the kernel would install
package_root()
{
	mkdir -p "$1/boot" "$1/lib/modules/$release"
	cp "$bzimage" "$1/boot/vmlinuz-$release"
	cp "$2" "$1/boot/config-$release"
	some_modules | (cd "$modules" && xargs cp --parents -t "$1/lib/modules/$release")
	cp "$modules"/modules.{order,builtin,builtin.modinfo} "$1/lib/modules/$release"
	ln -s /nowhere "$1/lib/modules/$release/build"
}

# debian ROOT FILE: a package of that folder, none of whose compressions takes time
debian()
{
	mkdir -p "$1/DEBIAN"
	printf 'Package: linux-image\nVersion: 1\nArchitecture: amd64\nMaintainer: nobody\n%s\n' \
		'Description: a kernel' >"$1/DEBIAN/control"
	dpkg-deb --root-owner-group -Zgzip -z1 -b "$1" "$2" >/dev/null
}

without CXL_MEM >"$work/no-cxl"
without DEV_DAX_KMEM >"$work/no-kmem"
without VIRTIO_CONSOLE SIGNALFD >"$work/no-console"

# ---- a Debian package, and what is kept of it ----

package_root "$work/deb" "$work/no-cxl"
debian "$work/deb" "$work/kernel.deb"
run --kernel "$work/kernel.deb" --case opt-in --case 'system-ram*'
ok 'Debian package: everything is skipped' status_is 4
ok 'a skip names the option' out_has '^ok [0-9] qemu/user/opt-in # SKIP the kernel has no CONFIG_CXL_MEM$'
ok 'the package: which kernel it is' err_has "^kernel: ${release//+/.}, $work/cache/kernels/.*vmlinux"
ok 'the package: its modules' err_has "modules $work/cache/kernels/.*/lib/modules/${release//+/.}"
ok 'the package: its configuration' err_has 'configuration in .*/boot/config-'
kept=$(ls "$work/cache/kernels")
run --kernel "$work/kernel.deb" --bisect --case opt-in
ok 'all skipped is 125 for a bisection' status_is 125
ok 'a package is unpacked once' test "$(ls "$work/cache/kernels")" = "$kept"
ok 'no link of the package is kept' test -z "$(find "$work/cache/kernels"/*/usr -type l)"

head -c 5000000 "$work/kernel.deb" >"$work/cut.deb"
run --kernel "$work/cut.deb" --case opt-in
ok 'a package that is cut off: the rig is broken' status_is 3
ok 'the stream bails out with the reason' out_has '^Bail out! .*cut.deb: damaged package'
ok 'nothing of it is kept' test "$(ls "$work/cache/kernels")" = "$kept"

# evil NAME: a package with a member of that name, or with a link in its place
evil()
{
	python3 - "$1" "$work" <<-'PYTHON'
		import io, sys, tarfile
		name, work = sys.argv[1:]
		data = io.BytesIO()
		with tarfile.open(fileobj=data, mode="w:gz") as tar:
		    def add(name, type=tarfile.REGTYPE, link=""):
		        info = tarfile.TarInfo(name)
		        info.type, info.linkname, info.size = type, link, 4 if type == tarfile.REGTYPE else 0
		        tar.addfile(info, io.BytesIO(b"evil") if info.size else None)
		    if name == "link":
		        add("./lib/modules", tarfile.SYMTYPE, work + "/target")
		        add("./usr/lib/modules", tarfile.SYMTYPE, work + "/target")
		        name = "./lib/modules/6.1/evil.ko"
		    add(name)
		def member(name, body):
		    head = "%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, 0, 0, 0, "100644", len(body))
		    return head.encode() + body + b"\n" * (len(body) % 2)
		with open(work + "/evil.deb", "wb") as out:
		    out.write(b"!<arch>\n" + member("debian-binary", b"2.0\n") +
		              member("control.tar.gz", b"") + member("data.tar.gz", data.getvalue()))
	PYTHON
	run --kernel "$work/evil.deb" --case opt-in
}

mkdir "$work/target"
evil "./lib/modules/../../../../target/evil.ko"
ok 'a path that leads out: refused' status_is 3
ok 'a path that leads out: said so' out_has 'leads out of the package: .*evil.ko'
evil link
ok 'a link in place of a folder is not followed' out_has 'Bail out! .*no kernel in it'
evil "$work/target/lib/modules/6.1/x.ko"
ok 'nothing was written elsewhere' test -z "$(ls -A "$work/target")"
ok 'nothing half done is kept' test -z "$(find "$work/cache/kernels" -name 'new-*')"

# ---- an RPM package, booted; one option is lacking, which only some cases need ----

package_root "$work/rpm" "$work/no-kmem"
cat >"$work/kernel.spec" <<EOF
Name: kernel
Version: 1
Release: 1
Summary: a kernel
License: GPLv2
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload w1.zstdio
%description
A kernel.
%files
/boot
/lib/modules
EOF
ok 'an RPM package is made' rpmbuild -bb --quiet --define "_topdir $work/rpmbuild" \
	--define "_rpmdir $work" --define '_rpmfilename kernel.rpm' --define 'debug_package %{nil}' \
	--define '__requires_exclude .*' --define '__provides_exclude .*' \
	--nodeps --noclean --noprep --nodebuginfo --buildroot "$work/rpm" --target x86_64 \
	"$work/kernel.spec"
run --kernel "$work/kernel.rpm" --case opt-in --case system-ram-refuses-arming \
	--case isolation-takes-region-offline
ok 'RPM package: status 0' status_is 0
ok 'RPM package: a guest of it runs' out_has '^ok [0-9] qemu/user/isolation-takes-region-offline$'
ok 'what needs System RAM is skipped' out_has '# SKIP the kernel has no CONFIG_DEV_DAX_KMEM$'

# ---- a build folder, booted; modules plain and in each compression ----

tree=$work/tree
mkdir -p "$tree/arch/x86/boot" "$tree/include/config"
ln -s "$bzimage" "$tree/arch/x86/boot/bzImage"
cp "$config" "$tree/.config"
echo "$release" >"$tree/include/config/kernel.release"
cp "$modules/modules.builtin" "$modules/modules.builtin.modinfo" "$tree"
some_modules >"$work/list"
number=0
while read -r file; do
	plain=${file#kernel/}
	plain=${plain%%.ko*}
	mkdir -p "$tree/${plain%/*}"
	echo "$plain.o" >>"$tree/modules.order"
	xz -dc "$modules/$file" >"$tree/$plain.ko"
	case $((number++ % 4)) in
	0) gzip -1 "$tree/$plain.ko" ;;
	1) xz -0 --check=crc32 "$tree/$plain.ko" ;;
	2) zstd -q1 --rm "$tree/$plain.ko" ;;
	esac
done <"$work/list"
run --kernel "$tree" --case opt-in --case isolation-takes-region-offline
ok 'build folder: status 0' status_is 0
ok 'build folder: a guest of it runs' out_has '^ok [0-9] qemu/user/isolation-takes-region-offline$'
ok 'build folder: its configuration' err_has "configuration in $tree/.config"

cp "$work/no-cxl" "$tree/.config"
run --kernel "$tree/arch/x86/boot/bzImage" --case opt-in
ok 'an image in its build folder: the same folder' err_has "configuration in $tree/.config"
ok 'an image in its build folder: its modules' err_has "modules $work/cache/kernels/"
echo 6.1.0-other >"$tree/include/config/kernel.release"
run --kernel "$tree" --bisect --case opt-in
ok 'modules of another build: no verdict' status_is 125
ok 'modules of another build: both releases named' out_has "of release ${release//+/.}.* 6.1.0-other"
echo "$release" >"$tree/include/config/kernel.release"
find "$tree" -name 'cxl_pci.ko*' -delete
run --kernel "$tree" --case opt-in
ok 'a module that is not built: said which' out_has 'Bail out! .*no module cxl_pci .*CONFIG_CXL_PCI=m'
rm "$tree/arch/x86/boot/bzImage"
run --kernel "$tree" --bisect --case opt-in
ok 'a tree that is not built: no verdict for a bisection' status_is 125

# ---- an image and what lies around it ----

mkdir "$work/near"
cp "$bzimage" "$work/near/vmlinuz-$release"
cp "$work/no-cxl" "$work/near/config-$release"
run --kernel "$work/near/vmlinuz-$release" --modules "$modules" --case opt-in
ok 'the configuration beside the image' out_has 'SKIP the kernel has no CONFIG_CXL_MEM'
cp "$work/no-console" "$work/near/config-$release"
run --kernel "$work/near/vmlinuz-$release" --case opt-in
ok 'what isotap itself needs: no verdict' status_is 3
ok 'what isotap itself needs: all of it' out_has \
	'^Bail out! .*do not run without CONFIG_SIGNALFD CONFIG_VIRTIO_CONSOLE$'
{
	cat "$(value KERNEL_IMAGE)"
	printf IKCFG_ST
	gzip -nc "$work/no-cxl"
	printf IKCFG_ED
} >"$work/near/vmlinux"
run --kernel "$work/near/vmlinux" --modules "$modules" --case opt-in
ok 'a configuration in the image goes first' err_has 'configuration in the image itself'
ok 'and is read' out_has 'SKIP the kernel has no CONFIG_CXL_MEM'

# ---- mistakes ----

run --kernel "$work/none" --case opt-in
ok 'no such file is a mistake of the user' status_is 129
run --kernel "$work/env" --case opt-in
ok 'no kernel: what was expected' out_has 'Bail out! .*expected an x86-64 bzImage or vmlinux'
run --kernel "$bzimage" --modules "$work/near" --case opt-in
ok 'no modules: where they were looked for' out_has \
	"near: no module index: looked for modules.dep.bin .* lib/modules/${release//+/.}"
mkdir -p "$work/other/6.1.0"
cp "$modules"/modules.dep.bin "$work/other/6.1.0"
run --kernel "$bzimage" --modules "$work/other/6.1.0" --case opt-in
ok 'modules of another release are refused' out_has 'modules of another release'

finish
