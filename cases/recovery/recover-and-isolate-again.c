// SPDX-License-Identifier: GPL-2.0-or-later
/* Recovery is worth something only if the memory works again, is what it was, and is protected
 * again. */
#include "case/scenario.h"

#define DURING 0xdeadc0dedeadc0deull
#define AFTER 0x1507a91507a90006ull

static void run(struct test *t)
{
	uint64_t offset = tc_offset_on_port(t, t->region, t->port);

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
	sc_expect_mended(t, offset, DURING, AFTER);
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
