// SPDX-License-Identifier: GPL-2.0-or-later
/* Maintenance of a device may need long accesses: the timeout is switched off for it, and a lost
 * link must still be contained meanwhile. */
#include "case/scenario.h"

static void run(struct test *t)
{
	tc_arm(t, t->port);
	tc_expect_rc(t, "switch the timeout off", t->impl->set_timeout(t->instance, t->port, 0, 0),
		     0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(timeout_off_link_down_isolates) = {
	.id = "timeout-off-link-down-isolates",
	.area = "control",
	.claim = "With the timeout switched off a link down still isolates",
	.reqs = "TI-CTL-12 TI-ISO-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
