// SPDX-License-Identifier: GPL-2.0-or-later
/* Two ports of one region are isolated; the recovery of one fails, that of the other succeeds. A
 * port that was given up is no port that is back: every second block is still gone. */
#include "case/scenario.h"

static void isolate(struct test *t, uint32_t port)
{
	tc_inject(t, FAULT_LINK_DOWN, port);
	tc_expect_event(t, port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
}

static void run(struct test *t)
{
	uint64_t others = t->target->regions[t->region].ports & ~(1ull << t->port);
	uint32_t second = (uint32_t)__builtin_ctzll(others);
	int rc;

	tc_arm(t, t->port);
	tc_arm(t, second);
	tc_inject(t, FAULT_LINK_STUCK, second);
	isolate(t, t->port);
	isolate(t, second);
	tc_check(t, sc_try_recover(t, second, SC_HOPELESS) < 0,
		 "recovery says it succeeded although the link is down");
	sc_mend(t, t->port);
	rc = sc_try_recover(t, t->port, SC_REACTION);
	tc_note(t, "recovering the other port returned %d", rc);
	sc_expect_offline(t, t->region);
	sc_mend(t, second);
	tc_recover(t, second);
	if (rc)
		tc_recover(t, t->port);
	sc_expect_works(t, t->region, 0x1507a91507a90153ull);
}

ISOTAP_CASE(failed_way_keeps_region_away) = {
	.id = "failed-way-keeps-region-away",
	.area = "recovery",
	.claim = "An interleaved region stays away as long as the recovery of one of its ports has "
		 "failed",
	.reqs = "SW-REC-03 SW-EVT-06",
	.needs = {.ports = 2,
		  .regions = 1,
		  .interleaved = true,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE) |
			    FAULT_BIT(FAULT_LINK_STUCK),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
