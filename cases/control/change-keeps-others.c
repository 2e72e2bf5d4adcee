// SPDX-License-Identifier: GPL-2.0-or-later
/* The control register is shared: CXL.cache has its own enables there, and bits that are reserved
 * today have an owner tomorrow. Each operation changes its own field only. */
#include <stdio.h>

#include "case/scenario.h"

/* What others have in the register. */
enum ground { RESERVED, CACHE_TIMEOUT, CACHE_ISOLATION, GROUNDS };
enum change { ARM, SET_TIMEOUT, DISARM, SWITCH_ON, SWITCH_OFF, CHANGES };

#define OTHERS                                                                                     \
	(~TI_CTRL_DEFINED | TI_CTRL_CACHE_VALUE | TI_CTRL_CACHE_TIMEOUT | TI_CTRL_CACHE_ISO |      \
	 TI_CTRL_CACHE_ISO_LD)

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const grounds[GROUNDS] = {"reserved", "cache-timeout",
						     "cache-isolation"};
	static const char *const changes[CHANGES] = {"arm", "set-timeout", "disarm", "switch-on",
						     "switch-off"};

	snprintf(out, size, "%s-%s", changes[row % CHANGES], grounds[row / CHANGES]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	enum ground ground = row / CHANGES;
	enum change change = row % CHANGES;

	needs->target_caps |= ground == RESERVED ? TARGET_RESERVED : TARGET_REFORM;
	needs->impl_caps |= change == SET_TIMEOUT ? ISOTAP_IMPL_TIMEOUT : 0;
	needs->impl_caps |= change >= SWITCH_ON ? ISOTAP_IMPL_REGION_SWITCH : 0;
}

static bool everywhere(uint32_t row)
{
	return row / CHANGES == CACHE_TIMEOUT;
}

static const struct case_family family = {
	.count = GROUNDS * CHANGES,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

/* Returns what others have set. */
static uint32_t lay_ground(struct test *t, enum ground ground)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	if (ground == RESERVED)
		ti.reserved_ctrl = ~0u;
	ti.cache_timeout = ti.cache_isolation = ti.cache_link_down = ground != RESERVED;
	ti.cache_ranges = ground != RESERVED ? 0xf : 0;
	tc_setup(t, "give the port more than CXL.mem",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	if (ground == CACHE_TIMEOUT)
		tc_ti_write(t, t->port, TI_CTRL,
			    TI_CTRL_CACHE_TIMEOUT | 2u << TI_CTRL_CACHE_VALUE_SHIFT);
	else if (ground == CACHE_ISOLATION)
		tc_ti_write(t, t->port, TI_CTRL, TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD);
	tc_reprobe(t);
	return tc_ti_read(t, t->port, TI_CTRL) & OTHERS;
}

static void prepare(struct test *t, enum change change)
{
	if (change == DISARM || change == SET_TIMEOUT)
		tc_arm(t, t->port);
	else if (change == SWITCH_OFF)
		tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, t->region, 1), 0);
}

static int change_it(struct test *t, enum change change)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	switch (change) {
	case ARM:
		return t->impl->arm(t->instance, t->port, &config);
	case SET_TIMEOUT:
		return t->impl->set_timeout(t->instance, t->port, 0, 0);
	case DISARM:
		return t->impl->disarm(t->instance, t->port);
	default:
		return t->impl->region_switch(t->instance, t->region, change == SWITCH_ON);
	}
}

static void run(struct test *t)
{
	enum ground ground = t->tc->variant / CHANGES;
	enum change change = t->tc->variant % CHANGES;
	struct target_access access[256];
	uint32_t others = lay_ground(t, ground), count;

	tc_check(t, others, "CTRL reads 0x%08x: nothing of others is set",
		 tc_ti_read(t, t->port, TI_CTRL));
	prepare(t, change);
	tc_trace_clear(t, t->port);
	tc_expect_rc(t, "the change", change_it(t, change), 0);
	tc_expect_bits(t, t->port, "CTRL of others", tc_ti_read(t, t->port, TI_CTRL), OTHERS,
		       others);
	count = tc_trace(t, t->port, access, 256);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_CTRL ||
				 (access[i].value & OTHERS) == others,
			 "CTRL was written 0x%08x, of others it had 0x%08x", access[i].value,
			 others);
}

ISOTAP_CASE(change_keeps_others) = {
	.id = "change-keeps-others",
	.area = "control",
	.claim = "No operation changes CXL.cache fields or reserved bits of the control register",
	.reqs = "TI-CTL-09 TI-CCH-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_TRACE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.family = &family,
	.run = run,
};
