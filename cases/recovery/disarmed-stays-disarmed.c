// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation that was switched off while the port was isolated was switched off by somebody: a
 * recovery that switches it on again arms what nobody wants armed. */
#include "case/scenario.h"

static void run(struct test *t)
{
	sc_isolate(t, t->port);
	if (t->impl->disarm(t->instance, t->port))
		tc_skip(t, "the implementation disarms no isolated port");
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	tc_expect_bits(t, t->port, "CTRL after recovery", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT, 0);
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_DISARMED,
		 "%s: mode %d after its recovery, expected disarmed",
		 t->target->ports[t->port].name, tc_port_state(t, t->port).mode);
	sc_expect_works(t, t->region, 0x1507a91507a90151ull);
}

ISOTAP_CASE(disarmed_stays_disarmed) = {
	.id = "disarmed-stays-disarmed",
	.area = "recovery",
	.claim = "A port that was disarmed while it was isolated is not armed by its recovery",
	.reqs = "SW-DAX-07 SW-EVT-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
