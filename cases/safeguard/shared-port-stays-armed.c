// SPDX-License-Identifier: GPL-2.0-or-later
/* Two regions behind one port: switching one of them off must not take the other's protection away.
 */
#include "case/scenario.h"

static void expect(struct test *t, uint32_t region, int switched, bool armed)
{
	tc_expect_rc(t, "region switch reads back", t->impl->region_armed(t->instance, region),
		     switched);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       armed ? TI_CTRL_MEM_ISO : 0);
}

static void run(struct test *t)
{
	uint32_t first = t->region, second = UINT32_MAX;

	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (region != first && t->target->regions[region].ports >> t->port & 1)
			second = region;
	if (second == UINT32_MAX)
		tc_skip(t, "the topology has no two regions below one root port");
	tc_expect_rc(t, "switch the first on", t->impl->region_switch(t->instance, first, 1), 0);
	tc_expect_rc(t, "switch the second on", t->impl->region_switch(t->instance, second, 1), 0);
	tc_expect_rc(t, "switch the first off", t->impl->region_switch(t->instance, first, 0), 0);
	expect(t, second, 1, true);
	tc_expect_rc(t, "switch the second off", t->impl->region_switch(t->instance, second, 0), 0);
	expect(t, second, 0, false);
}

ISOTAP_CASE(shared_port_stays_armed) = {
	.id = "shared-port-stays-armed",
	.area = "safeguard",
	.claim = "A port that several regions use stays armed until the last of them is switched "
		 "off",
	.reqs = "SW-DAX-05",
	.needs = {.ports = 1,
		  .regions = 2,
		  .behind_switch = true,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
