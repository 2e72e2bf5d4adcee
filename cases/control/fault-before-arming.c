// SPDX-License-Identifier: GPL-2.0-or-later
/* What went wrong before anybody armed the port is found when it is armed: a link that is down, a
 * device that hangs, RP Busy that means nothing yet. */
#include "case/story_rows.h"

static const struct case_family family = {
	.count = STORY_ROWS,
	.name = story_row_name,
	.needs = story_row_needs,
	.everywhere = story_row_model_only,
};

static void run(struct test *t)
{
	struct story story = story_of_row(t->tc->variant, t->port, MOMENT_BEFORE);

	story_tell(t, &story, NULL);
}

ISOTAP_CASE(fault_before_arming) = {
	.id = "fault-before-arming",
	.area = "control",
	.claim = "After faults before it was armed a port is armed or refused, works or is out of "
		 "use, "
		 "and is not left half enabled",
	.reqs = "SW-EVT-01 SW-DAX-07 SW-REC-01 TI-STS-11",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
