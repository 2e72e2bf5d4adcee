// SPDX-License-Identifier: GPL-2.0-or-later
/* The control is per region, the register per port: a switch that says on while a port is off
 * protects nobody. */
#include "case/scenario.h"

static void expect(struct test *t, int on)
{
	uint64_t ports = t->target->regions[t->region].ports;

	tc_expect_rc(t, "region switch reads back", t->impl->region_armed(t->instance, t->region),
		     on);
	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (ports >> port & 1)
			tc_expect_bits(t, port, "CTRL", tc_ti_read(t, port, TI_CTRL),
				       TI_CTRL_MEM_ISO, on ? TI_CTRL_MEM_ISO : 0);
}

static void run(struct test *t)
{
	expect(t, 0);
	tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, t->region, 1), 0);
	expect(t, 1);
	tc_expect_rc(t, "switch off", t->impl->region_switch(t->instance, t->region, 0), 0);
	expect(t, 0);
}

ISOTAP_CASE(region_switch_reads_back) = {
	.id = "region-switch-reads-back",
	.area = "safeguard",
	.claim = "Isolation can be switched for one region, arms all its ports and reads back the "
		 "truth",
	.reqs = "SW-DAX-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
