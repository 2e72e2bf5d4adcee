// SPDX-License-Identifier: GPL-2.0-or-later
/* What isolation is for: whoever uses other memory does not notice. */
#include <stdio.h>

#include "case/users.h"

static const struct {
	const char *name;
	uint32_t place;
} rows[] = {
	{"anywhere", 0},
	{"same-bridge", PLACE_NEIGHBOUR},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->place = rows[row].place;
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
	.needs = row_needs,
};

static void run(struct test *t)
{
	uint32_t reader, elsewhere, writer;

	if (t->other_region == UINT32_MAX)
		tc_skip(t, "the topology has no second region below another root port");
	tc_arm(t, t->port);
	reader = sc_user(t, t->region, TARGET_USER_READS);
	elsewhere = sc_user(t, t->other_region, TARGET_USER_READS);
	writer = sc_user(t, t->other_region, TARGET_USER_WRITES);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	sc_expect_bus_error(t, reader);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_goes_on(t, elsewhere);
	sc_expect_goes_on(t, writer);
	sc_user_stop(t, elsewhere);
	sc_user_stop(t, writer);
	tc_check(t, tc_region(t, t->other_region).usable, "%s went off line, too",
		 t->target->regions[t->other_region].topo_name);
}

ISOTAP_CASE(reader_elsewhere_goes_on) = {
	.id = "reader-elsewhere-goes-on",
	.area = "event",
	.claim = "Processes that use memory of another port go on when a port isolates",
	.reqs = "SW-EVT-01 TI-ISO-09",
	.needs = {.ports = 2,
		  .regions = 2,
		  .target_caps = TARGET_USERS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
