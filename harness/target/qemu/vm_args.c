// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU's and the guest kernel's command lines. */
#include "target/qemu/vm_args.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/protocol.h"
#include "target/qemu/tsc.h"

/*
 * What is left out or made quick costs seconds of boot under emulation: self-tests, the
 * calibration of a timer that the emulator provides exactly, mitigations against an attacker who is
 * not there. iomem=relaxed: the port's registers are mapped by the harness too.
 */
static const char command_line[] =
	"console=ttyS0 printk.time=1 loglevel=5 log_buf_len=4M panic=-1 panic_print=0x20 nokaslr "
	"no_timer_check "
	"tsc=reliable "
	"mitigations=off audit=0 apparmor=0 selinux=0 cryptomgr.notests=1 "
	"initcall_blacklist=jent_mod_init,crypto_kdf108_init iomem=relaxed unknown_nmi_panic "
	"rcupdate.rcu_expedited=1";

/* The kernel's own checkers, as far as it was built with them: what is said of a freed object that
 * was written to, of a processor that no longer schedules. Not where times are
 * measured. */
static const char checkers_on[] = " slub_debug=FZPU kfence.sample_interval=50 "
				  "kasan_multi_shot watchdog_thresh=10";
static const char checkers_off[] = " nowatchdog";

__attribute__((format(printf, 2, 3))) static void arg(struct vm_args *args, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	if (args->count >= VM_ARGS_MAX || vasprintf(&text, format, ap) < 0)
		args->full = true;
	else
		args->list[args->count++] = text;
	va_end(ap);
}

void vm_args_free(struct vm_args *args)
{
	for (int i = 0; i < args->count; i++)
		free(args->list[i]);
}

void vm_args_build(struct vm_args *args, const struct vm *vm, const struct vm_config *config,
		   int qmp_fd, int channel_fd)
{
	bool kvm = !strcmp(config->accel, "kvm");

	arg(args, "%s", config->qemu);
	if (config->firmware && config->firmware[0]) {
		arg(args, "-L");
		arg(args, "%s", config->firmware);
	}
	for (const char *const *word =
		     (const char *const[]){"-nodefaults", "-no-user-config", "-display", "none",
					   "-action", "panic=pause,reboot=shutdown,shutdown=pause",
					   "-d", "cpu_reset", "-m", "1G", "-machine", "q35,cxl=on",
					   NULL};
	     *word; word++)
		arg(args, "%s", *word);
	arg(args, "-smp");
	arg(args, "%u", config->vcpus ? config->vcpus : 2);
	arg(args, "-accel");
	arg(args, kvm ? "kvm" : "tcg,thread=multi");
	/* Linux survives a consumed poison on Intel's machine-check model only, and manages CPU
	 * caches for CXL only where it sees no hypervisor. */
	arg(args, "-cpu");
	arg(args, "%s,hypervisor=off,vendor=GenuineIntel", kvm ? "host" : "max");
	arg(args, "-kernel");
	arg(args, "%s", config->kernel);
	arg(args, "-initrd");
	arg(args, "%s", config->initrd);
	arg(args, "-append");
	/* A kernel that calibrates while the host is busy may be wrong by a factor of ten, and all
	 * deadlines of a guest with it: its time stamp counter is the host's. */
	arg(args, "%s tsc_early_khz=%u%s", command_line, tsc_khz(),
	    config->unchecked ? checkers_off : checkers_on);
	arg(args, "-chardev");
	arg(args, "file,id=console,path=%s", vm->console_path);
	arg(args, "-serial");
	arg(args, "chardev:console");
	arg(args, "-chardev");
	arg(args, "socket,id=monitor,fd=%d", qmp_fd);
	arg(args, "-mon");
	arg(args, "chardev=monitor,mode=control");
	arg(args, "-device");
	arg(args, "virtio-serial-pci,id=serial,bus=pcie.0,max_ports=2");
	arg(args, "-chardev");
	arg(args, "socket,id=agent,fd=%d", channel_fd);
	arg(args, "-device");
	arg(args, "virtserialport,bus=serial.0,nr=1,chardev=agent,name=" AGENT_PORT);
	arg(args, "-device");
	arg(args, "pvpanic-pci,bus=pcie.0");
	for (char *const *word = config->topology_args; *word; word++)
		arg(args, "%s", *word);
	args->list[args->count] = NULL;
}
