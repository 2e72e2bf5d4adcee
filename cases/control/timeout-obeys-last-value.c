// SPDX-License-Identifier: GPL-2.0-or-later
/* An administrator lengthens a timeout for a slow device while the port is armed: a port that goes
 * by the value it was armed with isolates it all the same. Every ordered pair of values. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "from-%x-to-%x", ti_timeouts[row / TI_TIMEOUT_COUNT].encoding,
		 ti_timeouts[row % TI_TIMEOUT_COUNT].encoding);
}

static void run(struct test *t)
{
	const struct ti_timeout *from = &ti_timeouts[t->tc->variant / TI_TIMEOUT_COUNT];
	const struct ti_timeout *to = &ti_timeouts[t->tc->variant % TI_TIMEOUT_COUNT];
	uint32_t enables = TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT;
	struct topo_ti ti = port_offering(t, enables);
	const struct target_ops *ops = t->target->ops;
	uint64_t start, waited;

	port_reform(t, &ti);
	port_enable(t, enables | from->encoding);
	port_enable(t, enables | to->encoding);
	start = ops->now(t->target);
	port_lose(t, LOSS_TIMEOUT);
	waited = ops->now(t->target) - start;
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	/* The calls around the access cost a little. */
	tc_check(t, waited >= to->min_ns && waited <= to->max_ns + TC_MS / 20,
		 "value 0x%x after 0x%x: timed out after %llu ns, expected %llu to %llu",
		 to->encoding, from->encoding, (unsigned long long)waited,
		 (unsigned long long)to->min_ns, (unsigned long long)to->max_ns);
}

static const struct case_family rows = {.count = TI_TIMEOUT_COUNT * TI_TIMEOUT_COUNT,
					.name = name_row,
					.everywhere = port_model_only};

ISOTAP_CASE(timeout_obeys_last_value) = {
	.id = "timeout-obeys-last-value",
	.area = "control",
	.claim =
		"A timeout value that is changed while the port is armed holds for the next access",
	.reqs = "TI-CTL-11 TI-ISO-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_HANG)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
