// SPDX-License-Identifier: GPL-2.0-or-later
/* Software picks a timeout from the ranges field and link-down from its bit: a port that offers a
 * reserved combination makes it program one that means nothing. */
#include "run/case.h"

static void run(struct test *t)
{
	for (uint32_t port = 0; port < t->target->port_count; port++) {
		const char *name = t->target->ports[port].name;
		uint32_t cap;

		if (!t->target->topo->ports[port].ti.present)
			continue;
		cap = tc_ti_read(t, port, TI_CAP);
		tc_check(t, ti_ranges_valid(cap & TI_CAP_MEM_RANGES),
			 "%s: CXL.mem ranges 0x%x, expected one of 0 1 2 3 6 7 e f", name,
			 cap & TI_CAP_MEM_RANGES);
		tc_check(t,
			 ti_ranges_valid((cap & TI_CAP_CACHE_RANGES) >> TI_CAP_CACHE_RANGES_SHIFT),
			 "%s: CXL.cache ranges field 0x%x, expected one of 0 1 2 3 6 7 e f", name,
			 (cap & TI_CAP_CACHE_RANGES) >> TI_CAP_CACHE_RANGES_SHIFT);
		tc_check(t, !(cap & TI_CAP_MEM_ISO_LD) || (cap & TI_CAP_MEM_ISO),
			 "%s: capability 0x%08x offers CXL.mem link down (17) without isolation "
			 "(16)",
			 name, cap);
		tc_check(t, !(cap & TI_CAP_CACHE_ISO_LD) || (cap & TI_CAP_CACHE_ISO),
			 "%s: capability 0x%08x offers CXL.cache link down (19) without isolation "
			 "(18)",
			 name, cap);
	}
}

ISOTAP_CASE(ti_capability_conforms) = {
	.id = "ti-capability-conforms",
	.area = "capability",
	.claim = "Every port's capability register holds a combination that the specification "
		 "allows",
	.reqs = "TI-CAP-03 TI-CAP-04 TI-CAP-05 TI-CAP-06",
	.needs = {.ports = 1},
	.flags = CASE_RIG,
	.run = run,
};
