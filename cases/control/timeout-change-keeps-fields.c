// SPDX-License-Identifier: GPL-2.0-or-later
/* A range change that clears the rest of the register leaves a port that neither isolates nor
 * interrupts at the next fault, while everything still says armed. */
#include "case/case.h"

static void run(struct test *t)
{
	uint16_t offered;
	uint32_t before, after;

	tc_arm(t, t->port);
	offered = ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES);
	before = tc_ti_read(t, t->port, TI_CTRL);
	tc_expect_bits(t, t->port, "CTRL after arming", before,
		       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT,
		       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT);
	for (uint8_t value = 0; value < 16; value++) {
		if (!(offered >> value & 1))
			continue;
		tc_expect_rc(t, "set_timeout", t->impl->set_timeout(t->instance, t->port, 1, value),
			     0);
		after = tc_ti_read(t, t->port, TI_CTRL);
		tc_expect_bits(t, t->port, "CTRL outside the timeout value", after,
			       ~TI_CTRL_MEM_VALUE, before & ~TI_CTRL_MEM_VALUE);
	}
}

ISOTAP_CASE(timeout_change_keeps_fields) = {
	.id = "timeout-change-keeps-fields",
	.area = "control",
	.claim = "Changing the timeout value preserves every other field of the control register",
	.reqs = "TI-CTL-09 TI-CTL-11",
	.needs = {.ports = 1,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.run = run,
};
