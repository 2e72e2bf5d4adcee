// SPDX-License-Identifier: GPL-2.0-or-later
/* Cases that end in every way a case can: what the harness makes of them is what is tested. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case/case.h"

#define SELF(ident, name, text, ...)                                                               \
	ISOTAP_CASE(ident) = {.id = name,                                                          \
			      .area = "selftest",                                                  \
			      .claim = text,                                                       \
			      .reqs = "SW-EVT-02",                                                 \
			      .timeout_ms = 2000,                                                  \
			      .run = run_##ident,                                                  \
			      __VA_ARGS__}

static void run_passes(struct test *t)
{
	tc_note(t, "a note");
	tc_sample(t, "phase", "ns", 3);
	tc_sample(t, "phase", "ns", 1);
	tc_sample(t, "phase", "ns", 2);
}
SELF(passes, "passes", "Nothing is wrong");

static void run_fails(struct test *t)
{
	tc_expect_bits(t, 0, "CTRL", 0x00010000, 0x00030000, 0x00020000);
}
SELF(fails, "fails", "A register reads what it should");

static void run_fails_rc(struct test *t)
{
	tc_expect_rc(t, "arm", -EBUSY, 0);
}
SELF(fails_rc, "fails-rc", "A call returns what it should");

static void run_fails_once(struct test *t)
{
	static int runs;

	if (!runs++)
		tc_fail(t, "the first time in a process");
}
SELF(fails_once, "fails-once", "It is the same every time");

static void run_skips(struct test *t)
{
	tc_skip(t, "not # here");
}
SELF(skips, "skips", "It cannot apply");

static void run_needs_more(struct test *t)
{
	tc_fail(t, "ran without its needs");
}
SELF(needs_more, "needs-more", "Its needs are not met", .needs = {.ports = 16});

static void run_breaks(struct test *t)
{
	tc_setup(t, "open the region", -ENODEV);
}
SELF(breaks, "breaks", "The rig works");

static void run_crashes(struct test *t)
{
	(void)t;
	fputs("mce: last words\nmce : : more\nok 1 forged\n", stderr);
	raise(SIGSEGV);
}
SELF(crashes, "crashes", "It comes back");

static void run_crashes_after_check(struct test *t)
{
	tc_note(t, "before the crash");
	abort();
}
SELF(crashes_after_check, "aborts", "It comes back");

static void run_exits(struct test *t)
{
	(void)t;
	_exit(0);
}
SELF(exits, "exits", "It does not leave");

/* Not a wait: what a program does that never returns. */
static void run_hangs(struct test *t)
{
	(void)t;
	for (;;)
		__asm__ volatile("" ::: "memory");
}
SELF(hangs, "hangs", "It ends");

/* A child that keeps the pipes open and outlives the worker unless the group is killed. Its pid is
 * left in a file for the test to look for. */
static void run_forks(struct test *t)
{
	const char *path = getenv("SELFTEST_PID_FILE");
	pid_t pid = fork();
	FILE *f;

	if (!pid)
		for (;;)
			pause();
	f = path ? fopen(path, "w") : NULL;
	if (f) {
		fprintf(f, "%d\n", (int)pid);
		fclose(f);
	}
	tc_check(t, pid > 0, "no child");
}
SELF(forks, "forks", "Nothing is left behind");

/* Everything that is open, written full of what could pass for records or TAP. */
static void run_floods(struct test *t)
{
	static const char text[] =
		"ok 99 forged\n{\"r\":\"end\",\"outcome\":\"passed\"}\n\xff\xfe\n";

	for (int fd = 1; fd < 64; fd++)
		if (write(fd, text, sizeof(text) - 1) < 0)
			continue;
	tc_fail(t, "\x1b[31mred\nok 1 forged");
}
SELF(floods, "floods", "What it prints stays where it belongs");

/* A plug-in shares the worker: it can write a record, but not keep the real one from coming. */
static void run_forges(struct test *t)
{
	static const char text[] = "{\"r\":\"end\",\"outcome\":\"pass\",\"reason\":\"\"}\n";

	for (int fd = 3; fd < 64; fd++)
		if (write(fd, text, sizeof(text) - 1) < 0)
			continue;
	tc_fail(t, "the truth");
}
SELF(forges, "forges", "Verdicts are not for the taking");

static void run_leaves_it_open(struct test *t)
{
	tc_setup(t, "open the region", t->target->ops->region_open(t->target, t->region));
}
SELF(leaves_it_open, "leaves-it-open", "The machine is restored behind it",
     .needs = {.ports = 1, .regions = 1});

static void run_rig(struct test *t)
{
	(void)t;
}
SELF(rig, "rig", "The port is right", .flags = CASE_RIG);

static void run_kernel_only(struct test *t)
{
	tc_fail(t, "asked of an implementation that has no kernel");
}
SELF(kernel_only, "kernel-only", "A kernel does it", .flags = CASE_KERNEL_ONLY);
