// SPDX-License-Identifier: GPL-2.0-or-later
/* A pool is shared: whoever is missed when it goes hangs or reads rubbish, and the first exception
 * must not stop the others from getting theirs. */
#include "case/users.h"

#define READERS 8

static void run(struct test *t)
{
	uint32_t readers[READERS];

	tc_arm(t, t->port);
	for (int i = 0; i < READERS; i++)
		readers[i] = sc_user(t, t->region, TARGET_USER_READS);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	for (int i = 0; i < READERS; i++)
		sc_expect_bus_error(t, readers[i]);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(many_readers_get_bus_error) = {
	.id = "many-readers-get-bus-error",
	.area = "event",
	.claim = "Of many processes that read memory when its port isolates, each gets SIGBUS",
	.reqs = "SW-EVT-01 TI-ISO-04 TI-ISO-06",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 40000,
	.run = run,
};
