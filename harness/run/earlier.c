// SPDX-License-Identifier: GPL-2.0-or-later
/* Journals of runs that were killed, and of parts of one run. */
#include "run/earlier.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "run/controller.h"
#include "run/header.h"
#include "run/journal.h"

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

int earlier_read(struct earlier *earlier, const struct controller_config *config, char *error,
		 size_t size)
{
	struct earlier_part *part = &earlier->parts[0];
	struct replay *known = &earlier->known;
	char what[512];
	int rc = replay_init(known, config->plan);

	if (!rc && header_check(part->header, config, true, what, sizeof(what))) {
		snprintf(error, size, "%.300s cannot be gone on with: %.400s", part->folder, what);
		return -EINVAL;
	}
	if (!rc)
		rc = read_part(part, known, error, size);
	if (rc)
		return rc;
	earlier->finished = known->done && known->ended == config->plan->count;
	if (!earlier->finished)
		replay_settle(known);
	return 0;
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
