// SPDX-License-Identifier: GPL-2.0-or-later
/* One bit says that CXL.mem is isolated. A timeout that is noted, a link down that is noted, the
 * other protocol's isolation: whoever takes those for it takes memory away that works. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

static const struct {
	const char *name;
	uint32_t status;
} others[] = {
	{"timeout", TI_STATUS_MEM_TIMEOUT},
	{"link-down", TI_STATUS_MEM_ISO_LD},
	{"both", TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO_LD},
	{"cache", TI_STATUS_CACHE_TIMEOUT | TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD},
};
#define OTHERS 4u
#define VALUE 0x1507a91507a90190ull

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s%s", others[row % OTHERS].name, row < OTHERS ? "" : "-polled");
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row < OTHERS)
		needs->cap_bits |= TI_CAP_INTERRUPT;
}

static const struct case_family family = {
	.count = 2 * OTHERS,
	.name = name,
	.needs = needs,
};

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_event event;
	uint64_t value = 0;
	uint32_t ctrl;

	ti.interrupt = t->tc->variant < OTHERS;
	ti.cache_timeout = ti.cache_isolation = ti.cache_link_down = true;
	ti.cache_ranges = 0xf;
	tc_setup(t, "give the port both protocols", ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
	tc_arm(t, t->port);
	sc_fill(t, t->region, 0, VALUE);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	/* The bits come while the port is armed: it is the same port, with bits. */
	ti.left_status = others[t->tc->variant % OTHERS].status;
	tc_setup(t, "set status bits", ops->port_configure(t->target, t->port, &ti));
	tc_ti_write(t, t->port, TI_CTRL, ctrl);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       ti.left_status | TI_STATUS_MEM_ISO, ti.left_status);
	tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
	tc_check(t,
		 t->impl->wait_event(t->instance, ops->now(t->target) + 50 * TC_MS, &event) ==
			 -ETIMEDOUT,
		 "an event of port %u without an isolation of CXL.mem", event.port);
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED, "mode %d, STATUS 0x%08x",
		 tc_port_state(t, t->port).mode, tc_ti_read(t, t->port, TI_STATUS));
	tc_check(t, tc_load(t, t->region, 0, &value) == ACCESS_DONE && value == VALUE,
		 "the memory reads 0x%llx, 0x%llx was stored", (unsigned long long)value,
		 (unsigned long long)VALUE);
}

ISOTAP_CASE(other_status_is_no_isolation) = {
	.id = "other-status-is-no-isolation",
	.area = "event",
	.claim = "No status bit but that of CXL.mem isolation is taken for one",
	.reqs = "SW-EVT-02 SW-EVT-01 TI-CCH-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_REFORM | TARGET_RESERVED,
		  .faults = FAULT_BIT(FAULT_SPURIOUS_IRQ),
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
