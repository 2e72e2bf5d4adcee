// SPDX-License-Identifier: GPL-2.0-or-later
/* Software listens on the number that the capability names: a message on another one is somebody
 * else's interrupt, and the isolation goes unnoticed. Every number of a port with eight messages.
 */
#include <stdio.h>

#include "case/port.h"

#define VECTORS 8

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "message-%u", row);
}

static int count(void *arg)
{
	++*(uint32_t *)arg;
	return 1;
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	uint32_t heard[VECTORS] = {0}, number, first = 0;

	ti.vectors = VECTORS;
	ti.message = (uint8_t)t->tc->variant;
	port_reform(t, &ti);
	number = tc_ti_read(t, t->port, TI_CAP) >> TI_CAP_MESSAGE_SHIFT;
	/* Hot-plug has number 0 and something to say of a link that is down. */
	if (t->target->topo->ports[t->port].hotplug)
		first = 1;
	for (uint32_t i = 0; i < VECTORS; i++)
		tc_setup(t, "register a handler",
			 ops->irq_register(t->target, t->port, i, count, &heard[i]));
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT);
	port_lose(t, LOSS_LINK_DOWN);
	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	for (uint32_t i = 0; i < VECTORS; i++)
		ops->irq_unregister(t->target, t->port, i, count, &heard[i]);
	for (uint32_t i = first; i < VECTORS; i++)
		tc_check(t, heard[i] == (i == number),
			 "message %u was heard %u times; the capability advertises %u", i, heard[i],
			 number);
}

static const struct case_family rows = {
	.count = VECTORS, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(interrupt_on_its_number) = {
	.id = "interrupt-on-its-number",
	.area = "isolation",
	.claim = "The interrupt message has the number that the capability advertises",
	.reqs = "TI-ISO-07 TI-CAP-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_IRQ,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
