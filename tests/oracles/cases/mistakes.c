// SPDX-License-Identifier: GPL-2.0-or-later
/* Cases that pass, but for what the kernel says: each has one oracle to thank for its failure. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/module.h"
#include "agent/oracles.h"
#include "agent/sysfs.h"
#include "case/case.h"

#define MODULE "isotap_oracle"
#define LONG 60000

static void make(struct test *t, const char *what, const char *text)
{
	char parameters[256];
	int rc;

	snprintf(parameters, sizeof(parameters), "what=%s text=\"%s\"", what, text);
	rc = module_load(MODULE, parameters);
	if (rc && rc != -EAGAIN)
		tc_broken(t, "module " MODULE ": %s", strerror(-rc));
}

static void needs(struct test *t, const char *oracle)
{
	if (!oracle_armed(oracle))
		tc_skip(t, "this kernel has no %s", oracle);
}

static void set(struct test *t, const char *path, const char *value)
{
	tc_setup(t, path, sys_write(value, "%s", path));
}

#define ORACLE_OF(ident, fn, name, text, kinds, ...)                                               \
	ISOTAP_CASE(ident) = {.id = name,                                                          \
			      .area = "selftest",                                                  \
			      .flags = CASE_UNDRIVEN | (kinds),                                    \
			      .claim = text,                                                       \
			      .reqs = "SW-EVT-02",                                                 \
			      .timeout_ms = LONG,                                                  \
			      .run = fn,                                                           \
			      __VA_ARGS__}
#define ORACLE(ident, fn, name, text, ...) ORACLE_OF(ident, fn, name, text, 0, __VA_ARGS__)

/* ---- what the case declares ---- */

static void run_quiet(struct test *t)
{
	(void)t;
}
ORACLE(quiet, run_quiet, "a-quiet", "A kernel that says nothing fails no case");
ORACLE(quiet_again, run_quiet, "g-quiet", "The case after one that failed passes");

static void run_says(struct test *t)
{
	make(t, "say", "isotap_oracle: a line");
}
static const char *const declared[] = {"^isotap_oracle: a line$", NULL};
ORACLE(says, run_says, "b-unexpected", "A warning that was not declared fails the case");
ORACLE(allowed, run_says, "a-allowed", "A warning that was declared fails nothing",
       .log_allowed = declared);
ORACLE(expected, run_says, "a-expected", "A warning that came as expected fails nothing",
       .log_expected = declared);
ORACLE(missing, run_quiet, "b-missing",
       "A warning that was expected and did not come fails the case", .log_expected = declared);

static const char failure[] = "Memory failure: 0x1: recovery action for dax page: Recovered";
static void run_foreign_page(struct test *t)
{
	make(t, "say", failure);
}
ORACLE_OF(foreign_page, run_foreign_page, "b-foreign-page",
	  "A memory failure elsewhere fails a destructive case", CASE_DESTRUCTIVE);

static void run_wrong_port(struct test *t)
{
	make(t, "say", "pcieport 0000:00:00.0: isotap_ti: isolated (link-down)");
}
ORACLE_OF(wrong_port, run_wrong_port, "b-wrong-port",
	  "A port that nobody isolated does not say that it was", CASE_DESTRUCTIVE);

/* ---- the kernel's checkers ---- */

static void run_warn(struct test *t)
{
	make(t, "warn", "");
}
ORACLE(warn, run_warn, "c-warning", "WARN() fails the case");

static void run_after_exit(struct test *t)
{
	int fd;

	make(t, "hold", "");
	fd = open("/dev/" MODULE, O_RDWR);
	tc_setup(t, "open the device", fd < 0 ? -errno : 0);
}
ORACLE(after_exit, run_after_exit, "c-after-exit",
       "What comes of the case's process ending is the case's doing");

static void run_taint(struct test *t)
{
	make(t, "taint", "");
}
ORACLE(taint, run_taint, "c-taint", "A taint without a line fails the case");

