// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation Enable may change only while CXL.mem is quiet (8.2.4.24.2): whichever way it is asked
 * for, in either direction, and whichever region below the port is held. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

enum change { ARM, DISARM, SWITCH_ON, SWITCH_OFF, CHANGES };
enum whose { OWN, NEIGHBOUR, WHOSE };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const changes[CHANGES] = {"arm", "disarm", "switch-on", "switch-off"};

	snprintf(out, size, "%s-%s", changes[row % CHANGES],
		 row / CHANGES == OWN ? "own" : "neighbour");
}

static void needs(uint32_t row, struct case_needs *needs)
{
	needs->impl_caps |= row % CHANGES >= SWITCH_ON ? ISOTAP_IMPL_REGION_SWITCH : 0;
	if (row / CHANGES == NEIGHBOUR) {
		needs->behind_switch = true;
		needs->regions = 2;
	}
}

static bool everywhere(uint32_t row)
{
	return row == DISARM || row == NEIGHBOUR * CHANGES + SWITCH_ON;
}

static const struct case_family family = {
	.count = CHANGES * WHOSE,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static uint32_t held_region(struct test *t)
{
	if (t->tc->variant / CHANGES == OWN)
		return t->region;
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (region != t->region && t->target->regions[region].ports >> t->port & 1)
			return region;
	tc_broken(t, "no second region below the port");
}

static int change(struct test *t, enum change change)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	switch (change) {
	case ARM:
		return t->impl->arm(t->instance, t->port, &config);
	case DISARM:
		return t->impl->disarm(t->instance, t->port);
	default:
		return t->impl->region_switch(t->instance, t->region, change == SWITCH_ON);
	}
}

static void run(struct test *t)
{
	enum change what = t->tc->variant % CHANGES;
	uint32_t held = held_region(t), before;

	if (what == DISARM)
		tc_expect_rc(t, "arm", change(t, ARM), 0);
	if (what == SWITCH_OFF)
		tc_expect_rc(t, "switch on", change(t, SWITCH_ON), 0);
	sc_hold(t, held);
	before = tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_MEM_ISO;
	tc_expect_rc(t, "the change while the memory is in use", change(t, what), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       before);
	tc_check(t, tc_port_state(t, t->port).text[0], "refused, and no reason given");
	sc_release(t, held);
	tc_expect_rc(t, "the change when nobody uses it", change(t, what), 0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       ~before & TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(use_refuses_change) = {
	.id = "use-refuses-change",
	.area = "control",
	.claim = "Isolation is neither switched on nor off while any memory below the port is in "
		 "use",
	.reqs = "TI-CTL-10",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
