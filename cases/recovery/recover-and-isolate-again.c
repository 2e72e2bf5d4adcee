// SPDX-License-Identifier: GPL-2.0-or-later
/* Recovery is worth something only if the memory works again, is what it was, and is protected
 * again. */
#include "case/scenario.h"

#define DURING 0xdeadc0dedeadc0deull
#define AFTER 0x1507a91507a90006ull

static void run(struct test *t)
{
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);

	tc_arm(t, t->port);
	sc_hold(t, t->region);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	/* Whether this write meets the isolated port or no mapping any more: it must not come back.
	 */
	tc_store(t, t->region, offset, DURING);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_release(t, t->region);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	tc_expect_bits(t, t->port, "STATUS after recovery", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_DONE,
		 "a load gets an exception after recovery");
	tc_check(t, value != DURING, "a write made during isolation appears after recovery");
	sc_expect_works(t, t->region, AFTER);
	if (tc_port_state(t, t->port).mode != ISOTAP_PORT_ARMED)
		tc_arm(t, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(recover_and_isolate_again) = {
	.id = "recover-and-isolate-again",
	.area = "recovery",
	.claim = "After recovery the memory works, isolated writes do not appear, and isolation "
		 "triggers again",
	.reqs = "SW-REC-01 SW-REC-02 TI-STS-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
