// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine that was reset because of the isolation finds out why only if the status is still
 * there.
 */
#include <stdio.h>

#include "case/port.h"

enum row { AFTER_LINK_DOWN, AFTER_TIMEOUT, BOTH_PROTOCOLS, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"after-link-down", "after-timeout",
						     "both-protocols"};

	snprintf(out, size, "%s", names[row]);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(row == AFTER_TIMEOUT ? LOSS_TIMEOUT : LOSS_LINK_DOWN, needs);
	if (row == BOTH_PROTOCOLS)
		needs->target_caps |= TARGET_REFORM;
}

static bool everywhere(uint32_t row)
{
	return row == AFTER_TIMEOUT;
}

static void run(struct test *t)
{
	enum row row = (enum row)t->tc->variant;
	uint32_t extra = row == AFTER_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0, before;

	if (row == BOTH_PROTOCOLS) {
		struct topo_ti ti = port_offering(t, PORT_ENABLES);

		port_reform(t, &ti);
		extra = TI_CTRL_CACHE_ISO;
	}
	sc_arm_bare(t, t->port, extra);
	port_lose(t, row == AFTER_TIMEOUT ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_MEM_ISO |
					(row == BOTH_PROTOCOLS ? TI_STATUS_CACHE_ISO : 0u));
	before = tc_ti_read(t, t->port, TI_STATUS) & TI_STATUS_RW1CS;
	tc_setup(t, "reset the port", t->target->ops->port_reset(t->target, t->port));
	tc_expect_bits(t, t->port, "STATUS after a reset", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, before);
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(status_survives_reset) = {
	.id = "status-survives-reset",
	.area = "isolation",
	.claim = "Status bits survive a reset that is no loss of power",
	.reqs = "TI-STS-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_RESET,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
