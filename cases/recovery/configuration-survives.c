// SPDX-License-Identifier: GPL-2.0-or-later
/* An administrator chose a timeout, the hold of the link, the signals. What a recovery sets anew by
 * its own taste is found out at the next fault. */
#include <stdio.h>

#include "case/scenario.h"

enum chosen { ALL, LEAST, OTHERS_TOO, SWITCHED, CHOICES };
enum cause { LINK_DOWN, TIMEOUT, CAUSES };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const chosen[CHOICES] = {"all", "least", "others-too", "switched"};

	snprintf(out, size, "%s-%s", chosen[row % CHOICES],
		 row / CHOICES == TIMEOUT ? "timeout" : "link-down");
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row % CHOICES == SWITCHED)
		needs->impl_caps |= ISOTAP_IMPL_REGION_SWITCH;
	needs->faults |= row / CHOICES == TIMEOUT
				 ? FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)
				 : FAULT_BIT(FAULT_LINK_DOWN);
}

static const struct case_family family = {
	.count = CHOICES * CAUSES,
	.name = name,
	.needs = needs,
};

static void arm(struct test *t, enum chosen chosen, enum cause cause)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_arm_config config = {.size = sizeof(config)};

	ti.mem_link_down = ti.err_cor = true;
	ti.mem_ranges = 0xf;
	ti.cache_timeout = ti.cache_isolation = chosen == OTHERS_TOO;
	ti.cache_ranges = chosen == OTHERS_TOO ? 0xf : 0;
	tc_setup(t, "give the port all there is",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	/* Without its isolation: a link down is not to be held by others. */
	if (chosen == OTHERS_TOO)
		tc_ti_write(t, t->port, TI_CTRL,
			    TI_CTRL_CACHE_TIMEOUT | 2u << TI_CTRL_CACHE_VALUE_SHIFT);
	tc_reprobe(t);
	if (chosen == SWITCHED) {
		tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, t->region, 1), 0);
		return;
	}
	if (chosen != LEAST) {
		config.link_down = config.err_cor = 1;
		config.timeout_value = 5;
	}
	config.timeout = chosen != LEAST || cause == TIMEOUT;
	tc_expect_rc(t, "arm", t->impl->arm(t->instance, t->port, &config), 0);
}

static void isolate(struct test *t, enum cause cause)
{
	if (cause == TIMEOUT) {
		tc_inject(t, FAULT_HANG, t->port);
		tc_store(t, t->region, tc_offset_on_port(t, t->region, t->port), 0);
	} else {
		tc_inject(t, FAULT_LINK_DOWN, t->port);
	}
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
}

static void run(struct test *t)
{
	enum cause cause = t->tc->variant / CHOICES;
	uint32_t before;

	arm(t, t->tc->variant % CHOICES, cause);
	before = tc_ti_read(t, t->port, TI_CTRL);
	for (int cycle = 0; cycle < 2; cycle++) {
		isolate(t, cause);
		if (cause == TIMEOUT)
			tc_inject(t, FAULT_HANG_CLEAR, t->port);
		sc_mend(t, t->port);
		tc_recover(t, t->port);
		tc_expect_bits(t, t->port, "CTRL after recovery", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_DEFINED, before);
		if (t->tc->variant % CHOICES == SWITCHED)
			tc_expect_rc(t, "the switch reads",
				     t->impl->region_armed(t->instance, t->region), 1);
	}
}

ISOTAP_CASE(configuration_survives) = {
	.id = "configuration-survives",
	.area = "recovery",
	.claim = "A recovery leaves every field of the control register as it was before the fault",
	.reqs = "SW-REC-01 TI-CTL-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_REFORM,
		  .impl_caps = ISOTAP_IMPL_RECOVER | ISOTAP_IMPL_REARMS,
		  .faults = FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
