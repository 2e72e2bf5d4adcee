// SPDX-License-Identifier: GPL-2.0-or-later
/* RP Busy may read anything on a port that is not isolated. Software that waits for it before it
 * clears what an earlier life has left waits for nothing, and the port is never armed. */
#include <stdio.h>

#include "case/scenario.h"

static const uint32_t left[] = {TI_STATUS_MEM_TIMEOUT, TI_STATUS_MEM_ISO_LD,
				TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO_LD};

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%04x", left[row]);
}

static const struct case_family family = {
	.count = 3,
	.name = name,
};

static void run(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	ti.left_status = left[t->tc->variant];
	tc_setup(t, "leave status from before",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_inject(t, FAULT_BUSY_UNDEFINED, t->port);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RP_BUSY | left[t->tc->variant],
		       TI_STATUS_RP_BUSY | left[t->tc->variant]);
	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "STATUS of the armed port", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
}

ISOTAP_CASE(left_over_beside_busy) = {
	.id = "left-over-beside-busy",
	.area = "recovery",
	.claim =
		"Status left from before is dealt with although RP Busy, which means nothing then, "
		"is set",
	.reqs = "TI-STS-11 TI-STS-08",
	.needs = {.ports = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_REFORM | TARGET_RESERVED,
		  .faults = FAULT_BIT(FAULT_BUSY_UNDEFINED),
		  .cap_bits = TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
