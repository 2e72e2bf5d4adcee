// SPDX-License-Identifier: GPL-2.0-or-later
/* Containment is the point of the feature: what hangs off another root port must not notice. */
#include "case/scenario.h"

#define GOOD 0x1507a91507a90004ull

static void run(struct test *t)
{
	if (t->other_region == UINT32_MAX)
		tc_skip(t, "the topology has no second region below another root port");
	tc_arm(t, t->port);
	tc_arm(t, t->other_port);
	sc_hold(t, t->other_region);
	sc_fill(t, t->other_region, 64, GOOD);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_works(t, t->other_region, GOOD + 1);
	tc_expect_bits(t, t->other_port, "STATUS", tc_ti_read(t, t->other_port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
	tc_check(t, tc_port_state(t, t->other_port).mode == ISOTAP_PORT_ARMED,
		 "%s is not armed any more although another port was isolated",
		 t->target->ports[t->other_port].name);
	sc_release(t, t->other_region);
}

ISOTAP_CASE(other_port_unaffected) = {
	.id = "other-port-unaffected",
	.area = "event",
	.claim = "Regions below other root ports keep working through an isolation",
	.reqs = "SW-EVT-01 TI-ISO-09",
	.needs = {.ports = 2,
		  .regions = 2,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
