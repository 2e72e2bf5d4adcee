// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The virtual clock. Time goes on only when the target is called; what became due runs then, in
 * order of time and, among equals, of arrival. Hardware always goes on; interrupts wait while the
 * lock is held or another handler runs; deferred work also waits for other deferred work.
 */
#include "target/model/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void update_next(struct model_clock *c)
{
	uint64_t next = UINT64_MAX;

	for (int q = 0; q < QUEUE_COUNT; q++)
		for (uint32_t i = 0; i < c->queues[q].count; i++)
			if (c->queues[q].events[i].time < next)
				next = c->queues[q].events[i].time;
	c->next = next;
}

int clock_add(struct model *m, enum model_queue queue, struct model_event event)
{
	struct model_clock *c = &m->clock;
	struct model_queue_state *q = &c->queues[queue];

	if (q->count == MODEL_EVENTS)
		return -ENOSPC;
	event.seq = c->seq++;
	if (unlikely(sched_is_free(&m->sched)))
		sched_window(m, queue, &event);
	q->events[q->count++] = event;
	if (event.time < c->next)
		c->next = event.time;
	return 0;
}

static void remove_at(struct model_clock *c, int queue, uint32_t index)
{
	struct model_queue_state *q = &c->queues[queue];

	q->events[index] = q->events[--q->count];
	update_next(c);
}

void clock_drop_hw(struct model *m, uint32_t port, uint8_t kind)
{
	struct model_queue_state *q = &m->clock.queues[QUEUE_HW];

	for (uint32_t i = q->count; i-- > 0;)
		if (q->events[i].port == port && (kind == UINT8_MAX || q->events[i].kind == kind))
			remove_at(&m->clock, QUEUE_HW, i);
}

void clock_drop_irqs(struct model *m)
{
	m->clock.queues[QUEUE_IRQ].count = 0;
	update_next(&m->clock);
}

bool clock_before(const struct model_event *a, const struct model_event *b)
{
	return a->time < b->time || (a->time == b->time && a->seq < b->seq);
}

int clock_open_queues(const struct model_clock *c)
{
	if (c->locked || c->in_irq)
		return QUEUE_IRQ;
	return c->in_work ? QUEUE_WORK : QUEUE_COUNT;
}

static void run_hw(struct model *m, const struct model_event *event)
{
	if (event->kind == HW_USER)
		user_step(m, event->port);
	else if (event->kind == HW_LINK_UP)
		port_link_trained(m, &m->ports[event->port]);
	else if (event->kind == HW_ISOLATE)
		port_isolate(m, &m->ports[event->port], event->detail);
	else
		port_fault(m, &m->ports[event->port], event->detail);
}

static bool next_due(const struct model_clock *c, uint64_t limit, int *queue, uint32_t *index)
{
	const struct model_event *best = NULL;

	for (int q = 0; q < clock_open_queues(c); q++) {
		for (uint32_t i = 0; i < c->queues[q].count; i++) {
			const struct model_event *e = &c->queues[q].events[i];

			if (best && !clock_before(e, best))
				continue;
			best = e;
			*queue = q;
			*index = i;
		}
	}
	return best && best->time <= limit;
}

bool clock_run_one(struct model *m, uint64_t limit)
{
	struct model_clock *c = &m->clock;
	struct model_event event;
	uint32_t index = 0;
	int queue = 0;

	if (unlikely(sched_is_free(&m->sched))) {
		if (!sched_next(m, limit, &queue, &index))
			return false;
	} else if (!next_due(c, limit, &queue, &index)) {
		return false;
	}
	event = c->queues[queue].events[index];
	remove_at(c, queue, index);
	if (event.time > c->now)
		c->now = event.time;
	if (queue == QUEUE_HW) {
		run_hw(m, &event);
	} else if (queue == QUEUE_IRQ) {
		c->in_irq = true;
		irq_deliver(m, &event);
		c->in_irq = false;
		c->ran++;
	} else {
		c->in_work = true;
		event.fn(event.arg);
		c->in_work = false;
		c->ran++;
	}
	return true;
}

