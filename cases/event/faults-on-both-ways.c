// SPDX-License-Identifier: GPL-2.0-or-later
/* A region that is interleaved over two ports is gone with either, and comes back with the last of
 * them, not before. */
#include "case/story_two_rows.h"

static const struct case_family family = {
	.count = STORY_TWO_ROWS,
	.name = story_two_name,
	.needs = story_two_needs,
	.everywhere = story_two_tells,
};

static uint32_t other_way(struct test *t)
{
	uint64_t ports = t->target->regions[t->region].ports & ~(1ull << t->port);

	if (!ports)
		tc_broken(t, "%s passes one port only", t->target->regions[t->region].name);
	return (uint32_t)__builtin_ctzll(ports);
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant;
	struct story_fault faults[] = {
		{.kind = story_two_first(row), .port = t->port},
		{.kind = story_two_second(row), .port = other_way(t)},
	};

	story_tell_two(t, faults, story_two_reversed(row));
}

ISOTAP_CASE(faults_on_both_ways) = {
	.id = "faults-on-both-ways",
	.area = "event",
	.claim = "A region over two ports that both fail is away until the last of them is "
		 "recovered",
	.reqs = "SW-EVT-06 SW-EVT-01 SW-REC-01",
	.needs = {.ports = 2,
		  .regions = 1,
		  .interleaved = true,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
