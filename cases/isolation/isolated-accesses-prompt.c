// SPDX-License-Identifier: GPL-2.0-or-later
/* Unmapping takes a while, and a program may touch thousands of lost lines until then: if each
 * waits for a timeout of its own, the machine is as dead as without isolation. Time is judged where
 * it is virtual; elsewhere the status tells whether anything timed out. */
#include <stdio.h>

#include "run/port.h"

#define ACCESSES 32u

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-after-%s", row % 2 ? "writes" : "reads",
		 row / 2 ? "timeout" : "link-down");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(row / 2 ? LOSS_TIMEOUT : LOSS_LINK_DOWN, needs);
}

static bool everywhere(uint32_t row)
{
	return row == 3;
}

static void access_all(struct test *t)
{
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);

	for (uint32_t i = 0; i < ACCESSES; i++)
		if (t->tc->variant % 2)
			tc_check(t, tc_store(t, t->region, offset + i % 8 * 8, i) == ACCESS_DONE,
				 "write %u through the isolated port did not complete", i);
		else
			tc_check(t,
				 tc_load(t, t->region, offset + i % 8 * 8, &value) ==
					 ACCESS_EXCEPTION,
				 "read %u through the isolated port got no exception", i);
}

static void run(struct test *t)
{
	enum port_loss loss = t->tc->variant / 2 ? LOSS_TIMEOUT : LOSS_LINK_DOWN;
	const struct target_ops *ops = t->target->ops;
	uint64_t start, took, limit = ti_timeout_find(0)->min_ns;

	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	sc_clear_status(t, t->port, TI_STATUS_MEM_TIMEOUT);
	start = ops->now(t->target);
	access_all(t);
	took = ops->now(t->target) - start;
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO);
	tc_check(t, !(t->target->caps & TARGET_VIRTUAL_CLOCK) || took < limit,
		 "%u accesses in isolation took %llu ns, expected less than one timeout, %llu",
		 ACCESSES, (unsigned long long)took, (unsigned long long)limit);
}

static const struct case_family rows = {
	.count = 4, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(isolated_accesses_prompt) = {
	.id = "isolated-accesses-prompt",
	.area = "isolation",
	.claim = "An access to an isolated port completes at once, without a timeout of its own",
	.reqs = "TI-ISO-06",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
