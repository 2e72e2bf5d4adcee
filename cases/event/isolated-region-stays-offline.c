// SPDX-License-Identifier: GPL-2.0-or-later
/* As isolated-port-refuses-regions, but not at one moment: from the fault to the end of the
 * recovery somebody tries without pause, and no moment lets him in. */
#include "case/users.h"

#define LOOKS 20

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct target_user_report report;
	uint32_t administrator;

	tc_arm(t, t->port);
	administrator = sc_user(t, t->region, TARGET_USER_ONLINES);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	for (int i = 0; i < LOOKS; i++) {
		tc_check(t, !tc_region(t, t->region).usable,
			 "%s is usable again while %s is "
			 "isolated",
			 t->target->regions[t->region].topo_name, t->target->ports[t->port].name);
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	}
	report = sc_user_report(t, administrator);
	tc_check(t, report.refused > 0, "no attempt to bring the region on line was refused");
	tc_check(t, report.done == 0,
		 "%llu attempts to bring the region on line went through while %s is isolated",
		 (unsigned long long)report.done, t->target->ports[t->port].name);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	report = sc_user_stop(t, administrator);
	tc_note(t, "%llu attempts refused, %llu went through after the recovery",
		(unsigned long long)report.refused, (unsigned long long)report.done);
}

ISOTAP_CASE(isolated_region_stays_offline) = {
	.id = "isolated-region-stays-offline",
	.area = "event",
	.claim = "An administrator who tries all the while never gets a region on line below a "
		 "port that is isolated",
	.reqs = "SW-EVT-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .impl_caps = ISOTAP_IMPL_REFUSES_REGIONS | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 60000,
	.run = run,
};
