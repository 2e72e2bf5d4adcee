// SPDX-License-Identifier: GPL-2.0-or-later
/* More ways for a guest to end, each by what really ends it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "death.h"

/* Four writers keep the console busy while a fifth processor's worth of panic wants to print. */
static void run_panics_while_printing(struct test *t)
{
	static const char line[] = "<0>and another line that has to be printed before all others\n";

	for (int i = 0; i < 4; i++) {
		int fd;

		if (fork())
			continue;
		fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
		while (write(fd, line, sizeof(line) - 1) > 0)
			;
		_exit(0);
	}
	usleep(100000);
	put(t, "/proc/sysrq-trigger", "c");
	wait_for_ever();
}
DEATH(panics_while_printing, "i-panics-while-printing",
      "A panic is told from what is printed meanwhile", .timeout_ms = LONG);

static void run_faults_thrice(struct test *t)
{
	put(t, "/sys/kernel/reboot/type", "triple");
	put(t, "/sys/kernel/reboot/force", "1");
	reboot(RB_AUTOBOOT);
	wait_for_ever();
}
DEATH(faults_thrice, "j-faults-thrice", "A triple fault is told", .timeout_ms = LONG);

static void run_powers_off(struct test *t)
{
	(void)t;
	reboot(RB_POWER_OFF);
	wait_for_ever();
}
DEATH(powers_off, "k-powers-off", "A guest that powers off is told", .timeout_ms = LONG);

/* What it leaves behind ends the guest a second after its own end. */
static void run_panics_later(struct test *t)
{
	if (!fork()) {
		setsid();
		sleep(2);
		put(t, "/proc/sysrq-trigger", "c");
		_exit(1);
	}
	sleep(1);
}
DEATH(panics_later, "l-panics-later", "A case that leaves a panic behind", .timeout_ms = LONG);

static void run_is_told(struct test *t)
{
	(void)t;
}
DEATH(is_told, "m-is-told", "Nobody's panic is told", .timeout_ms = LONG);

static void run_hangs_too(struct test *t)
{
	(void)t;
	wait_for_ever();
}
DEATH(hangs_too, "n-hangs-too", "A case that never returns", .timeout_ms = 1500);

static void run_goes_on(struct test *t)
{
	tc_arm(t, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, 10 * TC_SECOND);
}
DEATH_OF(goes_on, "o-goes-on", "An isolation ends no guest", CASE_DESTRUCTIVE, .timeout_ms = LONG,
	 .needs = {.ports = 1, .regions = 1});

static void run_panics_of_fault(struct test *t)
{
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	put(t, "/proc/sysrq-trigger", "c");
	wait_for_ever();
}
DEATH_OF(panics_of_fault, "p-panics-of-fault", "A fault ends the guest", CASE_DESTRUCTIVE,
	 .timeout_ms = LONG, .needs = {.ports = 1, .regions = 1});

static void run_resets(struct test *t)
{
	(void)t;
	reboot(RB_AUTOBOOT);
	wait_for_ever();
}
DEATH(resets, "q-resets", "A guest that resets itself is told", .timeout_ms = LONG);

static void run_eats(struct test *t)
{
	size_t size = 1 << 20;

	for (;;) {
		char *more = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				  -1, 0);

		tc_check(t, more != MAP_FAILED, "no more memory, and it was told so");
		memset(more, 1, size);
	}
}
DEATH(eats, "r-eats-memory", "A guest without memory ends the case that has it",
      .timeout_ms = LONG);

static void seize_agent(struct test *t)
{
	int status;

	if (ptrace(PTRACE_ATTACH, 1, NULL, NULL) || waitpid(1, &status, __WALL) != 1)
		tc_broken(t, "the agent cannot be stopped: %s", strerror(errno));
}

static void run_agent_dies(struct test *t)
{
	struct user_regs_struct regs;

	seize_agent(t);
	if (ptrace(PTRACE_GETREGS, 1, NULL, &regs))
		tc_broken(t, "no registers: %s", strerror(errno));
	regs.rip = 8; /* where nothing is */
	regs.orig_rax = (unsigned long long)-1;
	if (ptrace(PTRACE_SETREGS, 1, NULL, &regs) || ptrace(PTRACE_DETACH, 1, NULL, NULL))
		tc_broken(t, "the agent cannot be sent there: %s", strerror(errno));
	wait_for_ever();
}
DEATH(agent_dies, "s-agent-dies", "An agent that dies is told", .timeout_ms = LONG);

static void run_agent_stops(struct test *t)
{
	seize_agent(t);
	wait_for_ever();
}
DEATH(agent_stops, "t-agent-stops", "An agent that stops is told", .timeout_ms = LONG);

static void run_floods(struct test *t)
{
	static char lines[65536];
	int fd = open("/dev/console", O_WRONLY | O_CLOEXEC);

	for (size_t i = 0; i < sizeof(lines); i++)
		lines[i] = i % 64 == 63 ? '\n' : 'x';
	while (write(fd, lines, sizeof(lines)) > 0)
		;
	tc_broken(t, "the console takes no more: %s", strerror(errno));
}
DEATH(floods, "u-floods", "A guest that fills the disk is ended", .timeout_ms = 600000);
