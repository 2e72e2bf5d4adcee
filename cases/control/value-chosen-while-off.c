// SPDX-License-Identifier: GPL-2.0-or-later
/* The value is chosen first and the timeout switched on later. A value that is dropped on the way
 * leaves the default in force, a thousand times too short or too long. */
#include "case/scenario.h"

#define VALUE 5u /* 16 ms to 55 ms */

static void run(struct test *t)
{
	struct isotap_port_state state;

	tc_expect_rc(t, "set value and switch off",
		     t->impl->set_timeout(t->instance, t->port, 0, VALUE), 0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_VALUE, VALUE);
	state = tc_port_state(t, t->port);
	tc_check(t, state.timeout_value == VALUE && !state.timeout,
		 "value %u, timeout %u are reported, %u and off were set", state.timeout_value,
		 state.timeout, VALUE);
}

ISOTAP_CASE(value_chosen_while_off) = {
	.id = "value-chosen-while-off",
	.area = "control",
	.claim = "A timeout value is taken also when the timeout is switched off",
	.reqs = "SW-TMO-01 TI-CTL-11",
	.needs = {.ports = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.run = run,
};
