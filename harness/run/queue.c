// SPDX-License-Identifier: GPL-2.0-or-later
/* The plan, handed out. */
#include "run/queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct queue_group {
	const char *target;
	const struct catalog_entry *topology; /* NULL: of the model */
	size_t waiting, exclusive;            /* that run with others; that run alone */
	size_t lanes;                         /* that are at it */
};

struct queue_entry {
	struct queue_group *group;
	bool waiting, out; /* not given yet; given, and not ended */
};

static bool is_exclusive(const struct plan_item *item)
{
	return item->tc->flags & CASE_EXCLUSIVE;
}

static struct queue_group *group_of(struct queue *queue, const struct plan_item *item)
{
	const char *target = item->section->target;
	const struct catalog_entry *topology = strcmp(target, "model") ? item->topology : NULL;
	struct queue_group *group;

	for (size_t i = 0; i < queue->group_count; i++)
		if (!strcmp(queue->groups[i].target, target) &&
		    queue->groups[i].topology == topology)
			return &queue->groups[i];
	group = &queue->groups[queue->group_count++];
	*group = (struct queue_group){.target = target, .topology = topology};
	return group;
}

int queue_init(struct queue *queue, const struct plan *plan, size_t lanes)
{
	*queue = (struct queue){.plan = plan, .lanes = lanes};
	queue->groups = calloc(plan->count + 1, sizeof(*queue->groups));
	queue->entries = calloc(plan->count + 1, sizeof(*queue->entries));
	if (!queue->groups || !queue->entries) {
		queue_free(queue);
		return -ENOMEM;
	}
	for (size_t i = 0; i < plan->count; i++) {
		struct queue_entry *entry = &queue->entries[i];

		if (plan->items[i].elsewhere || *plan->items[i].skip)
			continue;
		*entry = (struct queue_entry){group_of(queue, &plan->items[i]), true, false};
		if (is_exclusive(&plan->items[i]))
			entry->group->exclusive++;
		else
			entry->group->waiting++;
	}
	return 0;
}

void queue_free(struct queue *queue)
{
	free(queue->groups);
	free(queue->entries);
	queue->groups = NULL;
	queue->entries = NULL;
}

void queue_drop(struct queue *queue, size_t index)
{
	struct queue_entry *entry = &queue->entries[index];

	if (!entry->waiting)
		return;
	entry->waiting = false;
	if (is_exclusive(&queue->plan->items[index]))
		entry->group->exclusive--;
	else
		entry->group->waiting--;
}

/* The first of a group that waits, in the order of the plan. */
static size_t first_of(const struct queue *queue, const struct queue_group *group, bool exclusive)
{
	size_t i = 0;

	while (!queue->entries[i].waiting || queue->entries[i].group != group ||
	       is_exclusive(&queue->plan->items[i]) != exclusive)
		i++;
	return i;
}

static struct queue_group *own_group(const struct queue *queue, size_t lane)
{
	for (size_t i = 0; i < queue->group_count; i++)
		if (queue->at[lane] == &queue->groups[i])
			return &queue->groups[i];
	return NULL;
}

static void move(struct queue *queue, size_t lane, struct queue_group *group)
{
	if (queue->at[lane] == group)
		return;
	if (queue->at[lane])
		own_group(queue, lane)->lanes--;
	queue->at[lane] = group;
	group->lanes++;
}

static enum queue_answer give(struct queue *queue, size_t lane, struct queue_group *group,
			      bool exclusive, size_t *index)
{
	move(queue, lane, group);
	*index = first_of(queue, group, exclusive);
	queue_drop(queue, *index);
	queue->entries[*index].out = true;
	queue->running++;
	queue->alone = exclusive;
	queue->drains = exclusive && queue->drains && group->exclusive;
	return QUEUE_CASE;
}

/* The group whose cases a lane that is free runs now, or NULL. */
static struct queue_group *next_group(const struct queue *queue)
{
	struct queue_group *most = NULL;

	for (size_t i = 0; i < queue->group_count; i++) {
		struct queue_group *group = &queue->groups[i];
		size_t worth = group->topology ? QUEUE_WORTH_A_BOOT * group->lanes : 0;

		if (group->waiting && (!group->lanes || !group->topology))
			return group;
		if (group->waiting > worth && (!most || group->waiting > most->waiting))
			most = group;
	}
	return most;
}

/* What runs alone and has no lane at it, if the lane's own group has nothing of that kind. */
static struct queue_group *exclusive_group(const struct queue *queue, struct queue_group *own)
{
	if (own && own->exclusive)
		return own;
	for (size_t i = 0; i < queue->group_count; i++)
		if (queue->groups[i].exclusive && !queue->groups[i].lanes)
			return &queue->groups[i];
	return NULL;
}

/* Whether the lane has to run now what runs alone: on the model, where waiting for the others is
 * nothing, in its turn; in a guest when the last lane leaves it, or it would be booted once more.
 */
static bool is_due(const struct queue *queue, const struct queue_group *own)
{
	if (!own || !own->exclusive)
		return false;
	if (!own->topology)
		return !own->waiting || first_of(queue, own, true) < first_of(queue, own, false);
	return !own->waiting && own->lanes == 1 && next_group(queue);
}

enum queue_answer queue_next(struct queue *queue, size_t lane, size_t *index)
{
	struct queue_group *own = own_group(queue, lane), *group;

	if (queue->alone)
		return QUEUE_WAIT;
	if (is_due(queue, own))
		queue->drains = true;
	if (queue->drains)
		return !queue->running && own && own->exclusive
			       ? give(queue, lane, own, true, index)
			       : QUEUE_WAIT;
	group = own && own->waiting ? own : next_group(queue);
	if (group)
		return give(queue, lane, group, false, index);
	group = exclusive_group(queue, own);
	if (!group)
		return QUEUE_NEVER;
	return queue->running ? QUEUE_WAIT : give(queue, lane, group, true, index);
}

bool queue_is_out(const struct queue *queue, size_t index)
{
	return queue->entries[index].out;
}

void queue_ended(struct queue *queue, size_t index)
{
	queue->entries[index].out = false;
	queue->running--;
	queue->alone = false;
}

void queue_forget_lane(struct queue *queue, size_t lane)
{
	struct queue_group *own = own_group(queue, lane);

	if (own)
		own->lanes--;
	queue->at[lane] = NULL;
	/* Whatever it waited for, another lane has to ask for again. */
	queue->drains = false;
}
