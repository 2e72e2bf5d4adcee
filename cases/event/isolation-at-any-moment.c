// SPDX-License-Identifier: GPL-2.0-or-later
/* Nothing keeps a link from going down just when software arms, disarms or recovers its port. An
 * isolation that falls into such a call and is told to nobody leaves users with memory that is
 * gone; one that is told twice takes away what has just been recovered. */
#include "case/scenario.h"

#include <stdio.h>

enum during { ARMING, DISARMING, TIMEOUT, SWITCHING_OFF, RECOVERING, AT_ONCE };

/* When the link goes down, from the beginning of the call. Under free schedules this is the
 * earliest time, and the call itself takes one time or another. */
static const struct row {
	const char *name;
	enum during during;
	uint64_t delay_ns;
} rows[] = {
	{"arming", ARMING, 1},
	{"disarming", DISARMING, 1},
	{"changing-the-timeout", TIMEOUT, 1},
	{"switching-off", SWITCHING_OFF, 1},
	{"recovering-link-awaited", RECOVERING, 95000},
	{"recovering-enumerated", RECOVERING, 112000},
	{"recovering-nearly-done", RECOVERING, 140000},
	{"recovering-at-once", AT_ONCE, 0},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	if (rows[row].during == TIMEOUT) {
		needs->impl_caps |= ISOTAP_IMPL_TIMEOUT;
		needs->cap_bits |= TI_CAP_MEM_TIMEOUT;
	} else if (rows[row].during == SWITCHING_OFF) {
		needs->impl_caps |= ISOTAP_IMPL_REGION_SWITCH;
	} else if (rows[row].during >= RECOVERING) {
		needs->impl_caps |= ISOTAP_IMPL_RECOVER;
	}
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
	.needs = row_needs,
};

static uint32_t isolations(struct test *t)
{
	struct target_counters counters;

	tc_setup(t, "counters", t->target->ops->counters(t->target, t->port, &counters));
	return counters.isolations;
}

/* Until nothing is heard for a while. A recovery that failed is news of what broke it, too. */
static uint32_t events(struct test *t, uint32_t *failures)
{
	uint32_t count = 0;

	for (int i = 0; i < 16; i++) {
		struct isotap_event event = {0};
		uint64_t deadline = t->target->ops->now(t->target) + SC_REACTION;

		if (t->impl->wait_event(t->instance, deadline, &event))
			break;
		if (event.port != t->port)
			continue;
		count += event.kind == ISOTAP_EVENT_ISOLATED;
		*failures += event.kind == ISOTAP_EVENT_RECOVERY_FAILED;
	}
	return count;
}

static void prepare(struct test *t, enum during during)
{
	if (during == SWITCHING_OFF)
		tc_expect_rc(t, "switch the region's isolation on",
			     t->impl->region_switch(t->instance, t->region, 1), 0);
	else if (during == RECOVERING)
		sc_isolate(t, t->port);
	else if (during != ARMING)
		tc_arm(t, t->port);
	if (during == RECOVERING)
		sc_mend(t, t->port);
}

static int call(struct test *t, enum during during)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	switch (during) {
	case ARMING:
		return t->impl->arm(t->instance, t->port, &config);
	case DISARMING:
		return t->impl->disarm(t->instance, t->port);
	case TIMEOUT:
		return t->impl->set_timeout(t->instance, t->port, 1, 0);
	case SWITCHING_OFF:
		return t->impl->region_switch(t->instance, t->region, 0);
	default:
		return sc_try_recover(t, t->port, SC_HOPELESS);
	}
}

static void run(struct test *t)
{
	const struct row *row = &rows[t->tc->variant];
	struct fault fault = {.kind = FAULT_LINK_DOWN, .port = t->port, .delay_ns = row->delay_ns};
	uint32_t before, entered, told, failed = 0;
	int link;

	prepare(t, row->during);
	before = isolations(t);
	tc_setup(t, "inject", t->target->ops->inject(t->target, &fault));
	if (row->during == AT_ONCE)
		sc_mend(t, t->port);
	/* Refused or done: what counts is what becomes of the isolation. */
	call(t, row->during);
	told = events(t, &failed);
	entered = isolations(t) - before;
	tc_check(t, told <= entered && entered <= told + failed,
		 "%u isolations during the call, told %u times (and %u failures)", entered, told,
		 failed);
	if (tc_ti_read(t, t->port, TI_STATUS) & TI_STATUS_MEM_ISO)
		sc_expect_offline(t, t->region);
	link = t->target->ops->link_state(t->target, t->port);
	tc_setup(t, "link state", link);
	tc_check(t, row->during < RECOVERING || link || !tc_region(t, t->region).usable,
		 "recovered memory is in use, its link is down and nothing isolates it");
}

ISOTAP_CASE(isolation_at_any_moment) = {
	.id = "isolation-at-any-moment",
	.area = "event",
	.claim = "An isolation that falls into a call of an administrator is told once, and the "
		 "memory goes",
	.reqs = "SW-EVT-01 SW-EVT-08 SW-EVT-05 SW-REC-03",
	/* How far the call has come when the link goes down is known where time is virtual. */
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .target_caps = TARGET_STAMPS | TARGET_VIRTUAL_CLOCK,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.family = &family,
	.run = run,
};
