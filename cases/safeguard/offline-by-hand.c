// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that an administrator takes off line is about to be used otherwise. Isolation that stays
 * on below it would later meet System RAM; isolation of its own accord must not switch itself off.
 */
#include <stdio.h>

#include "case/scenario.h"

enum how { SWITCHED, ARMED, FIRST_OF_TWO, LAST_OF_TWO, BY_ISOLATION, MUCH_LATER, HOWS };

#define POLL_NS (20 * TC_MS)
#define LATER_NS (60 * TC_SECOND)

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[HOWS] = {"switched",    "armed",        "first-of-two",
						"last-of-two", "by-isolation", "much-later"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == MUCH_LATER)
		needs->target_caps |= TARGET_VIRTUAL_CLOCK;
	if (row != ARMED && row != MUCH_LATER)
		needs->impl_caps |= ISOTAP_IMPL_REGION_SWITCH;
	if (row == FIRST_OF_TWO || row == LAST_OF_TWO) {
		needs->behind_switch = true;
		needs->regions = 2;
	}
	if (row == BY_ISOLATION)
		needs->faults |= FAULT_BIT(FAULT_LINK_DOWN);
}

static bool everywhere(uint32_t row)
{
	return row != LAST_OF_TWO && row != MUCH_LATER;
}

static const struct case_family family = {
	.count = HOWS,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static void switch_on(struct test *t, uint32_t region)
{
	tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, region, 1), 0);
}

static void take_offline(struct test *t, uint32_t region)
{
	tc_setup(t, "take the region off line by hand",
		 t->target->ops->region_offline(t->target, region));
}

/* Software that is not told has to look: it is given time. */
static void expect_disarmed(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + SC_REACTION;

	while (tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_MEM_ISO) {
		tc_check(t, ops->now(t->target) < deadline,
			 "taken off line by hand, CTRL still reads 0x%08x",
			 tc_ti_read(t, t->port, TI_CTRL));
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + POLL_NS));
	}
}

static uint32_t second_region(struct test *t)
{
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (region != t->region && t->target->regions[region].ports >> t->port & 1)
			return region;
	tc_broken(t, "no second region below the port");
}

static void one_of_two(struct test *t, bool both)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t second = second_region(t);
	uint64_t until;

	switch_on(t, t->region);
	switch_on(t, second);
	take_offline(t, t->region);
	until = ops->now(t->target) + SC_REACTION;
	while (t->impl->region_armed(t->instance, t->region) == 1) {
		tc_check(t, ops->now(t->target) < until,
			 "taken off line by hand, its switch still reads 1");
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + POLL_NS));
	}
	tc_expect_rc(t, "switch of the other region", t->impl->region_armed(t->instance, second),
		     1);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       TI_CTRL_MEM_ISO);
	if (both) {
		take_offline(t, second);
		expect_disarmed(t);
	}
}

static void isolated(struct test *t)
{
	const struct target_ops *ops = t->target->ops;

	switch_on(t, t->region);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + 300 * TC_MS));
	sc_expect_offline(t, t->region);
	tc_expect_bits(t, t->port, "CTRL after going off line because of an isolation",
		       tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
}

static void run(struct test *t)
{
	switch ((enum how)t->tc->variant) {
	case SWITCHED:
		switch_on(t, t->region);
		take_offline(t, t->region);
		expect_disarmed(t);
		tc_setup(t, "bring the region back",
			 t->target->ops->region_online(t->target, t->region));
		tc_expect_rc(t, "its switch", t->impl->region_armed(t->instance, t->region), 0);
		switch_on(t, t->region);
		break;
	case ARMED:
	case MUCH_LATER:
		tc_arm(t, t->port);
		if (t->tc->variant == MUCH_LATER)
			tc_setup(t, "wait",
				 t->target->ops->delay_until(
					 t->target, t->target->ops->now(t->target) + LATER_NS));
		/* A port that was armed as such serves all that is below it. */
		for (uint32_t region = 0; region < t->target->region_count; region++)
			if (t->target->regions[region].ports >> t->port & 1)
				take_offline(t, region);
		expect_disarmed(t);
		break;
	case FIRST_OF_TWO:
	case LAST_OF_TWO:
		one_of_two(t, t->tc->variant == LAST_OF_TWO);
		break;
	default:
		isolated(t);
		break;
	}
}

ISOTAP_CASE(offline_by_hand) = {
	.id = "offline-by-hand",
	.area = "safeguard",
	.claim = "A region taken off line by hand is armed no more; one that an isolation took "
		 "leaves the enables on",
	.reqs = "SW-DAX-06",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
