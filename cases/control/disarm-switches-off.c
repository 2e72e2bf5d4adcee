// SPDX-License-Identifier: GPL-2.0-or-later
/* A disable that keeps the enable bit, or drops the rest instead, lets maintenance isolate a port
 * that its administrator believes is off. */
#include "case/case.h"

static void run(struct test *t)
{
	struct isotap_port_state state;
	uint32_t before = tc_ti_read(t, t->port, TI_CTRL);

	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "CTRL after arming", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	tc_expect_bits(t, t->port, "CTRL after disarming", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, 0);
	tc_expect_bits(t, t->port, "reserved bits of CTRL", tc_ti_read(t, t->port, TI_CTRL),
		       ~TI_CTRL_DEFINED, before & ~TI_CTRL_DEFINED);
	state = tc_port_state(t, t->port);
	tc_check(t, state.mode == ISOTAP_PORT_DISARMED && !state.isolation,
		 "port state is %d with isolation %d, expected disarmed and off", state.mode,
		 state.isolation);
	/* And on again: switched off is not broken. */
	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "CTRL after arming again", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(disarm_switches_off) = {
	.id = "disarm-switches-off",
	.area = "control",
	.claim = "Isolation can be switched off and on again, and the register follows",
	.reqs = "SW-EVT-05 TI-CTL-04 TI-CTL-09",
	.needs = {.ports = 1, .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
