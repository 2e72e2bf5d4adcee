// SPDX-License-Identifier: GPL-2.0-or-later
/* Software picks a timeout from the ranges field: a port with a reserved one makes it program a
 * value that means nothing. */
#include <stdio.h>

#include "case/case.h"

static const struct {
	const char *name;
	uint32_t shift;
} protocols[] = {{"mem", 0}, {"cache", TI_CAP_CACHE_RANGES_SHIFT}};

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", protocols[row].name);
}

static void run(struct test *t)
{
	uint32_t shift = protocols[t->tc->variant].shift;

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		uint32_t ranges;

		if (!t->target->topo->ports[port].ti.present)
			continue;
		ranges = tc_ti_read(t, port, TI_CAP) >> shift & 0xf;
		tc_check(t, ti_ranges_valid(ranges),
			 "%s: CXL.%s ranges field 0x%x, expected one of 0 1 2 3 6 7 e f",
			 t->target->ports[port].name, protocols[t->tc->variant].name, ranges);
	}
}

static const struct case_family rows = {.count = 2, .name = name_row};

ISOTAP_CASE(ranges_conform) = {
	.id = "ranges-conform",
	.area = "capability",
	.claim = "The ranges field of a protocol holds an encoding that is not reserved",
	.reqs = "TI-CAP-03 TI-CAP-04",
	.needs = {.ports = 1},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
