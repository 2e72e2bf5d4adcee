// SPDX-License-Identifier: GPL-2.0-or-later
/* A region over two ports, one of which cannot isolate: half of its memory would be unprotected.
 * The switch is refused with a reason, and the port that could is not armed either. */
#include <errno.h>
#include <stdio.h>

#include "run/scenario.h"

/* Which of the two ports lacks it. */
static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "second" : "first");
}

static const struct case_family family = {.count = 2, .name = name};

static void run(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports;
	uint32_t first = (uint32_t)__builtin_ctzll(ports);
	uint32_t second = (uint32_t)__builtin_ctzll(ports & (ports - 1));
	uint32_t lacking = t->tc->variant ? second : first;
	struct topo_ti ti = t->target->topo->ports[lacking].ti;
	int rc;

	ti.mem_isolation = ti.mem_link_down = false;
	tc_setup(t, "take isolation from one port",
		 t->target->ops->port_configure(t->target, lacking, &ti));
	tc_reprobe(t);
	rc = t->impl->region_switch(t->instance, t->region, 1);
	tc_check(t, rc == -EOPNOTSUPP, "switch on: %d, expected -EOPNOTSUPP", rc);
	tc_check(t, tc_port_state(t, lacking).text[0], "refused, and the port says no reason");
	tc_expect_rc(t, "the switch", t->impl->region_armed(t->instance, t->region), 0);
	tc_expect_bits(t, first, "CTRL of the first", tc_ti_read(t, first, TI_CTRL),
		       TI_CTRL_DEFINED, 0);
	tc_expect_bits(t, second, "CTRL of the second", tc_ti_read(t, second, TI_CTRL),
		       TI_CTRL_DEFINED, 0);
}

ISOTAP_CASE(lacking_way_refuses_region) = {
	.id = "lacking-way-refuses-region",
	.area = "safeguard",
	.claim = "A region over several ports is not switched on unless every one of them can "
		 "isolate",
	.reqs = "SW-DAX-05",
	.needs = {.ports = 2,
		  .regions = 1,
		  .interleaved = true,
		  .target_caps = TARGET_REFORM,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
