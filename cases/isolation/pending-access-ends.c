// SPDX-License-Identifier: GPL-2.0-or-later
/* An access that was on its way when the link went down has to end with the isolation: with a long
 * timeout the processor would hang for minutes although the port knows already. */
#include <stdio.h>

#include "case/port.h"

#define VALUE 0xeu /* 17 s and more */
#define DOWN_AFTER (20 * TC_MS)
#define SLACK TC_MS

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-%s", row % 2 ? "write" : "read", row / 2 ? "removal" : "link-down");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(row / 2 ? LOSS_REMOVAL : LOSS_LINK_DOWN, needs);
}

static bool everywhere(uint32_t row)
{
	return row < 2;
}

static void run(struct test *t)
{
	struct fault fault = {.kind = t->tc->variant / 2 ? FAULT_SURPRISE_REMOVE : FAULT_LINK_DOWN,
			      .port = t->port,
			      .delay_ns = DOWN_AFTER};
	uint64_t value, start, took, offset = tc_offset_on_port(t, t->region, t->port);
	const struct target_ops *ops = t->target->ops;

	if (!(ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES) >> VALUE & 1))
		tc_skip(t, "the port offers no value 0x%x", VALUE);
	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT | VALUE);
	tc_inject(t, FAULT_HANG, t->port);
	start = ops->now(t->target);
	tc_setup(t, "inject", ops->inject(t->target, &fault));
	if (t->tc->variant % 2)
		tc_check(t, tc_store(t, t->region, offset, 0) == ACCESS_DONE,
			 "the pending write did not complete");
	else
		tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
			 "the pending read got no exception");
	took = ops->now(t->target) - start;
	port_expect_isolated(t, TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_TIMEOUT, 0);
	tc_check(t, !(t->target->caps & TARGET_VIRTUAL_CLOCK) || took < DOWN_AFTER + SLACK,
		 "the access ended %llu ns after it began, the link was down after %llu",
		 (unsigned long long)took, (unsigned long long)DOWN_AFTER);
}

static const struct case_family rows = {
	.count = 4, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(pending_access_ends) = {
	.id = "pending-access-ends",
	.area = "isolation",
	.claim = "An access that is pending when the link goes down completes with the isolation",
	.reqs = "TI-ISO-06",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
