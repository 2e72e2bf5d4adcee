// SPDX-License-Identifier: GPL-2.0-or-later
/* The handler cannot be registered, the poll cannot be queued: an isolation that nobody hears of
 * leaves programs with exceptions for ever. */
#include <errno.h>
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"

enum what { NO_HANDLER, NO_POLL, WHATS };

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row == NO_HANDLER ? "no-handler" : "neither");
}

static const struct case_family family = {
	.count = WHATS,
	.name = name,
};

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	struct pretend *as = pretend_begin(t, t->port);
	int rc;

	as->irq_register = -ENOMEM;
	as->defer = t->tc->variant == NO_POLL ? -ENOMEM : 0;
	rc = t->impl->arm(t->instance, t->port, &config);
	as->defer = 0;
	tc_note(t, "arming returned %d", rc);
	if (rc || t->tc->variant == NO_POLL) {
		tc_check(t, rc < 0, "armed, and nothing can tell of an isolation");
		tc_expect_bits(t, t->port, "CTRL after a refusal", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_MEM_ISO, 0);
		tc_check(t, tc_port_state(t, t->port).text[0], "refused, and no reason given");
		as->irq_register = 0;
		tc_arm(t, t->port);
	}
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(nobody_listens_nothing_armed) = {
	.id = "nobody-listens-nothing-armed",
	.area = "event",
	.claim = "A port whose interrupt cannot be had is watched in another way, or not armed; "
		 "where "
		 "nothing can watch it is not armed",
	.reqs = "SW-EVT-03 SW-DAX-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_IRQ,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
