// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts of a plan: as equal as can be with few boots. */
#include "plan/shard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What things cost, in the time of a case on the model. */
#define CASE_MODEL 1
#define CASE_GUEST 50
#define BOOT 1000

struct group {
	const char *target;
	const struct catalog_entry *topology; /* NULL: of the model */
	size_t cases;
};

struct split {
	const struct plan *plan;
	struct group *groups;
	size_t group_count;
	uint32_t shards;
	size_t *quota; /* cases of one group for each shard */
	size_t *dealt;
};

/* Where the filling is: this much of that shard is used. */
struct fill {
	uint32_t shard;
	uint64_t used;
};

static struct group *group_of(struct split *split, const struct plan_item *item)
{
	const char *target = item->section->target;
	const struct catalog_entry *topology = strcmp(target, "model") ? item->topology : NULL;

	for (size_t i = 0; i < split->group_count; i++)
		if (!strcmp(split->groups[i].target, target) &&
		    split->groups[i].topology == topology)
			return &split->groups[i];
	split->groups[split->group_count] = (struct group){.target = target, .topology = topology};
	return &split->groups[split->group_count++];
}

/* Fills shards up to `room` with a group: how many cases each gets. False: they do not fit. */
static bool fill_group(const struct split *split, const struct group *group, uint64_t room,
		       struct fill *fill, size_t *quota)
{
	uint64_t each = group->topology ? CASE_GUEST : CASE_MODEL, left = group->cases;
	uint64_t boot = group->topology ? BOOT : 0;

	memset(quota, 0, split->shards * sizeof(*quota));
	while (left) {
		uint64_t take = 0;

		if (fill->shard == split->shards)
			return false;
		if (fill->used + boot < room)
			take = (room - fill->used - boot) / each;
		take = take < left ? take : left;
		if (take) {
			quota[fill->shard] = take;
			fill->used += boot + take * each;
			left -= take;
		}
		if (left)
			*fill = (struct fill){fill->shard + 1, 0};
	}
	return true;
}

static bool fits(const struct split *split, uint64_t room)
{
	struct fill fill = {0, 0};

	for (size_t i = 0; i < split->group_count; i++)
		if (!fill_group(split, &split->groups[i], room, &fill, split->quota))
			return false;
	return true;
}

/* The smallest room in which all fit. */
static uint64_t find_room(const struct split *split)
{
	uint64_t low = 0, high = (uint64_t)(BOOT + CASE_GUEST) * (split->plan->count + 1);

	while (low + 1 < high) {
		uint64_t middle = low + (high - low) / 2;

		if (fits(split, middle))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* Whose turn it is: of those that have cases to get, the one that is most behind. */
static uint32_t next_shard(const struct split *split)
{
	uint32_t best = 0;
	bool found = false;

	for (uint32_t i = 0; i < split->shards; i++) {
		if (split->dealt[i] == split->quota[i])
			continue;
		if (!found || (split->dealt[i] + 1) * split->quota[best] <
				      (split->dealt[best] + 1) * split->quota[i])
			best = i;
		found = true;
	}
	return best;
}

static void deal(struct split *split, struct plan *plan, const struct group *group, uint32_t mine)
{
	memset(split->dealt, 0, split->shards * sizeof(*split->dealt));
	for (size_t i = 0; i < plan->count; i++) {
		uint32_t shard;

		if (group_of(split, &plan->items[i]) != group)
			continue;
		shard = next_shard(split);
		split->dealt[shard]++;
		plan->items[i].elsewhere = shard != mine;
		plan->own += shard == mine;
	}
}

int shard_choose(struct plan *plan, uint32_t number, uint32_t count)
{
	struct split split = {.plan = plan, .shards = count};
	struct fill fill = {0, 0};
	uint64_t room;
	int rc = -ENOMEM;

	split.groups = calloc(plan->count + 1, sizeof(*split.groups));
	split.quota = calloc(count, sizeof(*split.quota));
	split.dealt = calloc(count, sizeof(*split.dealt));
	if (!split.groups || !split.quota || !split.dealt)
		goto out;
	plan->own = 0;
	for (size_t i = 0; i < plan->count; i++)
		group_of(&split, &plan->items[i])->cases++;
	room = find_room(&split);
	for (size_t i = 0; i < split.group_count; i++) {
		fill_group(&split, &split.groups[i], room, &fill, split.quota);
		deal(&split, plan, &split.groups[i], number - 1);
	}
	rc = 0;
out:
	free(split.groups);
	free(split.quota);
	free(split.dealt);
	return rc;
}

int shard_parse(const char *text, uint32_t *number, uint32_t *count)
{
	unsigned long values[2];
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	values[0] = strtoul(text, &end, 10);
	if (*end != '/' || end[1] < '0' || end[1] > '9')
		return -EINVAL;
	values[1] = strtoul(end + 1, &end, 10);
	if (*end || !values[0] || values[0] > values[1] || values[1] > SHARDS_MAX)
		return -EINVAL;
	*number = (uint32_t)values[0];
	*count = (uint32_t)values[1];
	return 0;
}
