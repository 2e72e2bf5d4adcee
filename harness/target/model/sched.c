// SPDX-License-Identifier: GPL-2.0-or-later
/* The scheduler of the model: sched.h says what it may choose. */
#include "target/model/sched.h"

#include <errno.h>
#include <stdlib.h>

#include "target/model/model.h"

#define OPTIONS_MAX 255u
#define LAZY_OF 64u

static uint64_t next_random(struct sched *s)
{
	/* splitmix64, a stream of its own: what the model draws does not depend on the schedule. */
	uint64_t z = s->rng += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

int sched_open(struct model *m, const struct target_schedule *config)
{
	/* From "as soon as may be" to "hardly before it must". */
	static const uint8_t lazy[] = {0, 16, 32, 48, 56, 60, 62, 63};
	struct sched *s = &m->sched;

	s->config = *config;
	if (!sched_is_free(s))
		return 0;
	s->rng = config->seed ^ 0x5c4ed01e5c4ed01eull;
	for (int i = 0; i < SCHED_LAZY_KINDS; i++)
		s->lazy[i] = lazy[next_random(s) % sizeof(lazy)];
	s->room = 256;
	s->taken = malloc(s->room);
	s->options = malloc(s->room);
	return s->taken && s->options ? 0 : -ENOMEM;
}

void sched_close(struct model *m)
{
	free(m->sched.taken);
	free(m->sched.options);
}

static void keep(struct sched *s, unsigned int options, unsigned int taken)
{
	s->count++;
	if (s->kept == s->room && s->room < SCHED_MAX_CHOICES) {
		uint8_t *a = realloc(s->taken, s->room * 2), *b;

		if (a)
			s->taken = a;
		b = realloc(s->options, s->room * 2);
		if (b)
			s->options = b;
		if (a && b)
			s->room *= 2;
	}
	if (s->kept == s->room)
		return;
	s->taken[s->kept] = (uint8_t)taken;
	s->options[s->kept++] = (uint8_t)options;
}

unsigned int sched_choose(struct model *m, unsigned int options, unsigned int lazy)
{
	struct sched *s = &m->sched;
	unsigned int taken = 0;

	if (s->config.kind == TARGET_SCHEDULE_SCRIPT) {
		if (s->count < s->config.count)
			taken = s->config.script[s->count];
		/* A script of another scenario: as near as there is. */
		if (taken >= options)
			taken = options - 1;
	} else if (next_random(s) % LAZY_OF >= lazy) {
		taken = lazy ? 1 + (unsigned int)(next_random(s) % (options - 1))
			     : (unsigned int)(next_random(s) % options);
	}
	keep(s, options, taken);
	return taken;
}

/* ---- when ---- */

static uint64_t at_least(uint64_t time, uint64_t least)
{
	return time > least ? time : least;
}

void sched_window(struct model *m, int queue, struct model_event *event)
{
	/* Never at once: what queues itself again must not keep its caller for ever. */
	uint64_t soon = m->clock.now + 1, slack = 0;

	if (queue == QUEUE_IRQ) {
		event->time = soon;
		slack = SCHED_IRQ_NS;
	} else if (queue == QUEUE_WORK) {
		event->time = at_least(event->time, soon);
		slack = SCHED_WORK_NS;
	} else if (event->kind == HW_LINK_UP) {
		event->time = m->clock.now + SCHED_TRAIN_FIRST_NS;
		slack = SCHED_TRAIN_NS - SCHED_TRAIN_FIRST_NS;
	} else if (event->kind == HW_ISOLATE) {
		event->time = soon;
		slack = SCHED_ISOLATE_NS;
	} else if (event->kind == HW_FAULT) {
		event->time = at_least(event->time, soon);
		slack = SCHED_FAULT_NS;
	} else {
		event->time = at_least(event->time, soon);
		slack = SCHED_STEP_NS;
	}
	event->latest = event->time + slack;
}

/* ---- which ---- */

struct candidate {
	int queue;
	uint32_t index;
};

/* Faults of one port keep their order. */
static bool has_earlier_fault(const struct model_queue_state *q, const struct model_event *event)
{
	for (uint32_t i = 0; i < q->count; i++)
		if (q->events[i].kind == HW_FAULT && q->events[i].port == event->port &&
		    clock_before(&q->events[i], event))
			return true;
	return false;
}

/* The first time at which something of the open queues must have happened. */
static uint64_t first_latest(const struct model_clock *c, int queues)
{
	uint64_t first = UINT64_MAX;

	for (int q = 0; q < queues; q++)
		for (uint32_t i = 0; i < c->queues[q].count; i++)
			if (c->queues[q].events[i].latest < first)
				first = c->queues[q].events[i].latest;
	return first;
}

/* In order of the latest time, then of arrival: what a script's 0 takes when something must. */
static bool sooner(const struct model_event *a, const struct model_event *b)
{
	return a->latest < b->latest || (a->latest == b->latest && a->seq < b->seq);
}

static unsigned int candidates(const struct model_clock *c, int queues, uint64_t before,
			       struct candidate *out)
{
	unsigned int count = 0;

	for (int q = 0; q < queues; q++) {
		for (uint32_t i = 0; i < c->queues[q].count && count < OPTIONS_MAX - 1; i++) {
			const struct model_event *e = &c->queues[q].events[i];
			unsigned int at = count;

			if (e->time > before)
				continue;
			if (q == QUEUE_HW && e->kind == HW_FAULT &&
			    has_earlier_fault(&c->queues[q], e))
				continue;
			for (; at &&
			       sooner(e, &c->queues[out[at - 1].queue].events[out[at - 1].index]);
			     at--)
				out[at] = out[at - 1];
			out[at] = (struct candidate){q, i};
			count++;
		}
	}
	return count;
}

static unsigned int laziness(const struct sched *s, const struct candidate *c, unsigned int count,
			     const struct model_clock *clock)
{
	const struct model_event *e;

	/* That of the one that is most in a hurry. */
	if (!count)
		return 0;
	if (c[0].queue != QUEUE_HW)
		return s->lazy[c[0].queue];
	e = &clock->queues[QUEUE_HW].events[c[0].index];
	return s->lazy[e->kind == HW_ISOLATE ? 0 : 3];
}

bool sched_next(struct model *m, uint64_t limit, int *queue, uint32_t *index)
{
	struct model_clock *c = &m->clock;
	int queues = clock_open_queues(c);
	struct candidate list[OPTIONS_MAX];
	uint64_t must = first_latest(c, queues), now = c->now;
	bool may_wait = must > (limit > now ? limit : now);
	unsigned int count, taken;

	/* What is overdue was held up by a lock or a handler. */
	if (must < now)
		must = now;
	if (limit < now)
		limit = now;
	count = candidates(c, queues, must < limit ? must : limit, list);
	if (!count)
		return false;
	if (may_wait) {
		taken = sched_choose(m, count + 1, laziness(&m->sched, list, count, c));
		if (!taken)
			return false;
		taken--;
	} else {
		taken = count > 1 ? sched_choose(m, count, 0) : 0;
	}
	*queue = list[taken].queue;
	*index = list[taken].index;
	return true;
}

struct target_choices target_model_choices(const struct target *t)
{
	const struct model *m = t->priv;

	return (struct target_choices){
		.count = m->sched.count,
		.kept = m->sched.kept,
		.taken = m->sched.taken,
		.options = m->sched.options,
	};
}
