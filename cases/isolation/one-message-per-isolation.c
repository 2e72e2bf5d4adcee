// SPDX-License-Identifier: GPL-2.0-or-later
/* A port that signals again while it is isolated floods a shared vector; one that does not signal
 * at all leaves software unaware. */
#include "run/scenario.h"

static void run(struct test *t)
{
	struct target_counters before, after;

	tc_arm(t, t->port);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &before));
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &after));
	tc_expect_u64(t, "isolations", after.isolations - before.isolations, 1);
	if (tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_INTERRUPT)
		tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 1);
	else
		tc_expect_u64(t, "interrupt messages with the interrupt disabled",
			      after.messages - before.messages, 0);
}

ISOTAP_CASE(one_message_per_isolation) = {
	.id = "one-message-per-isolation",
	.area = "isolation",
	.claim = "An isolation is entered and signalled once, however often the link goes down",
	.reqs = "TI-ISO-07 TI-ISO-12",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
