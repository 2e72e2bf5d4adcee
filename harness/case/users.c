// SPDX-License-Identifier: GPL-2.0-or-later
/* Steps with other processes. */
#include "case/users.h"

#include <errno.h>

#define POLL_NS TC_MS
#define MORE 40 /* accesses or attempts after which a process counts as going on */

uint32_t sc_user(struct test *t, uint32_t region, enum target_user_kind kind)
{
	int rc = t->target->ops->user_start(t->target, region, kind);

	tc_setup(t, "start another process", rc);
	return (uint32_t)rc;
}

struct target_user_report sc_user_report(struct test *t, uint32_t user)
{
	struct target_user_report report = {0};

	tc_setup(t, "ask another process", t->target->ops->user_report(t->target, user, &report));
	return report;
}

static void pause_a_little(struct test *t)
{
	const struct target_ops *ops = t->target->ops;

	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + POLL_NS));
}

static void check_sane(struct test *t, uint32_t user, const struct target_user_report *report)
{
	tc_check(t, !report->killed, "process %u was killed by a signal other than SIGBUS", user);
	tc_check(t, !report->wrong,
		 "process %u saw %llu times what must never be (another value than before, or a "
		 "region in use that must not be)",
		 user, (unsigned long long)report->wrong);
}

void sc_expect_bus_error(struct test *t, uint32_t user)
{
	uint64_t deadline = t->target->ops->now(t->target) + SC_REACTION;
	struct target_user_report report;

	while ((report = sc_user_report(t, user)).alive) {
		tc_check(t, t->target->ops->now(t->target) < deadline,
			 "process %u has neither an answer nor SIGBUS, or goes on with memory that "
			 "is gone (%llu accesses)",
			 user, (unsigned long long)report.done);
		pause_a_little(t);
	}
	check_sane(t, user, &report);
	tc_check(t, report.signals == 1, "process %u ended without SIGBUS (error %d)", user,
		 report.error);
}

void sc_expect_goes_on(struct test *t, uint32_t user)
{
	uint64_t deadline = t->target->ops->now(t->target) + SC_REACTION;
	struct target_user_report first = sc_user_report(t, user), report = first;

	while (report.alive && report.done + report.refused < first.done + first.refused + MORE) {
		tc_check(t, t->target->ops->now(t->target) < deadline,
			 "process %u is stuck after %llu accesses", user,
			 (unsigned long long)report.done);
		pause_a_little(t);
		report = sc_user_report(t, user);
	}
	check_sane(t, user, &report);
	tc_check(t, report.alive, "process %u ended (%u times SIGBUS, error %d)", user,
		 report.signals, report.error);
}

struct target_user_report sc_user_stop(struct test *t, uint32_t user)
{
	struct target_user_report report = {0};
	int rc = t->target->ops->user_stop(t->target, user, &report);

	tc_check(t, rc != -ETIMEDOUT, "process %u is stuck and could only be killed", user);
	tc_setup(t, "stop another process", rc);
	check_sane(t, user, &report);
	return report;
}
