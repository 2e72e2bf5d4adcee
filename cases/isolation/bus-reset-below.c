// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel resets a device by the port above it (Secondary Bus Reset), with programs still at its
 * memory: to the port that is a link that goes down, and no reset of its own registers. */
#include <stdio.h>

#include "case/port.h"
#include "regs/pcie.h"

#define BRIDGE_CONTROL (PCI_HDR_BRIDGE + 2)
#define ENABLES (TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO | TI_CTRL_MEM_TIMEOUT)
#define VALUE 0x6u

enum row { ISOLATES, KEEPS_CONTROL, KEEPS_STATUS, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"isolates", "keeps-control", "keeps-status"};

	snprintf(out, size, "%s", names[row]);
}

static void reset_below(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t control = 0;

	tc_setup(t, "read bridge control",
		 ops->cfg_read(t->target, t->port, BRIDGE_CONTROL, 2, &control));
	tc_setup(t, "begin a bus reset",
		 ops->cfg_write(t->target, t->port, BRIDGE_CONTROL, 2, control | PCI_BRIDGE_SBR));
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + 2 * TC_MS));
	tc_setup(t, "end the bus reset",
		 ops->cfg_write(t->target, t->port, BRIDGE_CONTROL, 2, control));
	sc_await_link(t, t->port);
}

static void run(struct test *t)
{
	uint32_t by_link = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD | TI_STATUS_CACHE_ISO |
			   TI_STATUS_CACHE_ISO_LD;
	uint32_t by_timeout = TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT, before;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	port_enable(t, ENABLES | VALUE);
	before = tc_ti_read(t, t->port, TI_CTRL);
	if (t->tc->variant == KEEPS_STATUS) {
		port_lose(t, LOSS_TIMEOUT);
		port_expect_isolated(t, TI_STATUS_MEM_ISO);
		port_mend(t, LOSS_TIMEOUT);
	}
	reset_below(t);
	if (t->tc->variant == KEEPS_CONTROL)
		tc_expect_bits(t, t->port, "CTRL after the bus reset",
			       tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_DEFINED, before);
	else if (t->tc->variant == KEEPS_STATUS)
		tc_expect_bits(t, t->port, "STATUS after the bus reset",
			       tc_ti_read(t, t->port, TI_STATUS), by_timeout, by_timeout);
	else
		tc_expect_bits(t, t->port, "STATUS after the bus reset",
			       tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, by_link);
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(bus_reset_below) = {
	.id = "bus-reset-below",
	.area = "isolation",
	.claim = "A secondary bus reset isolates an enabled port as any link down does, and resets "
		 "none of its registers",
	.reqs = "TI-ISO-01 TI-ISO-11 TI-CTL-02 TI-CTL-04 TI-CTL-05 TI-STS-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
