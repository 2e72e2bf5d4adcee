// SPDX-License-Identifier: GPL-2.0-or-later
/* What breaks once breaks again while it is being mended. Whichever step of a recovery a fault
 * comes between, the port ends as armed and working or as lost, never as something in between. */
#include "case/story_rows.h"

static const struct case_family family = {
	.count = STORY_ROWS,
	.name = story_row_name,
	.needs = story_row_needs,
	.everywhere = story_row_tells,
};

static void run(struct test *t)
{
	struct story story = story_of_row(t->tc->variant, t->port, MOMENT_RECOVERING);

	story_tell_each(t, &story, MOMENT_RECOVERING);
}

ISOTAP_CASE(fault_while_recovering) = {
	.id = "fault-while-recovering",
	.area = "recovery",
	.claim = "A fault between any two steps of a recovery leaves the port working or out of "
		 "use, with a reason, and can be recovered from",
	.reqs = "SW-REC-01 SW-REC-02 SW-REC-03 SW-EVT-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
