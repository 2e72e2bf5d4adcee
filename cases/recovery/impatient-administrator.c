// SPDX-License-Identifier: GPL-2.0-or-later
/* Scripts bring back what goes off line. One that tries at any moment of isolation and recovery
 * must not break the recovery. */
#include "case/users.h"

#define AFTER 0x1507a91507a90022ull

/* A driver that is offered a device behind a link that is down says what it does not find. */
static const char *const offered[] = {"^cxl_pci [0-9a-f:.]+: ", NULL};

static void run(struct test *t)
{
	uint32_t administrator;

	tc_arm(t, t->port);
	administrator = sc_user(t, t->region, TARGET_USER_ONLINES);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	t->target->ops->user_stop(t->target, administrator, &(struct target_user_report){0});
	tc_expect_bits(t, t->port, "STATUS after recovery", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
	sc_expect_works(t, t->region, AFTER);
}

ISOTAP_CASE(impatient_administrator) = {
	.id = "impatient-administrator",
	.area = "recovery",
	.claim = "A recovery succeeds although somebody tries to bring the region on line all the "
		 "while",
	.reqs = "SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.log_allowed = offered,
	.run = run,
};
