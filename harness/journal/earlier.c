// SPDX-License-Identifier: GPL-2.0-or-later
/* Journals of runs that were killed, and of parts of one run. */
#include "journal/earlier.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/header.h"
#include "journal/journal.h"
#include "plan/shard.h"
#include "run/controller.h"

struct earlier_part {
	char folder[PATH_MAX];
	struct journal *journal;
	struct json_object *header;
};

static int open_part(struct earlier_part *part, const char *folder, bool merge, char *error,
		     size_t size)
{
	char path[PATH_MAX + 16], what[512];

	snprintf(part->folder, sizeof(part->folder), "%s", folder);
	snprintf(path, sizeof(path), "%s/journal.jsonl", folder);
	part->journal = journal_open(path, merge);
	if (!part->journal) {
		int rc = -errno;

		snprintf(error, size, "%.300s: %s", path,
			 rc == -EBUSY    ? "the run still goes on, in another process"
			 : rc == -ENOENT ? "there is no run in that folder"
					 : strerror(-rc));
		return rc;
	}
	part->header = header_read(part->journal, what, sizeof(what));
	if (part->header)
		return 0;
	snprintf(error, size, "%.400s", what);
	return -EINVAL;
}

int earlier_open(struct earlier *earlier, char *const *folders, size_t count, bool merge,
		 char *error, size_t size)
{
	int rc = 0;

	*earlier = (struct earlier){.count = count};
	earlier->parts = calloc(count + 1, sizeof(*earlier->parts));
	if (!earlier->parts)
		rc = -ENOMEM;
	for (size_t i = 0; !rc && i < count; i++)
		rc = open_part(&earlier->parts[i], folders[i], merge, error, size);
	if (rc)
		return rc;
	earlier->goes_on = !merge;
	snprintf(earlier->started, sizeof(earlier->started), "%s",
		 member_text(earlier->parts[0].header, "started"));
	return 0;
}

struct json_object *earlier_header(const struct earlier *earlier, size_t part)
{
	return earlier->parts[part].header;
}

/* One part's journal against the plan. */
static int read_part(struct earlier_part *part, struct replay *replay, char *error, size_t size)
{
	int rc = journal_read(part->journal, replay_line, replay, error, size);

	if (!rc && replay->named != replay->plan->count) {
		snprintf(error, size, "%.300s: the journal names %zu cases, expected %zu",
			 part->folder, replay->named, replay->plan->count);
		rc = -EINVAL;
	}
	return rc;
}

static int read_resumed(struct earlier *earlier, const struct controller_config *config,
			char *error, size_t size)
{
	struct earlier_part *part = &earlier->parts[0];
	struct replay *known = &earlier->known;
	char what[512];
	int rc;

	if (header_check(part->header, config, true, what, sizeof(what))) {
		snprintf(error, size, "%.300s cannot be gone on with: %.400s", part->folder, what);
		return -EINVAL;
	}
	rc = read_part(part, known, error, size);
	if (rc)
		return rc;
	earlier->finished = known->done && known->ended == config->plan->own;
	if (!earlier->finished)
		replay_settle(known);
	return 0;
}

/* ---- parts of one run ---- */

/* Which part it is, of how many; a run that is no part is 1 of 1. */
static int part_number(const struct earlier_part *part, uint32_t *number, uint32_t *count)
{
	const char *text = member_text(part->header, "shard");

	*number = *count = 1;
	return *text ? shard_parse(text, number, count) : 0;
}

/* Each of 1 to N once. */
static int check_numbers(const struct earlier *earlier, char *error, size_t size)
{
	const struct earlier_part *seen[SHARDS_MAX + 1] = {NULL};
	uint32_t number, count, first = 0;
	size_t length;

	for (size_t i = 0; i < earlier->count; i++) {
		const struct earlier_part *part = &earlier->parts[i];

		if (part_number(part, &number, &count) || (first && count != first)) {
			snprintf(error, size, "%.300s is part '%s', expected one of %u",
				 part->folder, member_text(part->header, "shard"), first);
			return -EINVAL;
		}
		first = count;
		if (seen[number]) {
			snprintf(error, size, "%.300s and %.300s are both part %u/%u",
				 seen[number]->folder, part->folder, number, count);
			return -EINVAL;
		}
		seen[number] = part;
	}
	length = (size_t)snprintf(error, size, "missing:");
	for (number = 1; number <= first; number++)
		if (!seen[number] && length < size)
			length += (size_t)snprintf(error + length, size - length, " part %u/%u",
						   number, first);
	return earlier->count == first ? 0 : -EINVAL;
}

static int join_part(struct earlier *earlier, size_t index, const struct controller_config *config,
		     char *error, size_t size)
{
	struct earlier_part *part = &earlier->parts[index];
	struct replay own;
	char what[512];
	size_t item;
	int rc;

	if (header_check(part->header, config, false, what, sizeof(what))) {
		snprintf(error, size, "%.300s is of another run: %.400s", part->folder, what);
		return -EINVAL;
	}
	rc = replay_init(&own, config->plan);
	if (!rc)
		rc = read_part(part, &own, error, size);
	if (!rc && !own.done) {
		snprintf(error, size, "%.300s is not finished: isotap run --resume goes on with it",
			 part->folder);
		rc = -EINVAL;
	}
	if (!rc && replay_join(&earlier->known, &own, &item)) {
		snprintf(error, size, "%.300s has %s, and another part has it too", part->folder,
			 config->plan->items[item].name);
		rc = -EEXIST;
	}
	replay_free(&own);
	return rc;
}

static int read_merged(struct earlier *earlier, const struct controller_config *config, char *error,
		       size_t size)
{
	int rc = check_numbers(earlier, error, size);

	for (size_t i = 0; !rc && i < earlier->count; i++)
		rc = join_part(earlier, i, config, error, size);
	for (size_t i = 0; !rc && i < config->plan->count; i++)
		if (!earlier->known.cases[i].ended) {
			snprintf(error, size, "no part has %s", config->plan->items[i].name);
			rc = -EINVAL;
		}
	return rc;
}

int earlier_read(struct earlier *earlier, const struct controller_config *config, char *error,
		 size_t size)
{
	int rc = replay_init(&earlier->known, config->plan);

	snprintf(error, size, "%s", strerror(-rc));
	if (rc)
		return rc;
	return earlier->goes_on ? read_resumed(earlier, config, error, size)
				: read_merged(earlier, config, error, size);
}

struct journal *earlier_take_journal(struct earlier *earlier)
{
	struct journal *journal = earlier->parts[0].journal;

	earlier->parts[0].journal = NULL;
	return journal;
}

void earlier_close(struct earlier *earlier)
{
	for (size_t i = 0; earlier->parts && i < earlier->count; i++) {
		journal_close(earlier->parts[i].journal);
		json_object_put(earlier->parts[i].header);
	}
	free(earlier->parts);
	*earlier = (struct earlier){0};
}
