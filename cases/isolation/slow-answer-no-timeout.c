// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that is slow and answers in time is no dead one: a timer that is not stopped by the
 * answer, or that goes on where the last transaction left it, isolates memory that works. */
#include <stdio.h>

#include "case/port.h"

#define VALUE 0x6u /* 65 ms to 210 ms */
#define ANSWER (40 * TC_MS)
#define ACCESSES 8u

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "writes" : "reads");
}

static void access_slowly(struct test *t, uint32_t i)
{
	struct fault answer = {.kind = FAULT_HANG_CLEAR, .port = t->port, .delay_ns = ANSWER};
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port) + 8 * i;

	tc_inject(t, FAULT_HANG, t->port);
	tc_setup(t, "inject", t->target->ops->inject(t->target, &answer));
	tc_check(t,
		 (t->tc->variant ? tc_store(t, t->region, offset, i)
				 : tc_load(t, t->region, offset, &value)) == ACCESS_DONE,
		 "access %u did not complete, which was answered in time", i);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, 0);
}

static void run(struct test *t)
{
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	const struct target_ops *ops = t->target->ops;

	port_reform(t, &ti);
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | VALUE);
	for (uint32_t i = 0; i < ACCESSES; i++)
		access_slowly(t, i);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_SECOND));
	tc_expect_bits(t, t->port, "STATUS a second later", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
}

static const struct case_family rows = {
	.count = 2, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(slow_answer_no_timeout) = {
	.id = "slow-answer-no-timeout",
	.area = "isolation",
	.claim = "Transactions that are answered before their time never time out, one or many",
	.reqs = "TI-ISO-10 TI-STS-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
