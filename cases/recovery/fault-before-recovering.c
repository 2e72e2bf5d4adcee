// SPDX-License-Identifier: GPL-2.0-or-later
/* Between the isolation and the decision to recover anything may happen below the port, and what
 * recovery finds is not what was isolated. */
#include "case/story_rows.h"

static const struct case_family family = {
	.count = STORY_ROWS,
	.name = story_row_name,
	.needs = story_row_needs,
	.everywhere = story_row_model_only,
};

static void run(struct test *t)
{
	struct story story = story_of_row(t->tc->variant, t->port, MOMENT_ISOLATED);

	story_tell(t, &story, NULL);
}

ISOTAP_CASE(fault_before_recovering) = {
	.id = "fault-before-recovering",
	.area = "recovery",
	.claim = "After faults of an isolated port its recovery succeeds, or fails with a reason "
		 "and "
		 "leaves the memory out of use",
	.reqs = "SW-REC-01 SW-REC-03 TI-STS-08 SW-EVT-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
