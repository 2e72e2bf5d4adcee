// SPDX-License-Identifier: GPL-2.0-or-later
/* The bounded exhaustive search over schedules. */
#include "run/schedules_search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Scripts of one length, still to be run, one behind the other. */
struct bucket {
	uint8_t *data;
	size_t count, room;
};

static int bucket_add(struct bucket *b, uint32_t length, const uint8_t *script)
{
	if (b->count == b->room) {
		size_t room = b->room ? b->room * 2 : 64;
		uint8_t *data = realloc(b->data, room * (length ? length : 1));

		if (!data)
			return -ENOMEM;
		b->data = data;
		b->room = room;
	}
	if (length)
		memcpy(b->data + b->count * length, script, length);
	b->count++;
	return 0;
}

/* Every script that agrees with this run up to a later choice, and takes another one there. */
static int add_children(struct bucket *buckets, uint32_t depth, uint32_t length,
			const struct target_choices *made)
{
	uint32_t end = made->kept < depth ? made->kept : depth;
	uint8_t *script = malloc(depth + 1);
	int rc = 0;

	if (!script)
		return -ENOMEM;
	memcpy(script, made->taken, end);
	for (uint32_t i = length; i < end && !rc; i++) {
		for (uint8_t other = 1; other < made->options[i] && !rc; other++) {
			script[i] = other;
			rc = bucket_add(&buckets[i + 1], i + 1, script);
		}
		script[i] = made->taken[i];
	}
	free(script);
	return rc;
}

int search_all(const struct search_config *config, struct search_result *out)
{
	struct bucket *buckets = calloc(config->depth + 1, sizeof(*buckets));
	int rc;

	*out = (struct search_result){0};
	if (!buckets)
		return -ENOMEM;
	rc = bucket_add(&buckets[0], 0, NULL);
	for (uint32_t length = 0; length <= config->depth && !rc && !out->stopped; length++) {
		for (size_t i = 0; i < buckets[length].count && !rc; i++) {
			struct target_choices made = {0};

			if (config->runs_max && out->runs == config->runs_max) {
				out->stopped = true;
				break;
			}
			rc = config->run(config->ctx, buckets[length].data + i * length, length,
					 &made);
			out->runs++;
			out->choices += made.count;
			out->cut += made.count > config->depth;
			if (!rc)
				rc = add_children(buckets, config->depth, length, &made);
		}
		free(buckets[length].data);
		buckets[length].data = NULL;
	}
	for (uint32_t i = 0; i <= config->depth; i++)
		free(buckets[i].data);
	free(buckets);
	return rc;
}
