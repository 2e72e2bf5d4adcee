// SPDX-License-Identifier: GPL-2.0-or-later
/* A program that reads lost memory has to be told, there and then: one that gets data computes on,
 * one that gets nothing hangs for ever. */
#include <stdio.h>

#include "case/users.h"

static const struct {
	const char *name;
	enum fault_kind fault;
	bool interleaved, behind_switch, everywhere;
	uint32_t place;
} rows[] = {
	{"link-down", FAULT_LINK_DOWN, .everywhere = true},
	{"link-down-interleaved", FAULT_LINK_DOWN, .interleaved = true, .everywhere = true},
	{"link-down-across-bridges", FAULT_LINK_DOWN, .interleaved = true, .everywhere = true,
	 .place = PLACE_ACROSS},
	{"link-down-behind-switch", FAULT_LINK_DOWN, .behind_switch = true, .everywhere = true},
	{"no-answer", FAULT_HANG, .everywhere = true},
	{"no-answer-interleaved", FAULT_HANG, .interleaved = true},
	{"no-answer-behind-switch", FAULT_HANG, .behind_switch = true},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->interleaved = rows[row].interleaved;
	needs->behind_switch = rows[row].behind_switch;
	needs->place = rows[row].place;
	needs->faults = FAULT_BIT(rows[row].fault);
	if (rows[row].fault == FAULT_HANG)
		needs->cap_bits |= TI_CAP_MEM_TIMEOUT;
}

static bool row_everywhere(uint32_t row)
{
	return rows[row].everywhere;
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
	.needs = row_needs,
	.everywhere = row_everywhere,
};

static void run(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports;
	uint32_t reader;

	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (ports >> port & 1)
			tc_arm(t, port);
	reader = sc_user(t, t->region, TARGET_USER_READS);
	sc_expect_goes_on(t, reader);
	tc_inject(t, rows[t->tc->variant].fault, t->port);
	sc_expect_bus_error(t, reader);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(reader_gets_bus_error) = {
	.id = "reader-gets-bus-error",
	.area = "event",
	.claim =
		"A process that reads memory when its port isolates gets SIGBUS: no data, no wait, "
		"no other end",
	.reqs = "SW-EVT-01 SW-EVT-06 SW-EVT-07 TI-ISO-04 TI-ISO-06",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
