// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation is no life sentence: memory whose port is disarmed, or was isolated and recovered, can
 * be given to the kernel, and protects the kernel again from being armed. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

enum before { ARMED, ISOLATED };

static const struct {
	const char *name;
	enum before before;
} rows[] = {
	{"disarm", ARMED},
	{"recovery", ISOLATED},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	if (rows[row].before != ISOLATED)
		return;
	needs->impl_caps |= ISOTAP_IMPL_RECOVER;
	needs->faults |= FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE);
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
	.needs = row_needs,
};

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	if (rows[t->tc->variant].before == ISOLATED) {
		sc_isolate(t, t->port);
		sc_mend(t, t->port);
		tc_recover(t, t->port);
	} else {
		tc_arm(t, t->port);
	}
	if (tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED)
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	tc_expect_rc(t, "turn the region into System RAM",
		     t->target->ops->region_set_mode(t->target, t->region, ISOTAP_MODE_SYSTEM_RAM),
		     0);
	tc_expect_rc(t, "arm with System RAM below the port",
		     t->impl->arm(t->instance, t->port, &config), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	tc_setup(t, "turn the region back to device-dax",
		 t->target->ops->region_set_mode(t->target, t->region, ISOTAP_MODE_DEVDAX));
	tc_arm(t, t->port);
}

ISOTAP_CASE(system_ram_after) = {
	.id = "system-ram-after",
	.area = "safeguard",
	.claim = "After disarming or recovery a region can become System RAM, and then the port is "
		 "not armed",
	.reqs = "SW-DAX-01 SW-DAX-02 SW-EVT-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
