// SPDX-License-Identifier: GPL-2.0-or-later
/* Software that files a region under the first of its ports does not find it when another one is
 * isolated, and leaves every second block of it to fail. */
#include "case/scenario.h"

static void run(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports;
	uint32_t last = 63 - (uint32_t)__builtin_clzll(ports);

	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (ports >> port & 1)
			tc_arm(t, port);
	tc_inject(t, FAULT_LINK_DOWN, last);
	tc_expect_event(t, last, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(interleaved_goes_by_last_port) = {
	.id = "interleaved-goes-by-last-port",
	.area = "event",
	.claim = "An interleaved region goes off line also when it is its last port that isolates",
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
