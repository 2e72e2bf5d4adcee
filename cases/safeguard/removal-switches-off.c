// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation that stays enabled after its software has gone isolates with nobody listening. */
#include "case/case.h"

static void run(struct test *t)
{
	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "CTRL after arming", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	tc_reprobe(t);
	tc_expect_bits(t, t->port, "CTRL after removal", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | TI_CTRL_INTERRUPT, 0);
}

ISOTAP_CASE(removal_switches_off) = {
	.id = "removal-switches-off",
	.area = "safeguard",
	.claim = "An implementation that is removed leaves no port armed",
	.reqs = "SW-DAX-07 SW-EVT-03",
	.needs = {.ports = 1, .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.run = run,
};
