// SPDX-License-Identifier: GPL-2.0-or-later
/* The trigger of the whole feature: a lost link has to be contained whoever took it down, and also
 * when the timeout is off. */
#include <stdio.h>

#include "case/port.h"

/* All but the timeout; then all but the timeout in a hot-plug slot. */
#define PLAIN (2 * LOSS_TIMEOUT)

static enum port_loss loss_of(uint32_t row)
{
	return (enum port_loss)(row % PLAIN / 2);
}

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-timeout-%s%s", port_loss_name(loss_of(row)), row % 2 ? "on" : "off",
		 row < PLAIN ? "" : "-in-slot");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(loss_of(row), needs);
	if (row >= PLAIN)
		needs->place |= PLACE_HOTPLUG;
	if (row % 2)
		needs->cap_bits |= TI_CAP_MEM_TIMEOUT;
}

static bool everywhere(uint32_t row)
{
	return row == 2 * LOSS_LINK_DISABLED;
}

static void run(struct test *t)
{
	sc_arm_bare(t, t->port, t->tc->variant % 2 ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, loss_of(t->tc->variant));
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
}

static const struct case_family rows = {
	.count = 2 * PLAIN, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(link_down_isolates) = {
	.id = "link-down-isolates",
	.area = "isolation",
	.claim = "A link that goes down isolates an enabled port, the timeout on or off",
	.reqs = "TI-ISO-01 TI-STS-04",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
