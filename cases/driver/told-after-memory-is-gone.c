// SPDX-License-Identifier: GPL-2.0-or-later
/* Who is told of an isolation begins to clean up: memory that can still be used then is used by
 * somebody. */
#include "case/kmod_steps.h"

static void run(struct test *t)
{
	struct isotap_region_info info;
	int rc;

	sc_hold(t, t->region);
	sc_release(t, t->region);
	sc_isolate(t, t->port);
	rc = t->target->ops->region_info(t->target, t->region, &info);
	tc_check(t, rc < 0 || !info.usable, "user space was told while %s could still be used",
		 t->target->regions[t->region].name);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(told_after_memory_is_gone) = {
	.id = "told-after-memory-is-gone",
	.area = "driver",
	.claim = "When user space is told of an isolation the memory below is out of use already",
	.reqs = "SW-EVT-01 SW-EVT-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
