// SPDX-License-Identifier: GPL-2.0-or-later
/* Software programs value and enable in one write: a port that takes the value over with the next
 * write only, or another field's, isolates too early or too late. Every value; alone, then with
 * CXL.cache's timeout on at the other end of the list. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%x-%s", ti_timeouts[row / 2].encoding,
		 row % 2 ? "with-cache" : "alone");
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant / 2, enables = TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT;
	const struct ti_timeout *timeout = &ti_timeouts[row];
	const struct ti_timeout *cache =
		&ti_timeouts[row < TI_TIMEOUT_COUNT / 2 ? TI_TIMEOUT_COUNT - 1 : 1];
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	const struct target_ops *ops = t->target->ops;
	uint64_t start, waited;

	if (t->tc->variant % 2)
		enables |= TI_CTRL_CACHE_TIMEOUT | (uint32_t)cache->encoding
							   << TI_CTRL_CACHE_VALUE_SHIFT;
	port_reform(t, &ti);
	port_enable(t, enables | timeout->encoding);
	start = ops->now(t->target);
	port_lose(t, LOSS_TIMEOUT);
	waited = ops->now(t->target) - start;
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	/* The calls around the access cost a little. */
	tc_check(t, waited >= timeout->min_ns && waited <= timeout->max_ns + TC_MS / 20,
		 "value 0x%x: timed out after %llu ns, expected %llu to %llu", timeout->encoding,
		 (unsigned long long)waited, (unsigned long long)timeout->min_ns,
		 (unsigned long long)timeout->max_ns);
}

static const struct case_family rows = {
	.count = 2 * TI_TIMEOUT_COUNT, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(timeout_value_with_enable) = {
	.id = "timeout-value-with-enable",
	.area = "control",
	.claim = "A timeout value that is written along with its enable holds for the next access, "
		 "whatever CXL.cache has",
	.reqs = "TI-CTL-11 TI-ISO-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_HANG)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
