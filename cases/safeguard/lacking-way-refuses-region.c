// SPDX-License-Identifier: GPL-2.0-or-later
/* A region over two ports, one of which cannot isolate: half of its memory would be unprotected.
 * The switch is refused with a reason, and the port that could is not armed either. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

/* Which of the two ports lacks it; or one has no capability at all. */
enum lack { FIRST, SECOND, ABSENT, LACKS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[LACKS] = {"first", "second", "absent"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == ABSENT) {
		needs->place |= PLACE_MIXED;
	} else {
		needs->ports = 2;
		needs->interleaved = true;
		needs->target_caps |= TARGET_REFORM;
	}
}

static const struct case_family family = {.count = LACKS, .name = name, .needs = needs};

static void expect_off(struct test *t, uint32_t port)
{
	if (t->target->topo->ports[port].ti.present)
		tc_expect_bits(t, port, "CTRL", tc_ti_read(t, port, TI_CTRL), TI_CTRL_DEFINED, 0);
}

static void run(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports;
	uint32_t first = (uint32_t)__builtin_ctzll(ports);
	uint32_t second = (uint32_t)__builtin_ctzll(ports & (ports - 1));
	uint32_t lacking = t->tc->variant == FIRST ? first : second;
	struct topo_ti ti = t->target->topo->ports[lacking].ti;
	struct isotap_port_state state;
	int rc;

	if (t->tc->variant == ABSENT) {
		lacking = t->port == first ? second : first;
	} else {
		ti.mem_isolation = ti.mem_link_down = false;
		tc_setup(t, "take isolation from one port",
			 t->target->ops->port_configure(t->target, lacking, &ti));
	}
	tc_reprobe(t);
	rc = t->impl->region_switch(t->instance, t->region, 1);
	tc_check(t, rc == -EOPNOTSUPP, "switch on: %d, expected -EOPNOTSUPP", rc);
	state = tc_port_state(t, lacking);
	tc_check(t, state.text[0] || state.mode == ISOTAP_PORT_ABSENT,
		 "refused, and the port says no reason");
	tc_expect_rc(t, "the switch", t->impl->region_armed(t->instance, t->region), 0);
	expect_off(t, first);
	expect_off(t, second);
}

ISOTAP_CASE(lacking_way_refuses_region) = {
	.id = "lacking-way-refuses-region",
	.area = "safeguard",
	.claim = "A region over several ports is not switched on unless every one of them can "
		 "isolate",
	.reqs = "SW-DAX-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
