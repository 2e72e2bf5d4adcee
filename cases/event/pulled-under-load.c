// SPDX-License-Identifier: GPL-2.0-or-later
/* Somebody pulls a device whose memory is in use. Its users lose it; a host that waits for them, or
 * hands them something else, is lost with it. */
#include <stdio.h>

#include "case/users.h"

static const struct {
	const char *name;
	enum fault_kind fault;
	uint32_t place;
} rows[] = {
	{"surprise", FAULT_SURPRISE_REMOVE, 0},
	{"surprise-hot-plug-slot", FAULT_SURPRISE_REMOVE, PLACE_HOTPLUG},
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

static void run(struct test *t)
{
	uint32_t reader, writer, holder;

	tc_arm(t, t->port);
	reader = sc_user(t, t->region, TARGET_USER_READS);
	writer = sc_user(t, t->region, TARGET_USER_WRITES);
	holder = sc_user(t, t->region, TARGET_USER_HOLDS);
	sc_expect_goes_on(t, reader);
	sc_expect_goes_on(t, writer);
	tc_inject(t, rows[t->tc->variant].fault, t->port);
	sc_expect_bus_error(t, reader);
	sc_expect_bus_error(t, writer);
	/* a port may have been disarmed with the last region, before its link went */
	if (rows[t->tc->variant].fault != FAULT_DEVICE_DEL ||
	    tc_ti_read(t, t->port, TI_STATUS) & TI_STATUS_MEM_ISO)
		tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
	/* it keeps a file that leads nowhere, and nobody waits for it */
	sc_user_stop(t, holder);
}

ISOTAP_CASE(pulled_under_load) = {
	.id = "pulled-under-load",
	.area = "event",
	.claim = "When a device is pulled under load its users get SIGBUS and its memory is out of "
		 "use",
	.reqs = "SW-EVT-01 TI-ISO-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
