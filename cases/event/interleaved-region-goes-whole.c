// SPDX-License-Identifier: GPL-2.0-or-later
/* Half of an interleaved region is no memory: what is left of every page is unusable too. */
#include "case/scenario.h"

static void run(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports;

	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (ports >> port & 1)
			tc_arm(t, port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (port != t->port && (ports >> port & 1))
			tc_expect_bits(t, port, "STATUS of the healthy port",
				       tc_ti_read(t, port, TI_STATUS), TI_STATUS_MEM_ISO, 0);
}

ISOTAP_CASE(interleaved_region_goes_whole) = {
	.id = "interleaved-region-goes-whole",
	.area = "event",
	.claim = "A region interleaved over several ports goes off line as a whole when one is "
		 "isolated",
	.reqs = "SW-EVT-06",
	.needs = {.ports = 2,
		  .regions = 1,
		  .interleaved = true,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
