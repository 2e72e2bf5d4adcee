// SPDX-License-Identifier: GPL-2.0-or-later
/* Recovery clears the bits it handled and no other: a status register that forgets on a write of 0,
 * or keeps on a write of 1, loses an isolation or never ends one. */
#include "run/scenario.h"

static void run(struct test *t)
{
	uint32_t isolated = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;

	sc_arm_bare(t, t->port, 0);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_check(t, sc_await_status(t, t->port, isolated, isolated, TC_SECOND),
		 "a link down set STATUS to 0x%08x, expected bits 8 and 9",
		 tc_ti_read(t, t->port, TI_STATUS));
	tc_ti_write(t, t->port, TI_STATUS, 0);
	tc_expect_bits(t, t->port, "STATUS after writing 0", tc_ti_read(t, t->port, TI_STATUS),
		       isolated, isolated);
	sc_clear_status(t, t->port, TI_STATUS_MEM_ISO_LD);
	tc_expect_bits(t, t->port, "STATUS after clearing bit 9", tc_ti_read(t, t->port, TI_STATUS),
		       isolated, TI_STATUS_MEM_ISO);
	sc_mend(t, t->port);
	sc_await_link(t, t->port);
	sc_clear_status(t, t->port, TI_STATUS_MEM_ISO);
	tc_check(t, sc_await_status(t, t->port, isolated, 0, TC_SECOND),
		 "STATUS 0x%08x after clearing bit 8 with the link's fault gone, expected 8 and 9 "
		 "clear",
		 tc_ti_read(t, t->port, TI_STATUS));
}

ISOTAP_CASE(status_write_one_clears) = {
	.id = "status-write-one-clears",
	.area = "isolation",
	.claim = "Status bits are cleared by writing 1 to them and by nothing else",
	.reqs = "TI-STS-01 TI-STS-04 TI-STS-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
