// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation without anybody listening is worse than none: programs get exceptions for ever, and
 * nobody takes the memory away or is told. */
#include "case/scenario.h"

static void run(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_arm_config config;
	int rc;

	ti.interrupt = false;
	tc_setup(t, "take the interrupt from the port",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
	config = tc_arm_config(t, t->port);
	rc = t->impl->arm(t->instance, t->port, &config);
	if (rc < 0) {
		tc_note(t, "arming was refused with %d", rc);
		tc_expect_bits(t, t->port, "CTRL after a refusal", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_MEM_ISO, 0);
		return;
	}
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(no_interrupt_still_noticed) = {
	.id = "no-interrupt-still-noticed",
	.area = "event",
	.claim = "A port without an interrupt is watched in another way, or not armed",
	.reqs = "SW-EVT-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
