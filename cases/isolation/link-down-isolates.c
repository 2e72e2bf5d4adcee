// SPDX-License-Identifier: GPL-2.0-or-later
/* The trigger of the whole feature: a lost link has to be contained also when the timeout is off.
 */
#include "run/scenario.h"

static void run(struct test *t)
{
	uint32_t isolated = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;

	sc_arm_bare(t, t->port, 0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_TIMEOUT, 0);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_check(t, sc_await_status(t, t->port, isolated, isolated, TC_SECOND),
		 "STATUS 0x%08x after a link down, expected bits 8 and 9 set",
		 tc_ti_read(t, t->port, TI_STATUS));
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_TIMEOUT, 0);
}

ISOTAP_CASE(link_down_isolates) = {
	.id = "link-down-isolates",
	.area = "isolation",
	.claim = "A link down isolates an armed port, also with the timeout disabled",
	.reqs = "TI-ISO-01 TI-STS-04 TI-STS-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
