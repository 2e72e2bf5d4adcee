// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that was pulled comes back without what it held, and without anything that software had
 * set up in it: what is not made anew is taken for memory and is none. */
#include <stdio.h>

#include "case/scenario.h"

#define DURING 0xdeadc0dedeadc0deull
/* How long after its trigger an isolation may be seen. */
#define ENTERED (5 * TC_MS)
#define AFTER 0x1507a91507a90011ull

static const struct {
	const char *name;
	enum fault_kind fault;
	uint32_t place;
} rows[] = {
	{"surprise", FAULT_SURPRISE_REMOVE, 0},
	{"surprise-hot-plug-slot", FAULT_SURPRISE_REMOVE, PLACE_HOTPLUG},
	{"link-down-hot-plug-slot", FAULT_LINK_DOWN, PLACE_HOTPLUG},
	{"device-del", FAULT_DEVICE_DEL, PLACE_HOTPLUG},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->place = rows[row].place;
	needs->faults |= FAULT_BIT(rows[row].fault);
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
	.needs = row_needs,
};

/* What was not isolated is not for the implementation to recover: an administrator's steps. */
static void bring_back(struct test *t, bool isolated)
{
	const struct target_ops *ops = t->target->ops;

	if (isolated) {
		tc_recover(t, t->port);
		return;
	}
	tc_setup(t, "link up", ops->link_set(t->target, t->port, 1));
	sc_await_link(t, t->port);
	tc_setup(t, "rescan", ops->rescan(t->target, t->port));
	tc_setup(t, "bring the region on line", ops->region_online(t->target, t->region));
}

static void run(struct test *t)
{
	uint64_t offset = tc_offset_on_port(t, t->region, t->port);
	bool isolated;

	tc_arm(t, t->port);
	sc_hold(t, t->region);
	tc_inject(t, rows[t->tc->variant].fault, t->port);
	/* Whether this write meets the isolated port or no mapping any more: it must not come back.
	 */
	tc_store(t, t->region, offset, DURING);
	/* a port may have been disarmed with the last region, before its link went */
	isolated = rows[t->tc->variant].fault != FAULT_DEVICE_DEL ||
		   sc_await_status(t, t->port, TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO, ENTERED);
	if (isolated)
		tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
	sc_release(t, t->region);
	sc_mend(t, t->port);
	bring_back(t, isolated);
	sc_expect_mended(t, offset, DURING, AFTER);
}

ISOTAP_CASE(pulled_and_put_back) = {
	.id = "pulled-and-put-back",
	.area = "recovery",
	.claim = "A device that was pulled, or lost its link in a hot-plug slot, and came back "
		 "works "
		 "again after recovery and can be isolated again",
	.reqs = "SW-REC-01 SW-REC-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
