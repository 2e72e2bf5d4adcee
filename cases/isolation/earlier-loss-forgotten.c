// SPDX-License-Identifier: GPL-2.0-or-later
/* Links train several times before software arms a port. One that remembers an earlier link down
 * isolates memory that works the moment it is protected. */
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
	const struct target_ops *ops = t->target->ops;
	enum port_loss loss = (enum port_loss)t->tc->variant;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	struct target_counters before, after;

	port_reform(t, &ti);
	port_lose(t, loss);
	port_mend(t, loss);
	sc_await_link(t, t->port);
	before = port_counters(t, t->port);
	port_enable(t, PORT_ENABLES & ~(TI_CTRL_MEM_ISO_LD | TI_CTRL_CACHE_ISO_LD));
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_SECOND));
	after = port_counters(t, t->port);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, 0);
	tc_expect_u64(t, "isolations", after.isolations - before.isolations, 0);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 0);
}

/* All but the timeout. */
static const struct case_family rows = {
	.count = LOSS_TIMEOUT, .name = name_row, .needs = row_needs, .everywhere = port_model_only};

ISOTAP_CASE(earlier_loss_forgotten) = {
	.id = "earlier-loss-forgotten",
	.area = "isolation",
	.claim = "A link that was down and is up again isolates no port that is enabled afterwards",
	.reqs = "TI-ISO-03 TI-ISO-01",
	.needs = {.ports = 1, .regions = 1, .target_caps = TARGET_REFORM | TARGET_STAMPS},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
