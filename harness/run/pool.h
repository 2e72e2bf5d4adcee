/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several lanes at once, each a process of its own that dies with this one. What they say are lines
 * of a journal (journal/journal.h), which this process alone writes; what they are told is which
 * case of the plan, that both have, is next.
 */
#ifndef ISOTAP_POOL_H
#define ISOTAP_POOL_H

#include "run/controller.h"
#include "run/queue.h"

struct json_object;
struct pool;

/* Who listens; called from pool_step(). */
struct pool_sink {
	/* A line of kind "start", "samples" or "end"; the reference stays the pool's. Negative: it
	 * is none, and the lane is given up. */
	int (*line)(void *ctx, struct json_object *line);
	/* As lane_sink's. */
	int (*begins)(void *ctx, const struct plan_item *item, bool on_disk);
	/* What a lane was given has ended: in time, after its "end" line, or (`died` says how)
	 * because the lane died. */
	void (*ended)(void *ctx, const struct plan_item *item, const char *died);
	void *ctx;
};

/* NULL on -ENOMEM. The queue says what is run, in which order. */
struct pool *pool_new(const struct controller_config *config, struct queue *queue, size_t lanes,
		      const struct pool_sink *sink);
/* Gives idle lanes work, starts lanes as they are needed, and waits for something to happen.
 * False: nothing runs any more, and nothing is left to run. */
bool pool_step(struct pool *pool);
/* Ends all lanes, and waits until they and their guests are gone. */
void pool_free(struct pool *pool);

#endif
