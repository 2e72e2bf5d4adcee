// SPDX-License-Identifier: GPL-2.0-or-later
/* RP Busy is the port's own word on whether software may go on. A port that lets software write the
 * bit away has requests on their way in an isolation that counts as over. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", port_loss_name((enum port_loss)row));
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs((enum port_loss)row, needs);
}

static void run(struct test *t)
{
	enum port_loss loss = (enum port_loss)t->tc->variant;
	uint32_t both = TI_STATUS_MEM_ISO | TI_STATUS_RP_BUSY;

	sc_arm_bare(t, t->port, loss == LOSS_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0);
	tc_inject(t, FAULT_BUSY, t->port);
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	tc_ti_write(t, t->port, TI_STATUS, TI_STATUS_RP_BUSY);
	tc_expect_bits(t, t->port, "STATUS after 1 was written to RP Busy",
		       tc_ti_read(t, t->port, TI_STATUS), both, both);
	tc_ti_write(t, t->port, TI_STATUS, 0);
	tc_expect_bits(t, t->port, "STATUS after 0 was written to RP Busy",
		       tc_ti_read(t, t->port, TI_STATUS), both, both);
	tc_inject(t, FAULT_BUSY_CLEAR, t->port);
	tc_ti_write(t, t->port, TI_STATUS, TI_STATUS_RP_BUSY);
	tc_check(t, sc_await_status(t, t->port, TI_STATUS_RP_BUSY, 0, TC_SECOND),
		 "STATUS 0x%08x: RP Busy was set by a write", tc_ti_read(t, t->port, TI_STATUS));
}

static const struct case_family rows = {
	.count = LOSS_COUNT, .name = name_row, .needs = row_needs, .everywhere = port_model_only};

ISOTAP_CASE(busy_is_read_only) = {
	.id = "busy-is-read-only",
	.area = "isolation",
	.claim = "RP Busy is set and cleared by the port and by no write",
	.reqs = "TI-STS-06",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_BUSY) | FAULT_BIT(FAULT_BUSY_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
