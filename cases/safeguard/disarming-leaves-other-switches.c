// SPDX-License-Identifier: GPL-2.0-or-later
/* Disarming a port switches off what needs it. Regions that have nothing in common with it keep
 * their protection. */
#include <stdio.h>

#include "case/scenario.h"

enum how { DISARMED, SWITCHED_OFF, TAKEN_OFFLINE, HOWS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[HOWS] = {"disarmed", "switched-off", "taken-offline"};

	snprintf(out, size, "%s", names[row]);
}

static const struct case_family family = {
	.count = HOWS,
	.name = name,
};

static void switch_on(struct test *t, uint32_t region)
{
	tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, region, 1), 0);
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;

	if (t->other_region == UINT32_MAX)
		tc_skip(t, "the topology has no second region below another root port");
	switch_on(t, t->region);
	switch_on(t, t->other_region);
	if (t->tc->variant == DISARMED)
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	else if (t->tc->variant == SWITCHED_OFF)
		tc_expect_rc(t, "switch off", t->impl->region_switch(t->instance, t->region, 0), 0);
	else
		tc_setup(t, "take the region off line by hand",
			 ops->region_offline(t->target, t->region));
	/* Software that looks for regions off line looks now and then. */
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + SC_REACTION));
	tc_expect_rc(t, "switch of the region", t->impl->region_armed(t->instance, t->region), 0);
	tc_expect_rc(t, "switch of the other region",
		     t->impl->region_armed(t->instance, t->other_region), 1);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	tc_expect_bits(t, t->other_port, "CTRL of the other port",
		       tc_ti_read(t, t->other_port, TI_CTRL), TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(disarming_leaves_other_switches) = {
	.id = "disarming-leaves-other-switches",
	.area = "safeguard",
	.claim = "What switches one region off leaves those below other ports on",
	.reqs = "SW-DAX-05 SW-DAX-06",
	.needs = {.ports = 2,
		  .regions = 2,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
