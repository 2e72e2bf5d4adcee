// SPDX-License-Identifier: GPL-2.0-or-later
/* A recovery gives memory to new processes, never back to old ones: a mapping from before may lead
 * to another device's data by then. */
#include "case/users.h"

#define GOOD 0x1507a91507a90021ull

static void run(struct test *t)
{
	uint64_t offset = tc_offset_on_port(t, t->region, t->port);
	uint32_t before, holder, after;

	tc_arm(t, t->port);
	before = sc_user(t, t->region, TARGET_USER_READS);
	holder = sc_user(t, t->region, TARGET_USER_HOLDS);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	sc_expect_bus_error(t, before);
	sc_user_stop(t, holder);
	sc_fill(t, t->region, offset, GOOD);
	after = sc_user(t, t->region, TARGET_USER_READS);
	sc_expect_goes_on(t, after);
	sc_user_stop(t, after);
	sc_expect_works(t, t->region, GOOD + 1);
}

ISOTAP_CASE(readers_before_and_after) = {
	.id = "readers-before-and-after",
	.area = "recovery",
	.claim = "After a recovery new processes read and write, and no old mapping shows anything",
	.reqs = "SW-REC-01 SW-REC-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
