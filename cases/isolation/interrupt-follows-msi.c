// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel gives a port fewer messages than it asked for, also after somebody enabled the
 * interrupt: one that goes by the number from before is heard by nobody. */
#include <stdio.h>

#include "case/port.h"
#include "regs/pcie.h"

#define VECTORS_LOG2 3u

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "messages-%u", 1u << row);
}

static void set_messages(struct test *t, uint32_t log2)
{
	uint32_t at = port_config(t, PCI_HDR_CAP_PTR, 1), control;

	for (int i = 0; at && i < 48 && port_config(t, at, 1) != PCI_CAP_ID_MSI; i++)
		at = port_config(t, at + 1, 1);
	if (!at)
		tc_skip(t, "the port has no MSI");
	control = (port_config(t, at + MSI_CONTROL, 2) & ~MSI_CONTROL_MME) |
		  log2 << MSI_CONTROL_MME_SHIFT;
	tc_setup(t, "write MSI control",
		 t->target->ops->cfg_write(t->target, t->port, at + MSI_CONTROL, 2, control));
}

static int count(void *arg)
{
	++*(uint32_t *)arg;
	return 1;
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t heard = 0, log2 = t->tc->variant, number;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	struct target_counters before, after;

	ti.vectors = 1u << VECTORS_LOG2;
	ti.message = (uint8_t)(ti.vectors - 1);
	port_reform(t, &ti);
	set_messages(t, log2 == VECTORS_LOG2 ? 0 : VECTORS_LOG2);
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT);
	set_messages(t, log2);
	number = tc_ti_read(t, t->port, TI_CAP) >> TI_CAP_MESSAGE_SHIFT;
	tc_setup(t, "register a handler",
		 ops->irq_register(t->target, t->port, number, count, &heard));
	before = port_counters(t, t->port);
	port_lose(t, LOSS_LINK_DOWN);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	after = port_counters(t, t->port);
	ops->irq_unregister(t->target, t->port, number, count, &heard);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 1);
	tc_check(t, heard == 1,
		 "message %u, which the capability advertises now, was heard %u times", number,
		 heard);
}

static const struct case_family rows = {
	.count = VECTORS_LOG2 + 1, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(interrupt_follows_msi) = {
	.id = "interrupt-follows-msi",
	.area = "isolation",
	.claim = "The interrupt message has the number that is advertised when it is sent",
	.reqs = "TI-ISO-07 TI-CAP-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_IRQ | TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
