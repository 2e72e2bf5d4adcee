// SPDX-License-Identifier: GPL-2.0-or-later
/* That /dev/kvm opens says little: a guest has to have run. */
#include "target/qemu/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define GUEST_BASE 0x1000u
#define GUEST_PORT 0x10
#define GUEST_ANSWER 42

/* What it prints. */
static FILE *ask(char *const *argv, pid_t *pid)
{
	FILE *out;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return NULL;
	*pid = fork();
	if (!*pid) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	out = *pid > 0 ? fdopen(fds[0], "r") : NULL;
	if (!out)
		close(fds[0]);
	return out;
}

void probe_version(const char *qemu, char *out, size_t size)
{
	char *argv[] = {(char *)qemu, "--version", NULL}, line[512], *at;
	pid_t pid;
	FILE *answer = ask(argv, &pid);

	out[0] = 0;
	while (answer && fgets(line, sizeof(line), answer)) {
		at = strstr(line, " version ");
		if (at && !out[0])
			snprintf(out, size, "%.*s", (int)strcspn(at + 9, " \n"), at + 9);
	}
	if (!answer)
		return;
	fclose(answer);
	waitpid(pid, NULL, 0);
}

int probe_instrumented(const char *qemu, const char *firmware)
{
	char *argv[] = {(char *)qemu, "-L",          (char *)(firmware ? firmware : "."),
			"-device",    "cxl-rp,help", NULL};
	bool series = false, page = false;
	char line[512];
	int status;
	pid_t pid;
	FILE *out = ask(argv, &pid);

	if (!out)
		return -ENOMEM;
	while (fgets(line, sizeof(line), out)) {
		series |= strstr(line, "  ti-mem-ranges=") != NULL;
		page |= strstr(line, "  isotap=") != NULL;
	}
	fclose(out);
	if (waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
		return -ENOEXEC;
	return series && page;
}

/* Real-mode code that computes, touches memory and says the result on a port. */
static const uint8_t guest_code[] = {
	0xb0, 21,               /* mov $21, %al */
	0x00, 0xc0,             /* add %al, %al */
	0xa2, 0x00,       0x18, /* mov %al, 0x1800 */
	0x30, 0xc0,             /* xor %al, %al */
	0xa0, 0x00,       0x18, /* mov 0x1800, %al */
	0xe6, GUEST_PORT,       /* out %al, $port */
	0xf4,                   /* hlt */
};

static bool set_registers(int vcpu)
{
	struct kvm_regs regs = {.rip = GUEST_BASE, .rflags = 2};
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return false;
	sregs.cs.base = sregs.cs.selector = 0;
	sregs.ds.base = sregs.ds.selector = 0;
	return !ioctl(vcpu, KVM_SET_SREGS, &sregs) && !ioctl(vcpu, KVM_SET_REGS, &regs);
}

static bool answers(int vcpu, const struct kvm_run *run)
{
	bool answered = false;

	while (!ioctl(vcpu, KVM_RUN, 0)) {
		const uint8_t *data = (const uint8_t *)run + run->io.data_offset;

		if (run->exit_reason == KVM_EXIT_HLT)
			return answered;
		if (run->exit_reason != KVM_EXIT_IO || run->io.port != GUEST_PORT ||
		    *data != GUEST_ANSWER)
			return false;
		answered = true;
	}
	return false;
}

static bool run_guest(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm, vcpu;
	struct kvm_userspace_memory_region region = {.guest_phys_addr = GUEST_BASE,
						     .memory_size = 0x1000};
	uint8_t *memory;
	void *run;
	long size;

	if (kvm < 0 || ioctl(kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		return false;
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	memory = mmap(NULL, 0x1000, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (vm < 0 || memory == MAP_FAILED)
		return false;
	memcpy(memory, guest_code, sizeof(guest_code));
	region.userspace_addr = (uintptr_t)memory;
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size <= 0 || ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		return false;
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	if (vcpu < 0)
		return false;
	run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	return run != MAP_FAILED && set_registers(vcpu) && answers(vcpu, run);
}

/* In a process of its own that an alarm ends, whatever the kernel makes of it. */
static bool run_guest_bounded(void)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		signal(SIGALRM, SIG_DFL);
		alarm(1);
		_exit(run_guest() ? 0 : 1);
	}
	if (pid < 0)
		return false;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* The same disk may serve several machines: one answer per machine and kernel. */
static void answer_path(const char *cache, char *out, size_t size)
{
	char machine[64] = "unknown";
	FILE *id = fopen("/etc/machine-id", "re");
	struct utsname name;

	if (id) {
		if (!fgets(machine, sizeof(machine), id))
			machine[0] = 0;
		fclose(id);
	}
	machine[strcspn(machine, "\n/")] = 0;
	uname(&name);
	snprintf(out, size, "%s/kvm-%s-%s", cache, machine, name.release);
}

void probe_kvm_remember(const char *cache, bool works)
{
	char path[4096];
	FILE *file;

	answer_path(cache, path, sizeof(path));
	file = fopen(path, "we");
	if (!file)
		return;
	fputs(works ? "yes\n" : "no\n", file);
	fclose(file);
}

bool probe_kvm(const char *cache)
{
	char path[4096], text[8] = "";
	bool works;
	FILE *file;

	if (access("/dev/kvm", R_OK | W_OK))
		return false;
	answer_path(cache, path, sizeof(path));
	file = fopen(path, "re");
	if (file) {
		if (!fgets(text, sizeof(text), file))
			text[0] = 0;
		fclose(file);
		if (!strcmp(text, "yes\n") || !strcmp(text, "no\n"))
			return text[0] == 'y';
	}
	works = run_guest_bounded();
	probe_kvm_remember(cache, works);
	return works;
}
