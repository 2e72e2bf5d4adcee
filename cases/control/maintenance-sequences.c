// SPDX-License-Identifier: GPL-2.0-or-later
/* For maintenance an administrator switches the timeout off, or isolation, and on again. Whatever
 * the order, what is on afterwards isolates on its triggers, and on no other. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

enum step { TIMEOUT_OFF, TIMEOUT_ON, DISARM, ARM, STEPS };
#define LENGTH 3u

/* UNKNOWN: disarming a port that is not armed may leave its timeout as it is or switch it off. */
enum timeout { OFF, ON, UNKNOWN };

static enum step step_of(uint32_t row, uint32_t n)
{
	for (uint32_t i = LENGTH - 1; i > n; i--)
		row /= STEPS;
	return row % STEPS;
}

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[STEPS] = {"toff", "ton", "disarm", "arm"};

	snprintf(out, size, "%s-%s-%s", names[step_of(row, 0)], names[step_of(row, 1)],
		 names[step_of(row, 2)]);
}

static bool everywhere(uint32_t row)
{
	return row == TIMEOUT_OFF * 16 + TIMEOUT_ON * 4 + TIMEOUT_OFF ||
	       row == DISARM * 16 + TIMEOUT_OFF * 4 + ARM;
}

static const struct case_family family = {
	.count = STEPS * STEPS * STEPS,
	.name = name,
	.everywhere = everywhere,
};

struct believed {
	bool armed;
	enum timeout timeout;
};

static void take(struct test *t, enum step step, struct believed *b)
{
	switch (step) {
	case TIMEOUT_OFF:
	case TIMEOUT_ON:
		tc_expect_rc(t, "set_timeout",
			     t->impl->set_timeout(t->instance, t->port, step == TIMEOUT_ON, 0), 0);
		b->timeout = step == TIMEOUT_ON ? ON : OFF;
		break;
	case DISARM:
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
		b->timeout = b->armed ? OFF : UNKNOWN;
		b->armed = false;
		break;
	default:
		tc_arm(t, t->port);
		b->timeout = ON;
		b->armed = true;
	}
}

static void check(struct test *t, const struct believed *b, uint32_t n)
{
	uint32_t ctrl = tc_ti_read(t, t->port, TI_CTRL);

	tc_check(t, !!(ctrl & TI_CTRL_MEM_ISO) == b->armed, "step %u: CTRL reads 0x%08x", n + 1,
		 ctrl);
	tc_check(t, b->timeout == UNKNOWN || !!(ctrl & TI_CTRL_MEM_TIMEOUT) == (b->timeout == ON),
		 "step %u: CTRL reads 0x%08x, the timeout was switched %s", n + 1, ctrl,
		 b->timeout == ON ? "on" : "off");
}

static void expect_quiet(struct test *t)
{
	struct isotap_event event;

	tc_check(t,
		 t->impl->wait_event(t->instance, t->target->ops->now(t->target) + 20 * TC_MS,
				     &event) == -ETIMEDOUT,
		 "an event of port %u, which is not armed", event.port);
}

static void run(struct test *t)
{
	struct believed b = {true, ON};
	uint64_t value;

	tc_arm(t, t->port);
	for (uint32_t n = 0; n < LENGTH; n++) {
		take(t, step_of(t->tc->variant, n), &b);
		check(t, &b, n);
	}
	if (b.armed && b.timeout == ON) {
		tc_inject(t, FAULT_HANG, t->port);
		tc_load(t, t->region, tc_offset_on_port(t, t->region, t->port), &value);
	} else {
		tc_inject(t, FAULT_LINK_DOWN, t->port);
	}
	if (!b.armed) {
		expect_quiet(t);
		return;
	}
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(maintenance_sequences) = {
	.id = "maintenance-sequences",
	.area = "control",
	.claim = "Isolation and timeout go off and on in any order, and what is on then isolates",
	.reqs = "SW-EVT-05 TI-CTL-12 TI-CTL-11 TI-CTL-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_HANG),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
