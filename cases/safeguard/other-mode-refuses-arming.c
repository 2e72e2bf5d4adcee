// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation takes all that is below a port: one region that is not device-dax, be it the one asked
 * for or its neighbour, and the port stays off. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

enum whose { OWN, NEIGHBOUR, WHOSE };
enum way { PORT, SWITCH, WAYS };
static const enum isotap_mode modes[] = {ISOTAP_MODE_SYSTEM_RAM, ISOTAP_MODE_NONE};

#define ROWS (2u * WHOSE * WAYS)

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-%s-%s", row / (WHOSE * WAYS) ? "unbound" : "system-ram",
		 row / WAYS % WHOSE == OWN ? "own" : "neighbour",
		 row % WAYS == PORT ? "port" : "switch");
}

static void needs(uint32_t row, struct case_needs *needs)
{
	needs->impl_caps |= row % WAYS == SWITCH ? ISOTAP_IMPL_REGION_SWITCH : 0;
}

static bool everywhere(uint32_t row)
{
	return row == NEIGHBOUR * WAYS + SWITCH || row == NEIGHBOUR * WAYS + PORT;
}

static const struct case_family family = {
	.count = ROWS,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static uint32_t neighbour(struct test *t)
{
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (region != t->region && t->target->regions[region].ports >> t->port & 1)
			return region;
	tc_broken(t, "no second region below the port");
}

static int try(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	if (t->tc->variant % WAYS == SWITCH)
		return t->impl->region_switch(t->instance, t->region, 1);
	return t->impl->arm(t->instance, t->port, &config);
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant;
	uint32_t region = row / WAYS % WHOSE == OWN ? t->region : neighbour(t);
	int rc;

	tc_setup(t, "change the region's mode",
		 t->target->ops->region_set_mode(t->target, region, modes[row / (WHOSE * WAYS)]));
	rc = try(t);
	tc_check(t, rc == -EBUSY, "returned %d, expected -EBUSY", rc);
	tc_check(t, tc_port_state(t, t->port).text[0], "refused, and no reason given");
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_DEFINED, 0);
	tc_setup(t, "change it back",
		 t->target->ops->region_set_mode(t->target, region, ISOTAP_MODE_DEVDAX));
	tc_expect_rc(t, "the same with device-dax only", try(t), 0);
}

ISOTAP_CASE(other_mode_refuses_arming) = {
	.id = "other-mode-refuses-arming",
	.area = "safeguard",
	.claim = "One region below a port that is not device-dax, and the port is not armed",
	.reqs = "SW-DAX-01 SW-DAX-02",
	.needs = {.ports = 1,
		  .regions = 2,
		  .behind_switch = true,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
