// SPDX-License-Identifier: GPL-2.0-or-later
/* A region's switch finds its port armed, with a timeout that somebody chose. It counts itself in;
 * the choice is not its own to make. */
#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = {
		.size = sizeof(config), .timeout = 1, .timeout_value = 5};
	uint32_t before;

	tc_expect_rc(t, "arm", t->impl->arm(t->instance, t->port, &config), 0);
	before = tc_ti_read(t, t->port, TI_CTRL);
	tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, t->region, 1), 0);
	tc_expect_bits(t, t->port, "CTRL with the switch on", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_DEFINED, before);
	tc_expect_rc(t, "switch off", t->impl->region_switch(t->instance, t->region, 0), 0);
	tc_expect_bits(t, t->port, "CTRL with the switch off", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_DEFINED, before);
}

ISOTAP_CASE(switch_keeps_configuration) = {
	.id = "switch-keeps-configuration",
	.area = "safeguard",
	.claim = "A region's switch leaves the configuration of a port alone that is armed already",
	.reqs = "SW-DAX-05 TI-CTL-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.timeout_ms = 30000,
	.run = run,
};
