// SPDX-License-Identifier: GPL-2.0-or-later
/* A handler that stays behind on a shared vector runs code that is gone, or claims what others
 * raise, and their interrupts are lost. */
#include "case/scenario.h"

static uint32_t unclaimed(struct test *t)
{
	struct target_counters counters;

	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &counters));
	return counters.interrupts_unclaimed;
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t before;

	tc_arm(t, t->port);
	if (!(tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_INTERRUPT))
		tc_skip(t, "the implementation does not use the port's interrupt");
	tc_reprobe(t);
	before = unclaimed(t);
	tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	tc_expect_u64(t, "unclaimed interrupts after one that came when nobody listened",
		      unclaimed(t) - before, 1);
}

ISOTAP_CASE(removal_leaves_no_handler) = {
	.id = "removal-leaves-no-handler",
	.area = "safeguard",
	.claim = "An implementation that was removed claims no interrupt any more",
	.reqs = "SW-EVT-02",
	.needs = {.ports = 1,
		  .target_caps = TARGET_IRQ | TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_SPURIOUS_IRQ),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.run = run,
};
