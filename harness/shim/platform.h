/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The platform table that a userspace implementation is handed, made of a target's members, and
 * what the implementation owes it in return.
 */
#ifndef ISOTAP_PLATFORM_H
#define ISOTAP_PLATFORM_H

#include <stdbool.h>

#include "impl/isotap_impl.h"
#include "target/target.h"

#define PLATFORM_BREACH_MAX 160

struct platform_slot;

struct platform {
	struct isotap_platform table; /* its ctx is this structure */
	struct target *target;
	struct platform_slot *slots; /* handlers and deferred work, as registered */
	bool locked, in_irq;
	char breach[PLATFORM_BREACH_MAX];
};

/* Fills it; it is valid as long as the target, and stays where it is. Accesses made through it
 * have origin IMPL. */
void platform_init(struct platform *platform, struct target *target);
void platform_free(struct platform *platform);
/* The target behind a table. */
struct target *platform_target(const struct isotap_platform *table);

/* To be called when no call into the implementation is under way: the lock is free again. */
void platform_idle(struct platform *platform);
/* To be called when it was removed: nothing of the instance may be called any more. */
void platform_removed(struct platform *platform);
/* The first breach of the contract (impl/isotap_impl.h): a lock taken twice, kept or given back
 * unheld; waiting, or taking a region off line, with the lock held or in an interrupt handler;
 * a handler or deferred work that outlives the instance. NULL: none. In a kernel these deadlock,
 * sleep in atomic context or call freed memory. */
const char *platform_breach(const struct platform *platform);

/* ---- platform_contract.c, for the members of the table ---- */

void platform_lock(struct platform *p);
void platform_unlock(struct platform *p);
/* Before a call that may sleep. */
void platform_may_sleep(struct platform *p, const char *call);
int platform_irq_register(struct platform *p, uint32_t port, uint32_t message, isotap_irq_fn fn,
			  void *arg);
void platform_irq_unregister(struct platform *p, uint32_t port, uint32_t message, isotap_irq_fn fn,
			     void *arg);
int platform_defer(struct platform *p, uint64_t time, isotap_work_fn fn, void *arg);
void platform_cancel(struct platform *p, isotap_work_fn fn, void *arg);

#endif
