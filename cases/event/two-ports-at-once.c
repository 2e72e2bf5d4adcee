// SPDX-License-Identifier: GPL-2.0-or-later
/* A power rail or a cable takes several links at once: the second isolation arrives while the first
 * is being handled, and must not be lost. */
#include "case/scenario.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline, wanted, seen = 0;

	if (t->other_region == UINT32_MAX)
		tc_skip(t, "the topology has no second region below another root port");
	tc_arm(t, t->port);
	tc_arm(t, t->other_port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->other_port);
	wanted = 1ull << t->port | 1ull << t->other_port;
	deadline = ops->now(t->target) + SC_REACTION;
	while ((seen & wanted) != wanted) {
		struct isotap_event event;
		int rc = t->impl->wait_event(t->instance, deadline, &event);

		tc_check(t, rc == 0,
			 "isolation events of ports 0x%llx came, of 0x%llx expected (%d)",
			 (unsigned long long)seen, (unsigned long long)wanted, rc);
		if (event.kind == ISOTAP_EVENT_ISOLATED && event.port < 64)
			seen |= 1ull << event.port;
	}
	sc_expect_offline(t, t->region);
	sc_expect_offline(t, t->other_region);
}

ISOTAP_CASE(two_ports_at_once) = {
	.id = "two-ports-at-once",
	.area = "event",
	.claim = "Two ports that isolate at the same time are both handled",
	.reqs = "SW-EVT-01 SW-EVT-08",
	.needs = {.ports = 2,
		  .regions = 2,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
