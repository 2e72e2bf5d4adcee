// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation Enable may change only while CXL.mem traffic is quiesced. A process that has the memory
 * mapped is traffic. */
#include <errno.h>

#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	sc_hold(t, t->region);
	tc_expect_rc(t, "arm while a process has the region open and mapped",
		     t->impl->arm(t->instance, t->port, &config), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	sc_release(t, t->region);
	tc_arm(t, t->port);
}

ISOTAP_CASE(arm_refused_while_in_use) = {
	.id = "arm-refused-while-in-use",
	.area = "control",
	.claim = "A port with memory below it in use is not armed; once it is released it is",
	.reqs = "TI-CTL-10",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
