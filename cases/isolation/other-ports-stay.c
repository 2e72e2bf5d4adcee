// SPDX-License-Identifier: GPL-2.0-or-later
/* One dead device must cost its own memory only. Every port is enabled, one loses its link; each of
 * the machine's ports takes its turn. */
#include <stdio.h>

#include "case/port.h"

#define PORTS 4 /* as many as the default topology has */

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "port-%u", row);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->ports = row > 1 ? row + 1 : 2;
}

static bool everywhere(uint32_t row)
{
	return row == 2;
}

static bool has_isolation(struct test *t, uint32_t port)
{
	return t->target->topo->ports[port].ti.present &&
	       tc_ti_read(t, port, TI_CAP) & TI_CAP_MEM_ISO;
}

/* The row's port among those that can be isolated. */
static uint32_t victim_of(struct test *t)
{
	uint32_t left = t->tc->variant;

	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (has_isolation(t, port) && !left--)
			return port;
	tc_skip(t, "fewer than %u ports can be isolated here", t->tc->variant + 1);
}

static void run(struct test *t)
{
	uint32_t victim = victim_of(t), everyone = t->target->port_count;

	for (uint32_t port = 0; port < everyone; port++)
		if (has_isolation(t, port))
			sc_arm_bare(t, port, 0);
	tc_inject(t, FAULT_LINK_DOWN, victim);
	tc_check(t, sc_await_status(t, victim, TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO, TC_SECOND),
		 "%s did not isolate", t->target->ports[victim].name);
	for (uint32_t port = 0; port < everyone; port++) {
		if (port == victim)
			continue;
		if (has_isolation(t, port))
			tc_expect_bits(t, port, "STATUS", tc_ti_read(t, port, TI_STATUS),
				       TI_STATUS_RW1CS, 0);
	}
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (!(t->target->regions[region].ports >> victim & 1) &&
		    tc_region(t, region).mode == ISOTAP_MODE_DEVDAX)
			sc_expect_works(t, region, 0x1507a91507a90000ull + region);
}

static const struct case_family rows = {
	.count = PORTS, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(other_ports_stay) = {
	.id = "other-ports-stay",
	.area = "isolation",
	.claim = "The isolation of one port leaves the other root ports and their memory as they "
		 "were",
	.reqs = "TI-ISO-09",
	.needs = {.regions = 1, .faults = FAULT_BIT(FAULT_LINK_DOWN), .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
