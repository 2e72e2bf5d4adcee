// SPDX-License-Identifier: GPL-2.0-or-later
/* A device whose cache the host can no longer snoop may own lines of memory: software has to learn
 * that from the status. What a snoop is answered cannot be seen here: no target has that path. */
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
	return row == LOSS_LINK_DOWN;
}

static void run(struct test *t)
{
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	port_enable(t, TI_CTRL_CACHE_ISO);
	port_lose(t, (enum port_loss)t->tc->variant);
	port_expect_isolated(t, TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD);
}

/* All but the timeout: nothing of CXL.cache can time out here. */
static const struct case_family rows = {
	.count = LOSS_TIMEOUT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(cache_isolation_reported) = {
	.id = "cache-isolation-reported",
	.area = "isolation",
	.claim = "A link down isolates CXL.cache where that is enabled, and bits 12 and 13 say so",
	.reqs = "TI-ISO-11",
	.needs = {.ports = 1, .regions = 1, .target_caps = TARGET_REFORM},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
