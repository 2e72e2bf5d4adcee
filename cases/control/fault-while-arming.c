// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation takes hold in the middle of the call that arms a port. A fault right before, at or
 * after that point must not leave a port that says armed and is dead, or enables that nobody asked
 * for. */
#include "case/story_rows.h"

static const struct case_family family = {
	.count = STORY_ROWS,
	.name = story_row_name,
	.needs = story_row_needs,
	.everywhere = story_row_tells,
};

static void run(struct test *t)
{
	struct story story = story_of_row(t->tc->variant, t->port, MOMENT_ARMING);

	story_tell_each(t, &story, MOMENT_ARMING);
}

ISOTAP_CASE(fault_while_arming) = {
	.id = "fault-while-arming",
	.area = "control",
	.claim = "A fault between any two steps of arming leaves the port armed, isolated or as it "
		 "was, and never half enabled",
	.reqs = "SW-EVT-01 SW-DAX-07 SW-REC-01 SW-EVT-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
