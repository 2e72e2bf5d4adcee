/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who runs which case next, of several lanes. Cases that one machine serves are a group; a lane
 * stays with its group, as leaving it costs a boot, and takes its cases in the order of the plan.
 * One that has nothing left begins the next group that nobody has begun, then helps where most is
 * left, if that is worth a boot. A case that is marked exclusive runs when nothing else does.
 * The model's cases are one group: there is nothing to boot.
 */
#ifndef ISOTAP_QUEUE_H
#define ISOTAP_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

#define QUEUE_LANES_MAX 64
/* Cases that a group has left for each of its lanes, before one more boots a guest for it. */
#define QUEUE_WORTH_A_BOOT 24

enum queue_answer {
	QUEUE_CASE,  /* that one */
	QUEUE_WAIT,  /* nothing now: ask again when a case has ended */
	QUEUE_NEVER, /* nothing any more for this lane */
};

struct queue_group;

struct queue {
	const struct plan *plan;
	struct queue_group *groups;
	size_t group_count;
	struct queue_entry *entries; /* one for each item of the plan */
	size_t lanes, running;
	const struct queue_group *at[QUEUE_LANES_MAX]; /* NULL: it has begun none */
	bool alone;                                    /* an exclusive case runs */
	bool drains;                                   /* one waits for all others to end */
};

/* All items wait, but those that cannot run. 0 or -ENOMEM. */
int queue_init(struct queue *queue, const struct plan *plan, size_t lanes);
void queue_free(struct queue *queue);
/* An item needs no lane (any more). */
void queue_drop(struct queue *queue, size_t index);
/* What that lane, which is idle, runs next. */
enum queue_answer queue_next(struct queue *queue, size_t lane, size_t *index);
/* What some lane was given has ended. */
void queue_ended(struct queue *queue, size_t index);
/* Whether some lane has it now. */
bool queue_is_out(const struct queue *queue, size_t index);
/* A lane has gone, or has lost what it had begun. */
void queue_forget_lane(struct queue *queue, size_t lane);

#endif
