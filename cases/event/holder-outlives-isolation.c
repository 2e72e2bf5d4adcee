// SPDX-License-Identifier: GPL-2.0-or-later
/* A daemon that merely holds the device open must neither keep lost memory on line nor be killed
 * for it, and has to be able to let go. */
#include "case/users.h"

static void run(struct test *t)
{
	struct target_user_report report;
	uint32_t holder;

	tc_arm(t, t->port);
	holder = sc_user(t, t->region, TARGET_USER_HOLDS);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
	report = sc_user_report(t, holder);
	tc_check(t, report.alive && !report.signals,
		 "the process that held the device open did not outlive the isolation");
	sc_user_stop(t, holder);
}

ISOTAP_CASE(holder_outlives_isolation) = {
	.id = "holder-outlives-isolation",
	.area = "event",
	.claim = "A process that holds the device open outlives an isolation and does not keep the "
		 "region on line",
	.reqs = "SW-EVT-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