void clock_run_due(struct model *m)
{
	/* Fixed: work that queues itself again must not keep the caller here for ever. */
	uint64_t limit = m->clock.now;

	while (!m->dead && clock_run_one(m, limit))
		;
}

uint64_t model_random(struct model *m, uint64_t low, uint64_t high)
{
	/* splitmix64: any seed will do, 0 included. */
	uint64_t z = m->rng += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	z ^= z >> 31;
	return low + z % (high - low + 1);
}

uint64_t model_now(struct target *t)
{
	clock_enter(model_of(t), MODEL_COST_CALL);
	return model_of(t)->clock.now;
}

uint64_t model_look(struct target *t)
{
	return model_of(t)->clock.now;
}

static uint64_t bounded(const struct model *m, uint64_t time)
{
	uint64_t most = m->clock.now + MODEL_MAX_WAIT_NS;

	return time < most ? time : most;
}

int model_delay_until(struct target *t, uint64_t time)
{
	struct model *m = model_of(t);

	clock_enter(m, MODEL_COST_CALL);
	if (m->clock.in_irq)
		return -EPERM;
	time = bounded(m, time);
	while (!m->dead && clock_run_one(m, time))
		;
	if (m->dead)
		return -EHOSTDOWN;
	if (m->clock.now < time)
		m->clock.now = time;
	return 0;
}

int model_wait(struct target *t, uint64_t deadline)
{
	struct model *m = model_of(t);
	uint64_t ran = m->clock.ran;

	clock_enter(m, MODEL_COST_CALL);
	if (m->clock.in_irq)
		return -EPERM;
	deadline = bounded(m, deadline);
	while (!m->dead && m->clock.ran == ran && clock_run_one(m, deadline))
		;
	if (m->dead)
		return -EHOSTDOWN;
	if (m->clock.ran != ran)
		return 0;
	if (m->clock.now < deadline)
		m->clock.now = deadline;
	return -ETIMEDOUT;
}

void model_lock(struct target *t)
{
	struct model *m = model_of(t);

	clock_enter(m, MODEL_COST_CALL);
	if (m->clock.locked) {
		/* Taken twice by one context: hardware would stand still here for ever. */
		fprintf(stderr, "model: deadlock: lock() while the lock is held\n");
		abort();
	}
	m->clock.locked = true;
}

void model_unlock(struct target *t)
{
	struct model *m = model_of(t);

	m->clock.locked = false;
	clock_enter(m, MODEL_COST_CALL);
}

static bool find_work(const struct model *m, isotap_work_fn fn, const void *arg, uint32_t *index)
{
	const struct model_queue_state *q = &m->clock.queues[QUEUE_WORK];

	for (uint32_t i = 0; i < q->count; i++) {
		if (q->events[i].fn == fn && q->events[i].arg == arg) {
			*index = i;
			return true;
		}
	}
	return false;
}

int model_defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg)
{
	struct model *m = model_of(t);
	struct model_event event = {.fn = fn, .arg = arg};
	uint32_t index;

	clock_enter(m, MODEL_COST_CALL);
	if (!fn)
		return -EINVAL;
	if (find_work(m, fn, arg, &index))
		remove_at(&m->clock, QUEUE_WORK, index);
	event.time = m->clock.now + (sched_is_free(&m->sched) ? 0 : MODEL_WORK_NS);
	if (time > event.time)
		event.time = time;
	return clock_add(m, QUEUE_WORK, event);
}

void model_cancel(struct target *t, isotap_work_fn fn, void *arg)
{
	struct model *m = model_of(t);
	uint32_t index;

	clock_enter(m, MODEL_COST_CALL);
	if (find_work(m, fn, arg, &index))
		remove_at(&m->clock, QUEUE_WORK, index);
}
