// SPDX-License-Identifier: GPL-2.0-or-later
/* A store has no answer to wait for, so a program that only writes learns of the loss when its
 * mapping goes: neither before by another death, nor never. */
#include "case/users.h"

static void run(struct test *t)
{
	uint32_t writer;

	tc_arm(t, t->port);
	writer = sc_user(t, t->region, TARGET_USER_WRITES);
	sc_expect_goes_on(t, writer);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_bus_error(t, writer);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(writer_is_let_go) = {
	.id = "writer-is-let-go",
	.area = "event",
	.claim = "A process that writes memory when its port isolates is ended by SIGBUS once the "
		 "mapping is gone, and by nothing else",
	.reqs = "SW-EVT-01 TI-ISO-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
