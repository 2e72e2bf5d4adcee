// SPDX-License-Identifier: GPL-2.0-or-later
/* Two ports of one region are isolated and one is recovered: memory of which every second block is
 * still gone is no memory. */
#include "case/scenario.h"

static void isolate(struct test *t, uint32_t port)
{
	tc_inject(t, FAULT_LINK_DOWN, port);
	tc_expect_event(t, port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
}

static void run(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports;
	uint32_t second = UINT32_MAX;
	int rc;

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		if (!(ports >> port & 1))
			continue;
		tc_arm(t, port);
		if (port != t->port)
			second = port;
	}
	isolate(t, t->port);
	/* What an isolation takes away is nobody's wish: the other port stays armed. */
	tc_expect_bits(t, second, "CTRL of the other port", tc_ti_read(t, second, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	isolate(t, second);
	sc_expect_offline(t, t->region);
	sc_mend(t, t->port);
	sc_mend(t, second);
	rc = sc_try_recover(t, t->port, SC_REACTION);
	tc_note(t, "recovering the first of two ports returned %d", rc);
	sc_expect_offline(t, t->region);
	tc_recover(t, second);
	if (rc)
		tc_recover(t, t->port);
	sc_expect_works(t, t->region, 0x1507a91507a90099ull);
}

ISOTAP_CASE(interleaved_waits_for_its_ports) = {
	.id = "interleaved-waits-for-its-ports",
	.area = "recovery",
	.claim = "An interleaved region comes back with the last of its isolated ports",
	.reqs = "SW-EVT-06 SW-REC-01 SW-DAX-06",
	.needs = {.ports = 2,
		  .regions = 1,
		  .interleaved = true,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
