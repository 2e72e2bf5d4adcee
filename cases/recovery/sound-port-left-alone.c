// SPDX-License-Identifier: GPL-2.0-or-later
/* The wrong port is named, or the right one twice. A recovery takes the link down: below a port
 * that is not isolated that is the fault itself. */
#include <stdio.h>

#include "case/scenario.h"

#define VALUE 0x1507a91507a90152ull

enum life { NEVER_ARMED, ARMED, RECOVERED, LIVES };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[LIVES] = {"never-armed", "armed", "recovered"};

	snprintf(out, size, "%s", names[row]);
}

static const struct case_family family = {
	.count = LIVES,
	.name = name,
};

static void run(struct test *t)
{
	struct target_counters before, after;
	uint64_t value = 0;
	uint32_t ctrl;
	int rc;

	if (t->tc->variant == RECOVERED) {
		sc_isolate(t, t->port);
		sc_mend(t, t->port);
		tc_recover(t, t->port);
	} else if (t->tc->variant == ARMED) {
		tc_arm(t, t->port);
	}
	sc_fill(t, t->region, 0, VALUE);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &before));
	rc = sc_try_recover(t, t->port, SC_REACTION);
	tc_note(t, "recovering a port that is not isolated returned %d", rc);
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &after));
	tc_expect_u64(t, "how often the link went down", after.link_downs - before.link_downs, 0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), UINT32_MAX, ctrl);
	tc_check(t, tc_load(t, t->region, 0, &value) == ACCESS_DONE && value == VALUE,
		 "the memory reads 0x%llx, 0x%llx was stored", (unsigned long long)value,
		 (unsigned long long)VALUE);
}

ISOTAP_CASE(sound_port_left_alone) = {
	.id = "sound-port-left-alone",
	.area = "recovery",
	.claim = "Recovering a port that is not isolated takes nothing from it",
	.reqs = "SW-REC-03 SW-EVT-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_STAMPS,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
