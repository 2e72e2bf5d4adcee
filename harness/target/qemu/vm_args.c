// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU's and the guest kernel's command lines. */
#include "target/qemu/vm_args.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/protocol.h"
#include "base/debugcon.h"
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
 * was written to, of a processor that no longer schedules. With U the kernel knows an object's own
 * size, and sees a write beyond it that stays inside its slot. Not where times are measured. */
static const char checkers_on[] =
	" slub_debug=FZPU,kmalloc-*;FZP,dax_cache kfence.sample_interval=50 "
	"kasan_multi_shot watchdog_thresh=10";
static const char checkers_off[] = " nowatchdog";

/* One nanosecond of the guest's time is one instruction, so its rate is known. What the kernel
 * draws at random it draws from the emulator's generator, which the seed makes the same each time;
 * without that it would spin for a third of a second to gather some. */
#define COUNTED_KHZ 1000000u
static const char counted[] = " kfence.sample_interval=0 norandmaps randomize_kstack_offset=off "
			      "random.trust_cpu=on";

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

static void args_add(struct vm_args *args, const char *const *words)
{
	for (; *words; words++)
		arg(args, "%s", *words);
}

/* The line to the agent. The debug console takes each byte at the instruction that writes it. */
static void channel_args(struct vm_args *args, bool deterministic, int channel_fd)
{
	arg(args, "-chardev");
	arg(args, "socket,id=agent,fd=%d", channel_fd);
	if (deterministic) {
		arg(args, "-device");
		arg(args, "isa-debugcon,iobase=%#x,chardev=agent", DEBUGCON_PORT);
		return;
	}
	arg(args, "-device");
	arg(args, "virtio-serial-pci,id=serial,bus=pcie.0,max_ports=2");
	arg(args, "-device");
	arg(args, "virtserialport,bus=serial.0,nr=1,chardev=agent,name=" AGENT_PORT);
}

/*
 * A kernel that calibrates while the host is busy may be wrong by a factor of ten, and all
 * deadlines of a guest with it: its time stamp counter is the host's, unless it counts
 * instructions.
 */
static void append_args(struct vm_args *args, const struct vm_config *config)
{
	bool counts = config->deterministic;

	arg(args, "-append");
	arg(args, "%s tsc_early_khz=%u%s%s", command_line, counts ? COUNTED_KHZ : tsc_khz(),
	    config->unchecked || counts ? checkers_off : checkers_on, counts ? counted : "");
}

static void clock_args(struct vm_args *args, uint64_t seed)
{
	static const char *const words[] = {"-icount", "shift=0,sleep=off,align=off", "-rtc",
					    "base=2026-01-01T00:00:00,clock=vm", NULL};

	args_add(args, words);
	arg(args, "-seed");
	arg(args, "%llu", (unsigned long long)seed);
}

/* The same machine for all, but for its clock. */
static void machine_args(struct vm_args *args, const struct vm_config *config)
{
	static const char *const words[] = {
		"-nodefaults", "-no-user-config",
		"-display",    "none",
		"-action",     "panic=pause,reboot=shutdown,shutdown=pause,watchdog=none",
		"-global",     "ICH9-LPC.noreboot=off",
		"-d",          "cpu_reset",
		"-m",          "1G",
		"-machine",    "q35,cxl=on",
		NULL};
	bool kvm = !strcmp(config->accel, "kvm");

	args_add(args, words);
	arg(args, "-smp");
	if (config->deterministic)
		arg(args, "1");
	else
		arg(args, "%u", config->vcpus ? config->vcpus : 2);
	if (config->deterministic)
		clock_args(args, config->seed);
	arg(args, "-accel");
	if (kvm)
		arg(args, "kvm");
	else
		arg(args, "tcg,thread=%s", config->deterministic ? "single" : "multi");
	/* Linux survives a consumed poison on Intel's machine-check model only, and manages CPU
	 * caches for CXL only where it sees no hypervisor. */
	arg(args, "-cpu");
	arg(args, "%s,hypervisor=off,vendor=GenuineIntel", kvm ? "host" : "max");
}

void vm_args_build(struct vm_args *args, const struct vm *vm, const struct vm_config *config,
		   int qmp_fd, int channel_fd)
{
	arg(args, "%s", config->qemu);
	if (config->firmware && config->firmware[0]) {
		arg(args, "-L");
		arg(args, "%s", config->firmware);
	}
	machine_args(args, config);
	arg(args, "-kernel");
	arg(args, "%s", config->kernel);
	arg(args, "-initrd");
	arg(args, "%s", config->initrd);
	append_args(args, config);
	arg(args, "-chardev");
	arg(args, "file,id=console,path=%s", vm->console_path);
	arg(args, "-serial");
	arg(args, "chardev:console");
	arg(args, "-chardev");
	arg(args, "socket,id=monitor,fd=%d", qmp_fd);
	arg(args, "-mon");
	arg(args, "chardev=monitor,mode=control");
	channel_args(args, config->deterministic, channel_fd);
	arg(args, "-device");
	arg(args, "pvpanic-pci,bus=pcie.0");
	if (config->keep_memory) {
		arg(args, "-device");
		arg(args, "vmcoreinfo");
	}
	args_add(args, (const char *const *)config->topology_args);
	args->list[args->count] = NULL;
}
