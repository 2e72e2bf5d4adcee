// SPDX-License-Identifier: GPL-2.0-or-later
/* Link down held for an isolation that the port does not have: an enable bit that software may set
 * and that means nothing. */
#include <stdio.h>

#include "case/case.h"

static const struct {
	const char *name;
	uint32_t isolation, link_down;
} protocols[] = {{"mem", TI_CAP_MEM_ISO, TI_CAP_MEM_ISO_LD},
		 {"cache", TI_CAP_CACHE_ISO, TI_CAP_CACHE_ISO_LD}};

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", protocols[row].name);
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant;

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		uint32_t cap;

		if (!t->target->topo->ports[port].ti.present)
			continue;
		cap = tc_ti_read(t, port, TI_CAP);
		tc_check(t, !(cap & protocols[row].link_down) || cap & protocols[row].isolation,
			 "%s: capability 0x%08x offers link down for CXL.%s without its isolation",
			 t->target->ports[port].name, cap, protocols[row].name);
	}
}

static const struct case_family rows = {.count = 2, .name = name_row};

ISOTAP_CASE(hold_needs_isolation) = {
	.id = "hold-needs-isolation",
	.area = "capability",
	.claim = "A protocol's link down is offered only along with its isolation",
	.reqs = "TI-CAP-05 TI-CAP-06",
	.needs = {.ports = 1},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
