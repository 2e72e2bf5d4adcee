// SPDX-License-Identifier: GPL-2.0-or-later
/* A port may be armed with nothing below it, and the device comes later. Its memory is protected
 * like any other, although nobody named it when the port was armed. */
#include <stdio.h>

#include "case/scenario.h"

static const enum fault_kind kinds[] = {FAULT_LINK_DOWN, FAULT_HANG, FAULT_SURPRISE_REMOVE};

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", fault_name(kinds[row]));
}

static void needs(uint32_t row, struct case_needs *needs)
{
	needs->faults |= FAULT_BIT(kinds[row]);
}

static bool everywhere(uint32_t row)
{
	(void)row; /* a guest forgets a device only when its slot says so */
	return false;
}

static const struct case_family family = {
	.count = 3,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct isotap_region_info info;
	uint64_t value;

	tc_inject(t, FAULT_SURPRISE_REMOVE, t->port);
	tc_setup(t, "forget the device", ops->rescan(t->target, t->port));
	tc_check(t, ops->region_info(t->target, t->region, &info) < 0,
		 "the region is still there without its device");
	tc_arm(t, t->port);
	sc_mend(t, t->port);
	sc_await_link(t, t->port);
	tc_setup(t, "find the device", ops->rescan(t->target, t->port));
	tc_setup(t, "make the region", ops->region_online(t->target, t->region));
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED,
		 "armed before the device came, state %d after", tc_port_state(t, t->port).mode);
	sc_expect_works(t, t->region, 0x1a7e);
	tc_inject(t, kinds[t->tc->variant], t->port);
	if (kinds[t->tc->variant] == FAULT_HANG)
		tc_load(t, t->region, tc_offset_on_port(t, t->region, t->port), &value);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	sc_expect_works(t, t->region, 0x1a7f);
}

ISOTAP_CASE(region_made_after_arming) = {
	.id = "region-made-after-arming",
	.area = "event",
	.claim =
		"Memory that comes below a port already armed is taken out of use by its isolation "
		"and recovered",
	.reqs = "SW-EVT-01 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_SURPRISE_REMOVE) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
