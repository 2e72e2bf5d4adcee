// SPDX-License-Identifier: GPL-2.0-or-later
/* Software waits for RP Busy before it ends an isolation: a bit that never clears keeps the memory
 * away for good, although the cause is gone. */
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

static bool everywhere(uint32_t row)
{
	return row == LOSS_TIMEOUT;
}

static void run(struct test *t)
{
	enum port_loss loss = (enum port_loss)t->tc->variant;

	sc_arm_bare(t, t->port, loss == LOSS_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	tc_check(t, sc_await_status(t, t->port, TI_STATUS_RP_BUSY, 0, SC_REACTION),
		 "STATUS 0x%08x: RP Busy stays set with nothing on its way any more",
		 tc_ti_read(t, t->port, TI_STATUS));
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), PORT_ISOLATED,
		       TI_STATUS_MEM_ISO);
}

static const struct case_family rows = {
	.count = LOSS_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(busy_ends) = {
	.id = "busy-ends",
	.area = "isolation",
	.claim = "RP Busy clears in isolation when nothing is on its way any more",
	.reqs = "TI-STS-06 TI-ISO-06",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
