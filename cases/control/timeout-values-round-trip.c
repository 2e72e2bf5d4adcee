// SPDX-License-Identifier: GPL-2.0-or-later
/* A value that cannot be read back, the default 0 included, leaves an administrator blind to what
 * is in force; one that lands elsewhere in the register times out at the wrong moment. */
#include "case/case.h"

static void run(struct test *t)
{
	uint16_t offered = ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES);

	/* Downwards, so that the default is set after something else. */
	for (int value = 15; value >= 0; value--) {
		struct isotap_port_state state;

		if (!(offered >> value & 1))
			continue;
		tc_expect_rc(t, "set_timeout",
			     t->impl->set_timeout(t->instance, t->port, 1, (uint8_t)value), 0);
		tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT,
			       (uint32_t)value | TI_CTRL_MEM_TIMEOUT);
		state = tc_port_state(t, t->port);
		tc_expect_u64(t, "timeout value read back", state.timeout_value, (uint64_t)value);
		tc_check(t, state.timeout, "timeout reads back disabled, expected enabled");
	}
	tc_expect_rc(t, "switch the timeout off", t->impl->set_timeout(t->instance, t->port, 0, 0),
		     0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_TIMEOUT, 0);
}

ISOTAP_CASE(timeout_values_round_trip) = {
	.id = "timeout-values-round-trip",
	.area = "control",
	.claim = "Every offered timeout encoding can be programmed and read back",
	.reqs = "SW-TMO-01 TI-CTL-02 TI-CTL-11",
	.needs = {.ports = 1, .impl_caps = ISOTAP_IMPL_TIMEOUT, .cap_bits = TI_CAP_MEM_TIMEOUT},
	.run = run,
};
