// SPDX-License-Identifier: GPL-2.0-or-later
/* Unmapping takes a while, and a program may touch thousands of lost lines until then: if each
 * waits for a timeout of its own, the machine is as dead as without isolation. The longest value is
 * in force, so that no wait can be taken for a slow machine where time is real. */
#include <stdio.h>

#include "case/port.h"

#define ACCESSES 32u
#define VALUE 0xeu /* 17 s and more */
#define REAL_LIMIT (10 * TC_SECOND)

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

static void access_one(struct test *t, uint32_t i)
{
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port) + i % 8 * 8;

	if (t->tc->variant % 2)
		tc_check(t, tc_store(t, t->region, offset, i) == ACCESS_DONE,
			 "write %u through the isolated port did not complete", i);
	else
		tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
			 "read %u through the isolated port got no exception", i);
}

static void run(struct test *t)
{
	bool virtual_clock = t->target->caps & TARGET_VIRTUAL_CLOCK;
	uint64_t start, limit = virtual_clock ? ti_timeout_find(0)->min_ns : REAL_LIMIT;
	const struct target_ops *ops = t->target->ops;

	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	port_lose(t, t->tc->variant / 2 ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	sc_clear_status(t, t->port, TI_STATUS_MEM_TIMEOUT);
	tc_ti_write(t, t->port, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | VALUE);
	start = ops->now(t->target);
	for (uint32_t i = 0; i < ACCESSES; i++) {
		access_one(t, i);
		tc_check(t, ops->now(t->target) - start < limit,
			 "%u accesses in isolation took %llu ns, expected less than %llu", i + 1,
			 (unsigned long long)(ops->now(t->target) - start),
			 (unsigned long long)limit);
	}
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO);
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
	.timeout_ms = 90000,
	.family = &rows,
	.run = run,
};
