// SPDX-License-Identifier: GPL-2.0-or-later
/* A mapping that survives an isolation keeps a program running on memory that is gone; a region
 * that stays usable hands it to the next one. */
#include "case/scenario.h"

#define GOOD 0x1507a91507a90003ull

static void run(struct test *t)
{
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);

	tc_arm(t, t->port);
	sc_hold(t, t->region);
	sc_fill(t, t->region, offset, GOOD);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_check(t, tc_load(t, t->region, offset, &value) != ACCESS_DONE,
		 "a mapping from before the isolation still reads 0x%llx",
		 (unsigned long long)value);
	sc_release(t, t->region);
	sc_expect_offline(t, t->region);
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ISOLATED,
		 "port state after an isolation is not isolated");
}

ISOTAP_CASE(isolation_takes_region_offline) = {
	.id = "isolation-takes-region-offline",
	.area = "event",
	.claim = "An isolation marks the port and takes the mapped region below it off line",
	.reqs = "SW-EVT-01 TI-ISO-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
