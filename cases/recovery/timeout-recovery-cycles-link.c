// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that stopped answering keeps its link: enumerated again over the old link it still has
 * the state, and the requests, from before. */
#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	struct target_counters before, after;
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);

	config.timeout = 1;
	config.link_down = 0; /* else the port takes the link down itself */
	tc_expect_rc(t, "arm", t->impl->arm(t->instance, t->port, &config), 0);
	sc_hold(t, t->region);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &before));
	tc_inject(t, FAULT_HANG, t->port);
	tc_check(t, tc_load(t, t->region, offset, &value) != ACCESS_DONE,
		 "a read of a silent device returned 0x%llx", (unsigned long long)value);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_release(t, t->region);
	tc_inject(t, FAULT_HANG_CLEAR, t->port);
	tc_recover(t, t->port);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &after));
	tc_check(t, after.link_downs != before.link_downs,
		 "the device was enumerated again and the link had not been down once");
	sc_expect_works(t, t->region, 0x1507a91507a90007ull);
}

ISOTAP_CASE(timeout_recovery_cycles_link) = {
	.id = "timeout-recovery-cycles-link",
	.area = "recovery",
	.claim =
		"Recovery from a timeout takes the link down before the device is enumerated again",
	.reqs = "TI-STS-09 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
