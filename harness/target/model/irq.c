// SPDX-License-Identifier: GPL-2.0-or-later
/* MSI delivery: every handler registered for a message number is called, as on a shared vector. */
#include "target/model/model.h"

#include <errno.h>

#define SLOT_MESSAGE 0 /* the port's PCI Express capability says so (config.c) */

/* Where schedules are free: one interrupt may do for two messages, the first of which is still on
 * its way. */
static bool merged(struct model *m, const struct model_event *event)
{
	struct model_queue_state *q = &m->clock.queues[QUEUE_IRQ];

	if (!sched_is_free(&m->sched))
		return false;
	for (uint32_t i = 0; i < q->count; i++) {
		struct model_event *e = &q->events[i];

		if (e->port != event->port || e->detail != event->detail)
			continue;
		if (!sched_choose(m, 2, 0))
			return false;
		e->claimed |= event->claimed;
		return true;
	}
	return false;
}

void irq_send(struct model *m, struct model_port *p, uint32_t message, uint32_t delay, bool claimed)
{
	struct model_event event = {
		.time = m->clock.now + delay,
		.port = (uint8_t)model_port_id(m, p),
		.detail = (uint8_t)message,
		.claimed = claimed,
	};

	/* A message that was not allocated has nowhere to go. */
	if (message >= p->messages || merged(m, &event))
		return;
	if (clock_add(m, QUEUE_IRQ, event) < 0)
		p->counters.interrupts_unclaimed++;
}

void irq_deliver(struct model *m, const struct model_event *event)
{
	struct model_port *p = &m->ports[event->port];
	uint64_t entered;
	bool claimed = event->claimed;

	for (uint32_t i = 0; i < p->handler_count; i++) {
		struct model_handler *h = &p->handlers[i];

		if (h->message != event->detail)
			continue;
		entered = m->clock.now;
		if (h->fn(h->arg) != 1)
			continue;
		claimed = true;
		if (!p->stamps.t_irq)
			p->stamps.t_irq = entered;
	}
	if (!claimed)
		p->counters.interrupts_unclaimed++;
}

void irq_slot(struct model *m, struct model_port *p, uint32_t status_bits)
{
	uint32_t *slot = &p->cfg->value[(CONFIG_PCIE + PCIE_SLTCTL) / 4];
	uint32_t enables = 0;

	if (!p->hotplug)
		return;
	*slot |= status_bits << 16;
	if (status_bits & PCIE_SLTSTA_DLLSC)
		enables |= PCIE_SLTCTL_DLLSCE;
	if (status_bits & PCIE_SLTSTA_PDC)
		enables |= PCIE_SLTCTL_PDCE;
	if (!(*slot & PCIE_SLTCTL_HPIE) || !(*slot & enables))
		return;
	/* The kernel's hot-plug service sees its status, clears it and claims the interrupt. */
	*slot &= ~(status_bits << 16 & (PCIE_SLTSTA_DLLSC | PCIE_SLTSTA_PDC) << 16);
	irq_send(m, p, SLOT_MESSAGE, MODEL_IRQ_NS * 2, true);
}

int model_irq_register(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
		       void *arg)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);

	clock_enter(m, MODEL_COST_CALL);
	if (!p || !fn)
		return -EINVAL;
	if (message >= p->messages)
		return -ENOENT;
	if (p->handler_count == MODEL_HANDLERS)
		return -ENOSPC;
	p->handlers[p->handler_count++] =
		(struct model_handler){.fn = fn, .arg = arg, .message = (uint8_t)message};
	return 0;
}

void model_irq_unregister(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			  void *arg)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);

	clock_enter(m, MODEL_COST_CALL);
	if (!p)
		return;
	for (uint32_t i = 0; i < p->handler_count; i++) {
		struct model_handler *h = &p->handlers[i];

		if (h->fn != fn || h->arg != arg || h->message != message)
			continue;
		for (p->handler_count--; i < p->handler_count; i++)
			p->handlers[i] = p->handlers[i + 1];
		return;
	}
}
