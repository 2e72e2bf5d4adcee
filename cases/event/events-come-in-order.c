// SPDX-License-Identifier: GPL-2.0-or-later
/* Events that nobody fetched at once are told in the order in which they happened: which port went
 * first is what an administrator looks for. */
#include "case/scenario.h"

static void isolate(struct test *t, uint32_t port)
{
	const struct target_ops *ops = t->target->ops;

	tc_inject(t, FAULT_LINK_DOWN, port);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + 10 * TC_MS));
}

static void run(struct test *t)
{
	uint32_t order[2] = {t->other_port, t->port};

	if (t->other_region == UINT32_MAX)
		tc_skip(t, "the topology has no second region below another root port");
	tc_arm(t, t->port);
	tc_arm(t, t->other_port);
	for (int i = 0; i < 2; i++)
		isolate(t, order[i]);
	for (int i = 0; i < 2; i++) {
		struct isotap_event event = {0};
		int rc = t->impl->wait_event(t->instance,
					     t->target->ops->now(t->target) + TC_SECOND, &event);

		tc_expect_rc(t, "wait for an event", rc, 0);
		tc_check(t, event.kind == ISOTAP_EVENT_ISOLATED && event.port == order[i],
			 "event %d is of port %u, kind %d; port %u was isolated then", i + 1,
			 event.port, event.kind, order[i]);
	}
}

ISOTAP_CASE(events_come_in_order) = {
	.id = "events-come-in-order",
	.area = "event",
	.claim = "Isolations are told in the order in which they happened, whenever they are asked "
		 "for",
	.reqs = "SW-EVT-08",
	.needs = {.ports = 2,
		  .regions = 2,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
