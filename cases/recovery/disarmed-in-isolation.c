// SPDX-License-Identifier: GPL-2.0-or-later
/* Disarming is what an administrator tries first with a port that has isolated. Allowed or not, it
 * must not take the way back to the memory. */
#include "case/scenario.h"

static void run(struct test *t)
{
	int rc;

	sc_isolate(t, t->port);
	rc = t->impl->disarm(t->instance, t->port);
	tc_note(t, "disarming an isolated port returned %d", rc);
	sc_expect_offline(t, t->region);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	sc_expect_works(t, t->region, 0x1507a91507a90095ull);
}

ISOTAP_CASE(disarmed_in_isolation) = {
	.id = "disarmed-in-isolation",
	.area = "recovery",
	.claim = "An isolated port can be recovered whether or not somebody has tried to disarm it",
	.reqs = "SW-REC-01 SW-EVT-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
