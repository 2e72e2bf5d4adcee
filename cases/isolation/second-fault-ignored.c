// SPDX-License-Identifier: GPL-2.0-or-later
/* What is lost below an isolated port is lost once: a port that enters or signals again floods a
 * shared vector and overwrites what it said of the first fault. Every ordered pair of faults; the
 * first one is mended in between, so that the second can happen. */
#include <stdio.h>

#include "case/port.h"

static enum port_loss first_of(uint32_t row)
{
	return (enum port_loss)(row / LOSS_COUNT);
}

static enum port_loss second_of(uint32_t row)
{
	return (enum port_loss)(row % LOSS_COUNT);
}

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-then-%s", port_loss_name(first_of(row)),
		 port_loss_name(second_of(row)));
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(first_of(row), needs);
	port_loss_needs(second_of(row), needs);
}

static bool everywhere(uint32_t row)
{
	return row == LOSS_LINK_DOWN * LOSS_COUNT + LOSS_LINK_DOWN ||
	       row == LOSS_TIMEOUT * LOSS_COUNT + LOSS_LINK_DOWN;
}

static void run(struct test *t)
{
	enum port_loss first = first_of(t->tc->variant), second = second_of(t->tc->variant);
	uint32_t signals = tc_ti_read(t, t->port, TI_CAP) & (TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR);
	bool timeout = first == LOSS_TIMEOUT || second == LOSS_TIMEOUT;
	struct target_counters before, after;
	uint32_t status;

	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, timeout ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, first);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	port_mend(t, first);
	sc_await_link(t, t->port);
	status = tc_ti_read(t, t->port, TI_STATUS) & TI_STATUS_RW1CS;
	/* Only now: software that hears of an isolation takes the region away. */
	port_enable(t, tc_ti_read(t, t->port, TI_CTRL) | signals);
	before = port_counters(t, t->port);
	port_lose(t, second);
	after = port_counters(t, t->port);
	tc_expect_u64(t, "isolations", after.isolations - before.isolations, 0);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 0);
	tc_expect_u64(t, "ERR_COR messages", after.err_cors - before.err_cors, 0);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       status);
}

static const struct case_family rows = {.count = LOSS_COUNT * LOSS_COUNT,
					.name = name_row,
					.needs = row_needs,
					.everywhere = everywhere};

ISOTAP_CASE(second_fault_ignored) = {
	.id = "second-fault-ignored",
	.area = "isolation",
	.claim = "A further fault during an isolation neither enters it nor signals it again",
	.reqs = "TI-ISO-12",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
