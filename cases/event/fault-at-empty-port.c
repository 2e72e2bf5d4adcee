// SPDX-License-Identifier: GPL-2.0-or-later
/* A port may be armed before anything is plugged in. What happens there meanwhile is nobody's loss,
 * and must not be taken for one, nor reach another port. */
#include <stdio.h>

#include "case/invariants.h"
#include "case/story.h"

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", fault_name(story_kind(row)));
}

static void needs(uint32_t row, struct case_needs *needs)
{
	needs->faults |= story_fault_bits(story_kind(row), story_kind(row));
}

static bool everywhere(uint32_t row)
{
	(void)row; /* where time is real each row takes a second */
	return false;
}

static const struct case_family family = {
	.count = STORY_KINDS,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static void run(struct test *t)
{
	struct invariants v;

	inv_open(&v, t);
	tc_expect_rc(t, "arm a port with nothing below", inv_arm(&v, t->port), 0);
	inv_where(&v, "armed");
	inv_check(&v);
	inv_inject(&v, story_kind(t->tc->variant), t->port);
	inv_where(&v, "%s", fault_name(story_kind(t->tc->variant)));
	inv_check(&v);
	tc_check(t, !v.events, "%s: an isolation was told, nothing was lost", v.where);
	inv_mend(&v);
	tc_expect_rc(t, "disarm", inv_disarm(&v, t->port), 0);
	inv_where(&v, "in the end");
	inv_check(&v);
}

ISOTAP_CASE(fault_at_empty_port) = {
	.id = "fault-at-empty-port",
	.area = "event",
	.claim = "A port with nothing below can be armed, and a fault there disturbs nothing",
	.reqs = "SW-EVT-01 SW-EVT-02 SW-DAX-07",
	.needs = {.ports = 1, .place = PLACE_EMPTY, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
