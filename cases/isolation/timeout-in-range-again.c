// SPDX-License-Identifier: GPL-2.0-or-later
/* The value is programmed once and holds for the life of the port: a timer that a first timeout
 * leaves in another state isolates too early or too late from then on. */
#include <stdio.h>

#include "case/port.h"

#define ROUNDS 3

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%x", ti_timeouts[row].encoding);
}

static void run(struct test *t)
{
	const struct ti_timeout *timeout = &ti_timeouts[t->tc->variant];
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	const struct target_ops *ops = t->target->ops;

	port_reform(t, &ti);
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | timeout->encoding);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		uint64_t start = ops->now(t->target), waited;

		port_lose(t, LOSS_TIMEOUT);
		waited = ops->now(t->target) - start;
		port_expect_isolated(t, TI_STATUS_MEM_ISO);
		/* The calls around the access cost a little. */
		tc_check(t, waited >= timeout->min_ns && waited <= timeout->max_ns + TC_MS / 20,
			 "value 0x%x, timeout %u: after %llu ns, expected %llu to %llu",
			 timeout->encoding, round + 1, (unsigned long long)waited,
			 (unsigned long long)timeout->min_ns, (unsigned long long)timeout->max_ns);
		port_mend(t, LOSS_TIMEOUT);
		sc_clear_status(t, t->port, TI_STATUS_RW1CS);
	}
}

static const struct case_family rows = {
	.count = TI_TIMEOUT_COUNT, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(timeout_in_range_again) = {
	.id = "timeout-in-range-again",
	.area = "isolation",
	.claim = "Each timeout fires inside the range that is in force, the later ones too",
	.reqs = "TI-ISO-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
