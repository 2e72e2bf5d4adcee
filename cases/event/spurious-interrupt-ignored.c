// SPDX-License-Identifier: GPL-2.0-or-later
/* Hot-plug, AER and bandwidth notification share the vector: a handler that does not look at the
 * status takes healthy memory off line. */
#include <errno.h>

#include "case/scenario.h"

#define GOOD 0x1507a91507a90005ull

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct isotap_event event;
	int rc;

	tc_arm(t, t->port);
	for (int i = 0; i < 3; i++) {
		tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
		rc = t->impl->wait_event(t->instance, ops->now(t->target) + 20 * TC_MS, &event);
		tc_check(t, rc == -ETIMEDOUT,
			 "an event came of an interrupt without an isolation (%d, kind %d)", rc,
			 rc ? 0 : (int)event.kind);
	}
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED,
		 "the port is not armed any more");
	sc_expect_works(t, t->region, GOOD);
	/* It did not stop listening either. */
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
}

ISOTAP_CASE(spurious_interrupt_ignored) = {
	.id = "spurious-interrupt-ignored",
	.area = "event",
	.claim = "An interrupt on the shared vector without an isolation changes nothing",
	.reqs = "SW-EVT-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_SPURIOUS_IRQ) | FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
