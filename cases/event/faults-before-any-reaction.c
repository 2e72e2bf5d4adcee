// SPDX-License-Identifier: GPL-2.0-or-later
/* Faults seldom come alone: a device that is pulled hangs first, a link that flaps is down and up
 * before any software has run. */
#include "case/story_rows.h"

static const struct case_family family = {
	.count = STORY_ROWS,
	.name = story_row_name,
	.needs = story_row_needs,
	.everywhere = story_row_model_only,
};

static void run(struct test *t)
{
	struct story story = story_of_row(t->tc->variant, t->port, MOMENT_ARMED);

	story.again = !story_paired(t->tc->variant);
	story_tell(t, &story, NULL);
}

ISOTAP_CASE(faults_before_any_reaction) = {
	.id = "faults-before-any-reaction",
	.area = "event",
	.claim =
		"Faults that follow each other before software can react end as one isolation that "
		"can be recovered from",
	.reqs = "SW-EVT-01 SW-EVT-02 SW-REC-01 SW-REC-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
