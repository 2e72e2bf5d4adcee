// SPDX-License-Identifier: GPL-2.0-or-later
/* A port that is ready once is no protection: after a recovery the next fault has to be contained
 * and told as the first one was, whatever status of the first is left. Every ordered pair of
 * faults, with all status cleared in between, then with bit 8 alone. */
#include <stdio.h>

#include "case/port.h"

#define PAIRS (LOSS_COUNT * LOSS_COUNT)
#define ENABLES (TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR)

static enum port_loss first_of(uint32_t row)
{
	return (enum port_loss)(row % PAIRS / LOSS_COUNT);
}

static enum port_loss second_of(uint32_t row)
{
	return (enum port_loss)(row % LOSS_COUNT);
}

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-then-%s%s", port_loss_name(first_of(row)),
		 port_loss_name(second_of(row)), row < PAIRS ? "" : "-causes-left");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(first_of(row), needs);
	port_loss_needs(second_of(row), needs);
}

static uint32_t told_of(enum port_loss loss)
{
	return TI_STATUS_MEM_ISO |
	       (loss == LOSS_TIMEOUT ? TI_STATUS_MEM_TIMEOUT : TI_STATUS_MEM_ISO_LD);
}

static void isolate(struct test *t, enum port_loss loss, uint32_t left)
{
	struct target_counters before = port_counters(t, t->port), after;

	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	after = port_counters(t, t->port);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       told_of(loss) | left);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 1);
	tc_expect_u64(t, "ERR_COR messages", after.err_cors - before.err_cors, 1);
}

/* What is below has to be enumerated after a link down: only then can a transaction time out. */
static void bring_back(struct test *t, enum port_loss loss)
{
	port_mend(t, loss);
	sc_await_link(t, t->port);
	if (loss == LOSS_TIMEOUT)
		return;
	tc_setup(t, "enumerate below the port", t->target->ops->rescan(t->target, t->port));
	tc_setup(t, "bring the region back", t->target->ops->region_online(t->target, t->region));
}

static void run(struct test *t)
{
	enum port_loss first = first_of(t->tc->variant), second = second_of(t->tc->variant);
	bool keep = t->tc->variant >= PAIRS;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	uint32_t clear = keep ? TI_STATUS_MEM_ISO : TI_STATUS_RW1CS;

	port_reform(t, &ti);
	port_enable(t, ENABLES);
	isolate(t, first, 0);
	bring_back(t, first);
	sc_clear_status(t, t->port, clear);
	isolate(t, second, told_of(first) & ~clear);
}

static const struct case_family rows = {
	.count = 2 * PAIRS, .name = name_row, .needs = row_needs, .everywhere = port_model_only};

ISOTAP_CASE(isolates_each_time) = {
	.id = "isolates-each-time",
	.area = "isolation",
	.claim =
		"A port whose isolation was ended isolates at the next fault, and says and signals "
		"that as it did the first one",
	.reqs = "TI-ISO-01 TI-ISO-02 TI-ISO-07 TI-ISO-08 TI-STS-05",
	.needs = {.ports = 1, .regions = 1, .target_caps = TARGET_REFORM | TARGET_STAMPS},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
