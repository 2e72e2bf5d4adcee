// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel counts interrupts that nobody claims and ends up switching the line off, hot-plug and
 * AER with it; a handler that claims what is not its own hides a real storm. */
#include "case/scenario.h"

#define APART (10 * TC_MS)

static uint32_t unclaimed(struct test *t)
{
	struct target_counters counters;

	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &counters));
	return counters.interrupts_unclaimed;
}

/* Waits until one more is seen. Two at one time look like one to a kernel: none follows another at
 * once. */
static void await_unclaimed(struct test *t, uint32_t before)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + SC_REACTION;

	while (unclaimed(t) == before && ops->now(t->target) < deadline)
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + APART));
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t before;

	tc_arm(t, t->port);
	if (!(tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_INTERRUPT))
		tc_skip(t, "the implementation does not use the port's interrupt");
	before = unclaimed(t);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + APART));
	tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
	await_unclaimed(t, before);
	tc_expect_u64(t, "unclaimed interrupts after one that was not the port's",
		      unclaimed(t) - before, 1);
	before = unclaimed(t);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_expect_u64(t, "unclaimed interrupts after an isolation", unclaimed(t) - before, 0);
}

ISOTAP_CASE(interrupt_claimed_when_ours) = {
	.id = "interrupt-claimed-when-ours",
	.area = "event",
	.claim = "The interrupt of an isolation is claimed, one that the port did not raise is not",
	.reqs = "SW-EVT-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_UNCLAIMED | TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_SPURIOUS_IRQ),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.run = run,
};
