# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A guest as a kernel developer has it: an ordinary userland out of this system's own files, the
# kernel's modules behind modprobe, an installed kselftest, and no agent and no channel of ours.

setting()
{
	sed -n "s/^$1=//p" "$BUILD/setup.env"
}

# program ROOT NAME...: with the libraries that the loader would find
programs()
{
	local root=$1 name file

	shift
	for name; do
		file=$(PATH=/usr/bin:/usr/sbin:/bin:/sbin type -P "$name") || return 1
		install -D "$file" "$root/usr/bin/$name"
		ldd "$file" 2>/dev/null | grep -o '/[^ ]*' | while read -r file; do
			install -D "$(realpath "$file")" "$root$file"
		done
	done
}

# modules ROOT FILE.ko NAME...: those of the guest's kernel, and one more
modules()
{
	local root=$1 more=$2 version from name file

	shift 2
	version=$(setting KERNEL_VERSION)
	from=$(setting MODULES_DIR)
	for name; do
		PATH=$PATH:/usr/sbin:/sbin modprobe -d "${from%/lib/modules/*}" -S "$version" \
			--show-depends "$name" | sed -n 's/^insmod //p'
	done | sort -u | while read -r file; do
		install -D -m 644 "$file" "$root/usr/lib/modules/$version/${file##*/}"
	done
	install -m 644 "$more" "$root/usr/lib/modules/$version/"
	cp "$from"/modules.{order,builtin,builtin.modinfo} "$root/usr/lib/modules/$version/"
	PATH=$PATH:/usr/sbin:/sbin depmod -b "$root/usr" "$version"
}

# guest_root ROOT INSTALLED: everything but what is to be run, which is /commands
guest_root()
{
	local root=$1 folder

	mkdir -p "$root"/{dev,proc,sys,tmp,usr/bin,usr/lib,usr/lib64}
	for folder in bin sbin; do
		ln -s usr/bin "$root/$folder"
	done
	ln -s bin "$root/usr/sbin"
	ln -s usr/lib "$root/lib"
	ln -s usr/lib64 "$root/lib64"
	programs "$root" sh mount ln modprobe realpath dirname basename readlink cat cut tr grep sed sort \
		uniq wc head mktemp rm timeout stdbuf sleep sync mv
	install -D /usr/libexec/coreutils/libstdbuf.so "$root/usr/libexec/coreutils/libstdbuf.so"
	modules "$root" "$(setting KMOD)" cxl_acpi cxl_pci cxl_mem cxl_port cxl_pmem dax_cxl \
		device_dax kmem dax_pmem
	cp -r "$2" "$root/kselftest"
	cat >"$root/init" <<-'EOS'
		#!/bin/sh
		mount -t devtmpfs dev /dev
		mount -t proc proc /proc
		mount -t sysfs sys /sys
		ln -s /proc/self/fd /dev/fd
		ln -s fd/1 /dev/stdout
		export PATH=/usr/bin
		exec >/dev/ttyS1 2>&1 </dev/null
		. /commands
		echo "the end"
		sync
		echo o >/proc/sysrq-trigger
		sleep 60
	EOS
	chmod 755 "$root/init"
}

# guest_run ROOT TOPOLOGY COMMANDS: what they printed is in ROOT.out; 0 if they came to their end
guest_run()
{
	local root=$1 pid
	local -a topology

	printf '%s\n' "$3" >"$root/commands"
	(cd "$root" && find . | cpio --quiet -o -H newc) >"$root.cpio"
	mapfile -t topology < <("$BUILD/isotap" topo qemu-args "topologies/$2.yaml" |
		tr -d '\\\n' | xargs printf '%s\n')
	"$(setting QEMU)" -L "$(setting QEMU_FIRMWARE)" -nodefaults -no-user-config -display none \
		-no-reboot -m 1G -smp 2 -machine q35,cxl=on -accel tcg,thread=multi \
		-cpu max,hypervisor=off,vendor=GenuineIntel -kernel "$(setting KERNEL_IMAGE)" \
		-initrd "$root.cpio" -append "console=ttyS0 nokaslr no_timer_check tsc=reliable \
			mitigations=off cryptomgr.notests=1 panic=-1 iomem=relaxed \
			initcall_blacklist=jent_mod_init,crypto_kdf108_init rcupdate.rcu_expedited=1" \
		-serial "file:$root.console" -serial "file:$root.serial" "${topology[@]}" &
	pid=$!
	within "${GUEST_SECONDS:-300}" eval "! kill -0 $pid" || kill -9 "$pid"
	wait "$pid"
	tr -d '\r' <"$root.serial" >"$root.out"
	grep -qx 'the end' "$root.out"
}
