// SPDX-License-Identifier: GPL-2.0-or-later
/* Software that leaves CXL.cache isolation to others leaves its status set, too. If that kept the
 * port from sending a message when CXL.mem isolates later, nobody would learn of lost memory. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "cache-after-mem" : "mem-after-cache");
}

/* CXL.cache by a link down, and the way to the memory open again. */
static void isolate_cache(struct test *t)
{
	port_lose(t, LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_CACHE_ISO);
	port_mend(t, LOSS_LINK_DOWN);
	sc_await_link(t, t->port);
	tc_setup(t, "enumerate below the port", t->target->ops->rescan(t->target, t->port));
	tc_setup(t, "bring the region back", t->target->ops->region_online(t->target, t->region));
}

static void run(struct test *t)
{
	uint32_t signals = TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR;
	uint32_t mem = TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	struct target_counters before, after;

	port_reform(t, &ti);
	if (t->tc->variant) {
		port_enable(t, signals | mem | TI_CTRL_CACHE_ISO);
		port_lose(t, LOSS_TIMEOUT);
		port_expect_isolated(t, TI_STATUS_MEM_ISO);
		before = port_counters(t, t->port);
		port_lose(t, LOSS_LINK_DOWN);
	} else {
		port_enable(t, signals | TI_CTRL_CACHE_ISO);
		isolate_cache(t);
		port_enable(t, signals | TI_CTRL_CACHE_ISO | mem);
		before = port_counters(t, t->port);
		port_lose(t, LOSS_TIMEOUT);
	}
	port_expect_isolated(t, PORT_ISOLATED);
	after = port_counters(t, t->port);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 1);
	tc_expect_u64(t, "ERR_COR messages", after.err_cors - before.err_cors, 1);
}

static const struct case_family rows = {
	.count = 2, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(each_protocol_signals) = {
	.id = "each-protocol-signals",
	.area = "isolation",
	.claim = "A protocol that isolates while the other one is isolated already is signalled, "
		 "too",
	.reqs = "TI-ISO-11 TI-ISO-07 TI-ISO-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE) |
			    FAULT_BIT(FAULT_HANG)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
