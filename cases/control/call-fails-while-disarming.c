// SPDX-License-Identifier: GPL-2.0-or-later
/* An error while isolation is turned off: a port that software takes for disarmed and that isolates
 * all the same takes memory away that nobody protects any more. */
#include <errno.h>

#include "case/invariants.h"
#include "case/scenario.h"
#include "case/strike.h"

static uint32_t try_with(struct test *t, uint32_t call)
{
	struct strike strike = {.call = call, .error = -EIO};
	struct isotap_port_state state;
	struct invariants v;
	uint32_t calls, ctrl;
	int rc;

	inv_open(&v, t);
	inv_where(&v, "disarming, call %u fails", call);
	tc_expect_rc(t, "arm", inv_arm(&v, t->port), 0);
	strike_begin(t, &strike, 1);
	rc = inv_disarm(&v, t->port);
	calls = strike_end(t);
	inv_check(&v);
	state = tc_port_state(t, t->port);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	if (!rc)
		tc_expect_bits(t, t->port, "CTRL after disarming", ctrl, TI_CTRL_MEM_ISO, 0);
	tc_check(t, (state.mode == ISOTAP_PORT_ARMED) == !!(ctrl & TI_CTRL_MEM_ISO),
		 "%s: mode %d, CTRL 0x%08x", v.where, state.mode, ctrl);
	inv_finish(&v, t->port, true);
	return calls;
}

static void run(struct test *t)
{
	strike_each_call(t, try_with);
}

ISOTAP_CASE(call_fails_while_disarming) = {
	.id = "call-fails-while-disarming",
	.area = "control",
	.claim = "Whichever call fails while a port is disarmed, what is reported is what the "
		 "register says, and it can be disarmed afterwards",
	.reqs = "SW-EVT-05 SW-DAX-07",
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