static void run_slub(struct test *t)
{
	needs(t, "slub");
	make(t, "use-after-free", "");
}
ORACLE(slub, run_slub, "c-use-after-free", "A write to freed memory fails the case");

static void run_overrun(struct test *t)
{
	needs(t, "slub");
	make(t, "overrun", "");
}
ORACLE(overrun, run_overrun, "d-overrun", "A write beyond an object fails the case");

static void run_kasan(struct test *t)
{
	needs(t, "kasan");
	make(t, "use-after-free", "");
}
ORACLE(kasan, run_kasan, "d-kasan", "KASAN sees it at the write");

static void run_lockdep(struct test *t)
{
	needs(t, "lockdep");
	make(t, "lock-order", "");
}
ORACLE(lockdep, run_lockdep, "d-lockdep", "Locks taken in both orders fail the case");

static void run_atomic(struct test *t)
{
	needs(t, "atomic-sleep");
	make(t, "atomic-sleep", "");
}
ORACLE(atomic, run_atomic, "d-atomic-sleep", "Sleeping in atomic context fails the case");

static void run_list(struct test *t)
{
	needs(t, "list");
	make(t, "list", "");
}
ORACLE(list, run_list, "d-list", "A list that is corrupted fails the case");

static void run_refcount(struct test *t)
{
	make(t, "refcount", "");
}
ORACLE(refcount, run_refcount, "d-refcount", "A reference that is put too often fails the case");

static void run_sysfs(struct test *t)
{
	make(t, "sysfs", "");
}
ORACLE(sysfs, run_sysfs, "d-sysfs", "A name that is there twice fails the case");

static void run_objects(struct test *t)
{
	needs(t, "debug-objects");
	make(t, "free-active", "");
}
ORACLE(objects, run_objects, "d-debug-objects", "Work that is freed while it waits fails the case");

static void run_ubsan(struct test *t)
{
	needs(t, "ubsan");
	make(t, "bounds", "");
}
ORACLE(ubsan, run_ubsan, "d-ubsan", "An index out of bounds fails the case");

static void run_allocation(struct test *t)
{
	make(t, "allocation", "");
}
ORACLE(allocation, run_allocation, "d-allocation",
       "An allocation that fails loudly fails the case");

static void run_nobody(struct test *t)
{
	needs(t, "nobody-cared");
	make(t, "nobody", "");
}
ORACLE(nobody, run_nobody, "d-nobody-cared", "An interrupt that nobody claims fails the case");

static void run_oops(struct test *t)
{
	make(t, "oops", "");
}
ORACLE(oops, run_oops, "e-oops", "An oops fails the case");

static void run_hung(struct test *t)
{
	needs(t, "hung-task");
	set(t, "/proc/sys/kernel/hung_task_timeout_secs", "3");
	make(t, "hang", "");
}
ORACLE(hung, run_hung, "e-hung-task", "A task that hangs in the kernel fails the case");

static void run_soft(struct test *t)
{
	needs(t, "soft-lockup");
	set(t, "/proc/sys/kernel/watchdog_thresh", "2");
	make(t, "spin", "");
}
ORACLE(soft, run_soft, "e-soft-lockup", "A processor that does not schedule fails the case");

static void run_hard(struct test *t)
{
	needs(t, "hard-lockup");
	set(t, "/proc/sys/kernel/watchdog_thresh", "2");
	make(t, "spin-irq-off", "");
}
ORACLE(hard, run_hard, "e-hard-lockup", "A processor that takes no interrupt fails the case");

static void run_rcu(struct test *t)
{
	needs(t, "rcu-stall");
	set(t, "/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout", "3");
	set(t, "/proc/sys/kernel/watchdog", "0");
	make(t, "spin", "");
}
ORACLE(rcu, run_rcu, "e-rcu-stall", "A reader that never ends fails the case");
