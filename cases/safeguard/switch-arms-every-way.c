// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports are many and regions pass them in many ways. A mask that is too narrow, a loop that ends
 * too early: the region says it is protected and a part of it is not. */
#include <stdio.h>

#include "case/scenario.h"

enum where { ALONE, INTERLEAVED, ACROSS, BEHIND_SWITCH, NEIGHBOURS, PERSISTENT, WHERES };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[WHERES] = {"alone",         "interleaved", "across",
						  "behind-switch", "neighbours",  "persistent"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	static const uint32_t places[WHERES] = {[ACROSS] = PLACE_ACROSS,
						[NEIGHBOURS] = PLACE_NEIGHBOUR,
						[PERSISTENT] = PLACE_PERSISTENT};

	needs->place |= places[row];
	needs->interleaved = row == INTERLEAVED;
	needs->behind_switch = row == BEHIND_SWITCH;
	if (row == NEIGHBOURS || row == INTERLEAVED)
		needs->ports = 2;
	if (row == NEIGHBOURS || row == BEHIND_SWITCH)
		needs->regions = 2;
}

static const struct case_family family = {
	.count = WHERES,
	.name = name,
	.needs = needs,
};

static void expect(struct test *t, int on)
{
	uint64_t ports = t->target->regions[t->region].ports;

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		if (!t->target->topo->ports[port].ti.present)
			continue;
		tc_expect_bits(t, port, on ? "CTRL with the switch on" : "CTRL with the switch off",
			       tc_ti_read(t, port, TI_CTRL), TI_CTRL_MEM_ISO,
			       on && ports >> port & 1 ? TI_CTRL_MEM_ISO : 0);
	}
	tc_expect_rc(t, "the switch reads", t->impl->region_armed(t->instance, t->region), on);
}

static void run(struct test *t)
{
	tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, t->region, 1), 0);
	expect(t, 1);
	tc_expect_rc(t, "switch off", t->impl->region_switch(t->instance, t->region, 0), 0);
	expect(t, 0);
}

ISOTAP_CASE(switch_arms_every_way) = {
	.id = "switch-arms-every-way",
	.area = "safeguard",
	.claim = "Wherever a region lies, its switch arms all the ports that its data passes, and "
		 "no other",
	.reqs = "SW-DAX-05 SW-DAX-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
