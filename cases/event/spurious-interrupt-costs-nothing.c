// SPDX-License-Identifier: GPL-2.0-or-later
/* The vector is shared with hot-plug, AER and bandwidth notification, which use it all day long:
 * none of them may cost memory, or the machine where an isolation does. */
#include <errno.h>

#include "case/scenario.h"

#define GOOD 0x1507a91507a90006ull
#define INTERRUPTS 8

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct isotap_event event;
	int rc;

	tc_arm(t, t->port);
	for (int i = 0; i < INTERRUPTS; i++)
		tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
	rc = t->impl->wait_event(t->instance, ops->now(t->target) + 100 * TC_MS, &event);
	tc_check(t, rc == -ETIMEDOUT,
		 "an event came of interrupts without an isolation (%d, kind %d)", rc,
		 rc ? 0 : (int)event.kind);
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED,
		 "the port is not armed any more");
	sc_expect_works(t, t->region, GOOD);
}

ISOTAP_CASE(spurious_interrupt_costs_nothing) = {
	.id = "spurious-interrupt-costs-nothing",
	.area = "event",
	.claim = "Interrupts of others on the shared vector leave port and memory as they were",
	.reqs = "SW-EVT-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_SPURIOUS_IRQ),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.timeout_ms = 30000,
	.run = run,
};
