// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an implementation owes the platform besides doing its work. Handlers and deferred work go
 * through here, so that it is known what context a call is made in and what is still registered.
 */
#include "shim/platform.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct platform_slot {
	struct platform_slot *next;
	struct platform *platform;
	isotap_irq_fn irq; /* or */
	isotap_work_fn work;
	void *arg;
	uint32_t port, message;
	uint32_t registered; /* how often, of interrupt handlers */
	bool queued;         /* of deferred work */
};

static void breach(struct platform *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void breach(struct platform *p, const char *format, ...)
{
	va_list args;

	if (*p->breach)
		return;
	va_start(args, format);
	vsnprintf(p->breach, sizeof(p->breach), format, args);
	va_end(args);
}

const char *platform_breach(const struct platform *platform)
{
	return *platform->breach ? platform->breach : NULL;
}

void platform_lock(struct platform *p)
{
	if (p->locked) {
		breach(p, "lock() with the lock held: it is not recursive");
		return;
	}
	/* Handlers may run, and return, before it is held. */
	p->target->ops->lock(p->target);
	p->locked = true;
}

void platform_unlock(struct platform *p)
{
	if (!p->locked) {
		breach(p, "unlock() without the lock");
		return;
	}
	/* Handlers may run as soon as it is not held. */
	p->locked = false;
	p->target->ops->unlock(p->target);
}

static void returned(struct platform *p, const char *what)
{
	if (!p->locked)
		return;
	breach(p, "%s returned with the lock held", what);
	platform_unlock(p); /* or no interrupt would ever be handled again */
}

void platform_idle(struct platform *platform)
{
	returned(platform, "a call");
}

void platform_may_sleep(struct platform *p, const char *call)
{
	if (p->in_irq)
		breach(p, "%s() in an interrupt handler", call);
	else if (p->locked)
		breach(p, "%s() with the lock held", call);
}

static struct platform_slot *slot_new(struct platform *p)
{
	struct platform_slot *slot = calloc(1, sizeof(*slot));

	if (!slot)
		return NULL;
	slot->platform = p;
	slot->next = p->slots;
	p->slots = slot;
	return slot;
}

static struct platform_slot *irq_slot(struct platform *p, uint32_t port, uint32_t message,
				      isotap_irq_fn fn, void *arg)
{
	for (struct platform_slot *slot = p->slots; slot; slot = slot->next)
		if (slot->irq == fn && slot->arg == arg && slot->port == port &&
		    slot->message == message)
			return slot;
	return NULL;
}

static struct platform_slot *work_slot(struct platform *p, isotap_work_fn fn, void *arg)
{
	for (struct platform_slot *slot = p->slots; slot; slot = slot->next)
		if (slot->work == fn && slot->arg == arg)
			return slot;
	return NULL;
}

static int run_irq(void *arg)
{
	struct platform_slot *slot = arg;
	int handled;

	slot->platform->in_irq = true;
	handled = slot->irq(slot->arg);
	slot->platform->in_irq = false;
	returned(slot->platform, "an interrupt handler");
	return handled;
}

static void run_work(void *arg)
{
	struct platform_slot *slot = arg;

	slot->queued = false;
	slot->work(slot->arg);
	returned(slot->platform, "deferred work");
}

int platform_irq_register(struct platform *p, uint32_t port, uint32_t message, isotap_irq_fn fn,
			  void *arg)
{
	struct platform_slot *slot = irq_slot(p, port, message, fn, arg);
	int rc;

	if (!slot)
		slot = slot_new(p);
	if (!slot)
		return -ENOMEM;
	slot->irq = fn;
	slot->arg = arg;
	slot->port = port;
	slot->message = message;
	rc = p->target->ops->irq_register(p->target, port, message, run_irq, slot);
	slot->registered += !rc;
	return rc;
}

void platform_irq_unregister(struct platform *p, uint32_t port, uint32_t message, isotap_irq_fn fn,
			     void *arg)
{
	struct platform_slot *slot = irq_slot(p, port, message, fn, arg);

	if (!slot || !slot->registered) /* nothing of that kind to be taken away */
		return;
	p->target->ops->irq_unregister(p->target, port, message, run_irq, slot);
	slot->registered--;
}

int platform_defer(struct platform *p, uint64_t time, isotap_work_fn fn, void *arg)
{
	struct platform_slot *slot = work_slot(p, fn, arg);
	int rc;

	if (!slot)
		slot = slot_new(p);
	if (!slot)
		return -ENOMEM;
	slot->work = fn;
	slot->arg = arg;
	rc = p->target->ops->defer(p->target, time, run_work, slot);
	if (!rc)
		slot->queued = true;
	return rc;
}

void platform_cancel(struct platform *p, isotap_work_fn fn, void *arg)
{
	struct platform_slot *slot = work_slot(p, fn, arg);

	if (!slot)
		return;
	p->target->ops->cancel(p->target, run_work, slot);
	slot->queued = false;
}

void platform_removed(struct platform *platform)
{
	platform_idle(platform);
	for (struct platform_slot *slot = platform->slots; slot; slot = slot->next) {
		if (slot->registered)
			breach(platform, "remove() left the interrupt handler of %s registered",
			       platform->target->ports[slot->port].name);
		if (slot->queued)
			breach(platform, "remove() left deferred work queued");
		/* What it points to is gone. */
		for (; slot->registered; slot->registered--)
			platform->target->ops->irq_unregister(platform->target, slot->port,
							      slot->message, run_irq, slot);
		if (slot->queued)
			platform->target->ops->cancel(platform->target, run_work, slot);
		slot->queued = false;
	}
}

void platform_free(struct platform *platform)
{
	struct platform_slot *next;

	for (struct platform_slot *slot = platform->slots; slot; slot = next) {
		next = slot->next;
		free(slot);
	}
	platform->slots = NULL;
}
