// SPDX-License-Identifier: GPL-2.0-or-later
/* The vector is shared and the status stays set as long as the port is isolated: software that
 * looks at the status alone finds the same isolation at every interrupt of its neighbours. */
#include <errno.h>

#include "case/scenario.h"

#define INTERRUPTS 3

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t told = 0;

	sc_isolate(t, t->port);
	for (int i = 0; i < INTERRUPTS; i++) {
		tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + 10 * TC_MS));
	}
	for (;;) {
		struct isotap_event event;
		int rc = ops->user_event(t->target, ops->now(t->target) + 50 * TC_MS, &event);

		if (rc == -ETIMEDOUT)
			break;
		tc_setup(t, "read what user space is told", rc);
		told += event.kind == ISOTAP_EVENT_ISOLATED && event.port == t->port;
	}
	tc_expect_u64(t, "times that user space was told of one isolation", told, 1);
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ISOLATED,
		 "%s: not isolated any more", t->target->ports[t->port].name);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(interrupt_in_isolation_adds_nothing) = {
	.id = "interrupt-in-isolation-adds-nothing",
	.area = "event",
	.claim = "Interrupts of others while a port is isolated are no isolations of their own",
	.reqs = "SW-EVT-02 SW-EVT-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_UEVENT,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_SPURIOUS_IRQ),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
