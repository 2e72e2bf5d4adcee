// SPDX-License-Identifier: GPL-2.0-or-later
/* A register access is refused, a range cannot be listed: an error path that is never taken in the
 * laboratory leaves a port half armed in the field. */
#include <errno.h>

#include "case/invariants.h"
#include "case/scenario.h"
#include "case/strike.h"

static uint32_t try_with(struct test *t, uint32_t call)
{
	struct strike strike = {.call = call, .error = -EIO};
	struct invariants v;
	uint32_t calls;
	int rc;

	inv_open(&v, t);
	inv_where(&v, "arming, call %u fails", call);
	strike_begin(t, &strike, 1);
	rc = inv_arm(&v, t->port);
	calls = strike_end(t);
	inv_check(&v);
	if (!rc)
		tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED,
			 "%s: arm() succeeded, the port is not armed", v.where);
	else
		tc_expect_bits(t, t->port, "CTRL after arming failed",
			       tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	inv_finish(&v, t->port, true);
	return calls;
}

static void run(struct test *t)
{
	strike_each_call(t, try_with);
}

ISOTAP_CASE(call_fails_while_arming) = {
	.id = "call-fails-while-arming",
	.area = "control",
	.claim = "Whichever call fails while a port is armed, it ends armed or with nothing "
		 "enabled, and can be armed afterwards",
	.reqs = "SW-DAX-07 SW-EVT-03",
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
