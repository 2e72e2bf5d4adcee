// SPDX-License-Identifier: GPL-2.0-or-later
/* Whoever comes next, or was there before, finds the port as if nobody had been: its own settings
 * as they were at first, those that others have made since as they are, and nothing enabled, also
 * when the port is isolated at that moment. */
#include <stdio.h>

#include "case/scenario.h"

enum when { FOUND, FOUND_DISARMED, OTHERS_SINCE, ISOLATED, WHENS };

#define OWN                                                                                        \
	(TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD |          \
	 TI_CTRL_ERR_COR | TI_CTRL_INTERRUPT)

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[WHENS] = {"found", "found-disarmed", "others-since",
						 "isolated"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == ISOLATED)
		needs->faults |= FAULT_BIT(FAULT_LINK_DOWN);
	if (row == OTHERS_SINCE)
		needs->target_caps |= TARGET_REFORM;
}

static const struct case_family family = {
	.count = WHENS,
	.name = name,
	.needs = needs,
};

static void run(struct test *t)
{
	uint32_t others = TI_CTRL_CACHE_TIMEOUT | 2u << TI_CTRL_CACHE_VALUE_SHIFT;
	enum when when = t->tc->variant;
	uint32_t found;

	if (when == OTHERS_SINCE) {
		struct topo_ti ti = t->target->topo->ports[t->port].ti;

		ti.cache_timeout = true;
		ti.cache_ranges = 0xf;
		tc_setup(t, "give the port more than CXL.mem",
			 t->target->ops->port_configure(t->target, t->port, &ti));
	}
	if (when == FOUND || when == FOUND_DISARMED)
		tc_ti_write(t, t->port, TI_CTRL, TI_CTRL_MEM_TIMEOUT | 5);
	tc_reprobe(t);
	found = tc_ti_read(t, t->port, TI_CTRL);
	tc_arm(t, t->port);
	if (when == FOUND_DISARMED)
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	if (when == OTHERS_SINCE) {
		tc_ti_write(t, t->port, TI_CTRL, tc_ti_read(t, t->port, TI_CTRL) | others);
		found |= others;
	}
	if (when == ISOLATED) {
		tc_inject(t, FAULT_LINK_DOWN, t->port);
		tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	}
	tc_reprobe(t);
	tc_expect_bits(t, t->port, "CTRL after removal", tc_ti_read(t, t->port, TI_CTRL),
		       OWN | others, found);
}

ISOTAP_CASE(removal_puts_back) = {
	.id = "removal-puts-back",
	.area = "safeguard",
	.claim =
		"An implementation that is removed leaves its fields of the control register as it "
		"found them, and those of others alone",
	.reqs = "SW-DAX-07 TI-CTL-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
