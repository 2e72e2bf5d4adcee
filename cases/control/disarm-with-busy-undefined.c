// SPDX-License-Identifier: GPL-2.0-or-later
/* RP Busy means nothing while the port is not isolated: an implementation that waits for it to
 * clear before switching off hangs on a port that leaves it set. */
#include "case/scenario.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t before, took;

	tc_inject(t, FAULT_BUSY_UNDEFINED, t->port);
	tc_arm(t, t->port);
	before = ops->now(t->target);
	tc_expect_rc(t, "disarm while RP Busy reads 1 and the port is not isolated",
		     t->impl->disarm(t->instance, t->port), 0);
	took = ops->now(t->target) - before;
	tc_expect_bits(t, t->port, "CTRL after disarming", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, 0);
	tc_check(t, took < TC_SECOND, "disarm took %llu ns: it waited for an undefined bit",
		 (unsigned long long)took);
}

ISOTAP_CASE(disarm_with_busy_undefined) = {
	.id = "disarm-with-busy-undefined",
	.area = "control",
	.claim = "Disarming does not wait for RP Busy while the bit is undefined",
	.reqs = "TI-STS-08 TI-STS-06",
	.needs = {.ports = 1,
		  .faults = FAULT_BIT(FAULT_BUSY_UNDEFINED) | FAULT_BIT(FAULT_BUSY_UNDEFINED_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
