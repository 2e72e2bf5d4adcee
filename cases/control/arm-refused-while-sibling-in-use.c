// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation Enable belongs to the port: the traffic of every region below it has to rest, not only
 * that of the one that somebody wants protected. */
#include <errno.h>

#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	uint32_t held = 0;

	for (uint32_t region = 0; region < t->target->region_count; region++) {
		if (!(t->target->regions[region].ports >> t->port & 1))
			continue;
		held++;
		sc_hold(t, region);
		tc_expect_rc(t, "arm while one region below the port is in use",
			     t->impl->arm(t->instance, t->port, &config), -EBUSY);
		tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
			       0);
		sc_release(t, region);
	}
	if (held < 2)
		tc_broken(t, "%u region below a port with two devices", held);
	tc_arm(t, t->port);
}

ISOTAP_CASE(arm_refused_while_sibling_in_use) = {
	.id = "arm-refused-while-sibling-in-use",
	.area = "control",
	.claim = "A port is not armed while any one of the regions below it is in use",
	.reqs = "TI-CTL-10",
	.needs = {.ports = 1, .regions = 2, .behind_switch = true, .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
