// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel that is told that nobody handles an interrupt switches its line off in the end, for
 * hot-plug and AER as well. With a threaded handler it finds out one interrupt later. */
#include "case/kmod_steps.h"

#define CYCLES 2

static uint32_t unclaimed(struct test *t)
{
	struct target_counters counters;

	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &counters));
	return counters.interrupts_unclaimed;
}

static void run(struct test *t)
{
	uint32_t before = unclaimed(t);

	for (int i = 0; i < CYCLES; i++) {
		sc_isolate(t, t->port);
		sc_mend(t, t->port);
		tc_recover(t, t->port);
	}
	tc_expect_u64(t, "interrupts that the kernel saw nobody claim", unclaimed(t) - before, 0);
}

ISOTAP_CASE(handled_interrupt_is_claimed) = {
	.id = "handled-interrupt-is-claimed",
	.area = "driver",
	.claim = "Isolations that follow each other are all claimed by their handler",
	.reqs = "SW-EVT-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .target_caps = TARGET_UNCLAIMED,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
