// SPDX-License-Identifier: GPL-2.0-or-later
/* A port may read busy while it is not isolated. It is as ready as any other: status left from
 * before can be cleared, and the next fault isolates. */
#include "case/port.h"

static void run(struct test *t)
{
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	port_lose(t, LOSS_TIMEOUT);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	port_mend(t, LOSS_TIMEOUT);
	sc_clear_status(t, t->port, TI_STATUS_MEM_ISO);
	tc_inject(t, FAULT_BUSY_UNDEFINED, t->port);
	tc_ti_write(t, t->port, TI_STATUS, TI_STATUS_MEM_TIMEOUT);
	tc_expect_bits(t, t->port, "STATUS with RP Busy undefined",
		       tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, 0);
	port_lose(t, LOSS_TIMEOUT);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
}

ISOTAP_CASE(busy_outside_means_nothing) = {
	.id = "busy-outside-means-nothing",
	.area = "isolation",
	.claim = "A port whose RP Busy reads 1 outside of an isolation works like any other",
	.reqs = "TI-STS-06 TI-STS-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR) |
			    FAULT_BIT(FAULT_BUSY_UNDEFINED),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
