// SPDX-License-Identifier: GPL-2.0-or-later
/* A region cannot be taken away: its driver refuses. That is no reason to leave the others to their
 * fate, nor to say that all is off line, nor to forget it when the port is recovered. */
#include <errno.h>
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "second" : "first");
}

static const struct case_family family = {
	.count = 2,
	.name = name,
};

static void run(struct test *t)
{
	uint32_t regions[2], count = 0, stuck, other;
	struct isotap_event event;
	struct pretend *as;

	for (uint32_t i = 0; i < t->target->region_count && count < 2; i++)
		if (t->target->regions[i].ports >> t->port & 1)
			regions[count++] = i;
	if (count < 2)
		tc_broken(t, "%u regions below the port, needed are 2", count);
	stuck = regions[t->tc->variant];
	other = regions[!t->tc->variant];
	as = pretend_begin(t, t->port);
	as->region_offline = -EIO;
	as->offline_regions = 1u << stuck;
	event = sc_isolate(t, t->port);
	sc_expect_offline(t, other);
	tc_expect_u64(t, "the time at which all was off line", event.t_offline, 0);
	tc_check(t, tc_port_state(t, t->port).text[0],
		 "a region could not be taken off line, and nothing is said of it");
	as->region_offline = 0;
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	sc_expect_works(t, stuck, 0x1507a91507a90191ull);
	sc_expect_works(t, other, 0x1507a91507a90192ull);
}

ISOTAP_CASE(offline_that_fails) = {
	.id = "offline-that-fails",
	.area = "event",
	.claim =
		"A region that cannot be taken off line keeps no other in use, is reported, and is "
		"recovered like the others",
	.reqs = "SW-EVT-01 SW-EVT-07 SW-EVT-08 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 2,
		  .behind_switch = true,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
