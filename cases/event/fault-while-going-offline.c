// SPDX-License-Identifier: GPL-2.0-or-later
/* The second fault comes while software is still busy with the first: regions half taken away,
 * nobody told yet. */
#include "case/story_rows.h"

static const struct case_family family = {
	.count = STORY_ROWS,
	.name = story_row_name,
	.needs = story_row_needs,
	.everywhere = story_row_model_only,
};

static void run(struct test *t)
{
	struct story story = story_of_row(t->tc->variant, t->port, MOMENT_OFFLINE);

	story_tell_each(t, &story, MOMENT_OFFLINE);
}

ISOTAP_CASE(fault_while_going_offline) = {
	.id = "fault-while-going-offline",
	.area = "event",
	.claim =
		"A fault between any two steps from the interrupt to the event loses no region and "
		"no event",
	.reqs = "SW-EVT-01 SW-EVT-02 SW-EVT-08 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
