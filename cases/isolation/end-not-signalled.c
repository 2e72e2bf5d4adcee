// SPDX-License-Identifier: GPL-2.0-or-later
/* A message is for an isolation that began. One more at its end meets a handler that finds nothing:
 * on a shared vector that counts as nobody's interrupt, and the kernel may switch it off. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", port_loss_name((enum port_loss)row));
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs((enum port_loss)row, needs);
}

static void run(struct test *t)
{
	uint32_t signals = TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR;
	enum port_loss loss = (enum port_loss)t->tc->variant;
	const struct target_ops *ops = t->target->ops;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	struct target_counters before, after;

	port_reform(t, &ti);
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | signals);
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	before = port_counters(t, t->port);
	port_mend(t, loss);
	sc_await_link(t, t->port);
	sc_clear_status(t, t->port, TI_STATUS_RW1CS);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_SECOND));
	after = port_counters(t, t->port);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, 0);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 0);
	tc_expect_u64(t, "ERR_COR messages", after.err_cors - before.err_cors, 0);
}

static const struct case_family rows = {
	.count = LOSS_COUNT, .name = name_row, .needs = row_needs, .everywhere = port_model_only};

ISOTAP_CASE(end_not_signalled) = {
	.id = "end-not-signalled",
	.area = "isolation",
	.claim = "The end of an isolation is not signalled, its beginning alone is",
	.reqs = "TI-ISO-07 TI-ISO-08",
	.needs = {.ports = 1, .regions = 1, .target_caps = TARGET_REFORM | TARGET_STAMPS},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
