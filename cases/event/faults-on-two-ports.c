// SPDX-License-Identifier: GPL-2.0-or-later
/* A storm, a power supply, a driver update: what takes one device away takes others at the same
 * time. Each port's isolation, events and recovery are its own. */
#include "case/story_two_rows.h"

static const struct case_family family = {
	.count = STORY_TWO_ROWS,
	.name = story_two_name,
	.needs = story_two_needs,
	.everywhere = story_row_model_only,
};

static void run(struct test *t)
{
	uint32_t row = t->tc->variant;
	struct story_fault faults[] = {
		{.kind = story_two_first(row), .port = t->port},
		{.kind = story_two_second(row), .port = t->other_port},
	};

	story_tell_two(t, faults, story_two_reversed(row));
}

ISOTAP_CASE(faults_on_two_ports) = {
	.id = "faults-on-two-ports",
	.area = "event",
	.claim = "Two ports that fail at once are isolated and recovered each on its own",
	.reqs = "SW-EVT-01 SW-EVT-08 SW-REC-01",
	.needs = {.ports = 2,
		  .regions = 2,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
