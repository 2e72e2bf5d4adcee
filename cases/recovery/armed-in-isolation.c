// SPDX-License-Identifier: GPL-2.0-or-later
/* "Just arm it again" is what an administrator tries with a port whose memory has gone. Status bits
 * of an isolation that is not over are no leftovers: cleared on the way, they take the recovery
 * along, and the memory stays away for good. */
#include <stdio.h>

#include "case/scenario.h"

enum stage { ISOLATED, DISARMED, FAILED, STAGES };
enum request { ARM, SWITCH, REQUESTS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const stages[STAGES] = {"isolated", "disarmed", "failed"};

	snprintf(out, size, "%s-%s", stages[row % STAGES], row / STAGES == ARM ? "arm" : "switch");
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row % STAGES == FAILED)
		needs->faults |= FAULT_BIT(FAULT_LINK_STUCK);
	if (row / STAGES == SWITCH)
		needs->impl_caps |= ISOTAP_IMPL_REGION_SWITCH;
}

static const struct case_family family = {
	.count = STAGES * REQUESTS,
	.name = name,
	.needs = needs,
};

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	enum stage stage = t->tc->variant % STAGES;
	int rc;

	if (stage == FAILED)
		tc_inject(t, FAULT_LINK_STUCK, t->port);
	sc_isolate(t, t->port);
	if (stage == DISARMED)
		tc_note(t, "disarming returned %d", t->impl->disarm(t->instance, t->port));
	if (stage == FAILED)
		tc_check(t, sc_try_recover(t, t->port, SC_HOPELESS) < 0,
			 "recovered without a link");
	rc = t->tc->variant / STAGES == ARM ? t->impl->arm(t->instance, t->port, &config)
					    : t->impl->region_switch(t->instance, t->region, 1);
	tc_note(t, "arming returned %d", rc);
	sc_expect_offline(t, t->region);
	tc_check(t, tc_port_state(t, t->port).mode != ISOTAP_PORT_ARMED,
		 "the port is said to be armed, its memory has not come back");
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	sc_expect_works(t, t->region, 0x1507a91507a90150ull);
}

ISOTAP_CASE(armed_in_isolation) = {
	.id = "armed-in-isolation",
	.area = "recovery",
	.claim = "A port that is isolated, or whose recovery failed, can be recovered whether or "
		 "not "
		 "somebody has tried to arm it",
	.reqs = "SW-REC-01 SW-REC-03 TI-STS-11",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
