// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that came back unprotected, or with its timeout off, is lost for good at the next fault,
 * and nobody is told that it would be. */
#include "case/scenario.h"

#define KEPT (TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_VALUE)

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	uint32_t before;

	config.timeout = 1;
	config.timeout_value = 0;
	tc_expect_rc(t, "arm with timeout", t->impl->arm(t->instance, t->port, &config), 0);
	before = tc_ti_read(t, t->port, TI_CTRL);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	tc_expect_bits(t, t->port, "CTRL after recovery", tc_ti_read(t, t->port, TI_CTRL), KEPT,
		       before & KEPT);
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED,
		 "%s: not armed after its recovery", t->target->ports[t->port].name);
}

ISOTAP_CASE(isolation_as_before) = {
	.id = "isolation-as-before",
	.area = "recovery",
	.claim = "After a recovery isolation and timeout are as they were before the fault",
	.reqs = "SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER | ISOTAP_IMPL_REARMS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
