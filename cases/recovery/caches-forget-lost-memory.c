// SPDX-License-Identifier: GPL-2.0-or-later
/* A cache line from before the fault, written back after recovery, puts old data over new. No
 * emulator here has caches: what is seen is that they were told to forget. */
#include "case/scenario.h"

static void run(struct test *t)
{
	struct target_counters before, after;

	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &before));
	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &after));
	tc_check(t, after.cache_invalidations != before.cache_invalidations,
		 "recovered without invalidating CPU caches");
	tc_expect_u64(t, "invalidations when the memory could be used already",
		      after.invalidations_late - before.invalidations_late, 0);
}

ISOTAP_CASE(caches_forget_lost_memory) = {
	.id = "caches-forget-lost-memory",
	.area = "recovery",
	.claim = "CPU caches are invalidated before recovered memory is used",
	.reqs = "SW-REC-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS | TARGET_CACHE_INV,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
