// SPDX-License-Identifier: GPL-2.0-or-later
/* An isolated port takes everything below it, also what is two hops away: software that looks only
 * at the device in the slot leaves the rest mapped. */
#include "case/scenario.h"

static void run(struct test *t)
{
	uint32_t affected = 0;

	tc_arm(t, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	for (uint32_t region = 0; region < t->target->region_count; region++) {
		if (!(t->target->regions[region].ports >> t->port & 1))
			continue;
		affected++;
		sc_expect_offline(t, region);
	}
	if (affected < 1)
		tc_broken(t, "no region below the switch");
}

ISOTAP_CASE(devices_behind_switch_go) = {
	.id = "devices-behind-switch-go",
	.area = "event",
	.claim = "Every region below an isolated port goes off line, also behind a switch",
	.reqs = "SW-EVT-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .behind_switch = true,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
