// SPDX-License-Identifier: GPL-2.0-or-later
/* Cases that take a guest down in different ways, and one that only wants to run after them. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "death.h"

static void run_crashes(struct test *t)
{
	(void)t;
	raise(SIGSEGV);
}
DEATH(crashes, "a-crashes", "A case that crashes costs itself", .timeout_ms = LONG);

static void run_hangs(struct test *t)
{
	(void)t;
	wait_for_ever();
}
DEATH(hangs, "b-hangs", "A case that never returns is ended", .timeout_ms = 1500);

/* The kernel's own words: what user space writes to /dev/kmsg is not the kernel's. */
static void run_warns(struct test *t)
{
	static const char junk[256] = "no module";

	if (!syscall(SYS_init_module, junk, sizeof(junk), ""))
		tc_broken(t, "the kernel takes junk for a module");
}
DEATH(warns, "c-warns", "A warning of the kernel fails the case that passes otherwise",
      .timeout_ms = LONG);

static void run_same_guest(struct test *t)
{
	(void)t;
}
DEATH(same_guest, "d-same-guest", "None of that needs a new guest", .timeout_ms = LONG);

static void run_panics(struct test *t)
{
	put(t, "/proc/sysrq-trigger", "c");
	wait_for_ever();
}
DEATH(panics, "e-panics", "A panic is noticed", .timeout_ms = LONG);

static void run_next_guest(struct test *t)
{
	(void)t;
}
DEATH(next_guest, "f-next-guest", "After a panic the plan goes on in a new guest",
      .timeout_ms = LONG);

/* Every processor is kept by something that nothing may interrupt: from outside the guest has gone
 * silent, with no panic to tell of. */
static void keep_processor(int cpu)
{
	struct sched_param most = {.sched_priority = sched_get_priority_max(SCHED_FIFO)};
	char path[64];
	cpu_set_t set;
	int fd;

	/* since 6.12 a server keeps a share of each processor for ordinary programs */
	snprintf(path, sizeof(path), "/sys/kernel/debug/sched/fair_server/cpu%d/runtime", cpu);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, "0", 1) < 0)
		fprintf(stderr, "%s cannot be written\n", path);
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	sched_setscheduler(0, SCHED_FIFO, &most);
	for (;;)
		__asm__ volatile("" ::: "memory");
}

static void run_falls_silent(struct test *t)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL) && errno != EBUSY)
		tc_note(t, "no debugfs: %s", strerror(errno));
	put(t, "/proc/sys/kernel/sched_rt_runtime_us", "-1");
	for (long cpu = cpus - 1; cpu > 0; cpu--)
		if (!fork())
			keep_processor((int)cpu);
	keep_processor(0);
}
DEATH(falls_silent, "g-falls-silent", "A guest that says nothing any more is given up",
      .timeout_ms = LONG);

static void run_last(struct test *t)
{
	(void)t;
}
DEATH(last, "h-last", "And once more", .timeout_ms = LONG);
