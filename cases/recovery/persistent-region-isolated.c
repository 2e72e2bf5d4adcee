// SPDX-License-Identifier: GPL-2.0-or-later
/* Linux hangs the device of persistent memory off another bus than that of volatile memory.
 * Software that looks below the region only leaves it in use, or arms what it cannot take off line.
 */
#include <stdio.h>

#include "case/users.h"

#define BEFORE 0x1507a91507a90012ull
#define DURING 0xdeadc0dedeadc0deull
#define AFTER 0x1507a91507a90013ull

static const struct {
	const char *name;
	enum fault_kind fault;
	uint32_t cap_bits;
} rows[] = {
	{"link-down", FAULT_LINK_DOWN, 0},
	{"no-answer", FAULT_HANG, TI_CAP_MEM_TIMEOUT},
	{"pulled", FAULT_SURPRISE_REMOVE, 0},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->faults |= FAULT_BIT(rows[row].fault);
	needs->cap_bits |= rows[row].cap_bits;
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
	.needs = row_needs,
};

static void run(struct test *t)
{
	enum fault_kind fault = rows[t->tc->variant].fault;
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);
	uint32_t reader;

	sc_fill(t, t->region, offset, BEFORE);
	tc_arm(t, t->port);
	reader = sc_user(t, t->region, TARGET_USER_READS);
	sc_expect_goes_on(t, reader);
	tc_inject(t, fault, t->port);
	sc_expect_bus_error(t, reader);
	tc_store(t, t->region, offset, DURING);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
	if (fault == FAULT_HANG)
		tc_inject(t, FAULT_HANG_CLEAR, t->port);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_DONE,
		 "a load gets an exception after recovery");
	tc_expect_u64(t, "what was stored before the isolation", value, BEFORE);
	sc_expect_works(t, t->region, AFTER);
}

ISOTAP_CASE(persistent_region_isolated) = {
	.id = "persistent-region-isolated",
	.area = "recovery",
	.claim = "A persistent region goes out of use with its port, and recovery brings it back "
		 "with what it held before",
	.reqs = "SW-EVT-01 SW-REC-01 SW-REC-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .place = PLACE_PERSISTENT,
		  .target_caps = TARGET_USERS,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_RESTORE) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
