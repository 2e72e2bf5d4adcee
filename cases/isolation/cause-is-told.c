// SPDX-License-Identifier: GPL-2.0-or-later
/* Recovery from a lost link and from a device that hangs are different work: bit 9 is all that
 * software has to tell them apart. */
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
	return row == LOSS_LINK_DOWN || row == LOSS_TIMEOUT;
}

static void run(struct test *t)
{
	bool timeout = t->tc->variant == LOSS_TIMEOUT;

	sc_arm_bare(t, t->port, timeout ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, (enum port_loss)t->tc->variant);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_ISO_LD | TI_STATUS_MEM_TIMEOUT,
		       timeout ? TI_STATUS_MEM_TIMEOUT : TI_STATUS_MEM_ISO_LD);
}

static const struct case_family rows = {
	.count = LOSS_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(cause_is_told) = {
	.id = "cause-is-told",
	.area = "isolation",
	.claim = "Status says whether a link down or a timeout was the trigger",
	.reqs = "TI-STS-05 TI-STS-03",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
