// SPDX-License-Identifier: GPL-2.0-or-later
/* From the lines of a journal to results. */
#include "journal/replay.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "verdict/result_json.h"

int replay_init(struct replay *replay, const struct plan *plan)
{
	*replay = (struct replay){.plan = plan};
	replay->cases = calloc(plan->count + 1, sizeof(*replay->cases));
	return replay->cases ? 0 : -ENOMEM;
}

static void forget(struct replay_case *one)
{
	if (one->result)
		result_free(one->result);
	free(one->result);
	json_object_put(one->starts);
	*one = (struct replay_case){0};
}

void replay_free(struct replay *replay)
{
	for (size_t i = 0; replay->cases && i < replay->plan->count; i++)
		forget(&replay->cases[i]);
	free(replay->cases);
	replay->cases = NULL;
}

void replay_settle(struct replay *replay)
{
	for (size_t i = 0; i < replay->plan->count; i++)
		if (!replay->cases[i].ended)
			forget(&replay->cases[i]);
	replay->done = false;
}

void replay_forget(struct replay *replay, size_t index)
{
	forget(&replay->cases[index]);
}

struct result *replay_begin(struct replay *replay, size_t index)
{
	struct replay_case *one = &replay->cases[index];

	if (!one->result) {
		one->result = calloc(1, sizeof(*one->result));
		if (one->result)
			result_init(one->result, &replay->plan->items[index]);
	}
	return one->result;
}

static int take_plan(struct replay *replay, size_t index, struct json_object *line, char *error,
		     size_t size)
{
	const char *name = member_text(line, "name");

	if (index != replay->named || strcmp(name, replay->plan->items[index].name)) {
		snprintf(error, size, "case %zu is '%.100s', expected %.100s", index + 1, name,
			 replay->plan->items[index].name);
		return -EINVAL;
	}
	replay->named++;
	return 0;
}

static int take_start(struct replay *replay, size_t index, struct json_object *line)
{
	struct replay_case *one = &replay->cases[index];

	if (!one->starts)
		one->starts = json_object_new_array();
	json_object_array_add(one->starts, json_object_get(line));
	return 0;
}

static int take_end(struct replay *replay, size_t index, struct json_object *line)
{
	struct result *result = replay_begin(replay, index);
	int rc = result ? result_from_json(result, line) : -ENOMEM;

	if (!rc) {
		replay->cases[index].ended = true;
		replay->ended++;
	}
	return rc;
}

/* Lines that are about one case. */
static int take_case(struct replay *replay, const char *kind, struct json_object *line, char *error,
		     size_t size)
{
	struct result *result;
	int64_t number;
	size_t index;
	int rc;

	if (!member_integer(line, "n", &number) || number < 1 ||
	    (uint64_t)number > replay->plan->count) {
		snprintf(error, size, "'%s' of no case, expected \"n\" from 1 to %zu", kind,
			 replay->plan->count);
		return -EINVAL;
	}
	index = (size_t)number - 1;
	if (!strcmp(kind, "plan"))
		return take_plan(replay, index, line, error, size);
	if (replay->cases[index].ended) {
		snprintf(error, size, "'%s' of case %zu, which has ended already", kind, index + 1);
		return -EINVAL;
	}
	if (!strcmp(kind, "start"))
		return take_start(replay, index, line);
	if (!strcmp(kind, "end")) {
		rc = take_end(replay, index, line);
	} else {
		result = replay_begin(replay, index);
		rc = result ? 0 : -ENOMEM;
		if (!rc && !strcmp(kind, "samples"))
			rc = result_samples_from_json(result, line);
	}
	if (rc)
		snprintf(error, size, "'%s' of case %zu: %s", kind, index + 1,
			 rc == -EINVAL ? "members missing or of another type" : strerror(-rc));
	return rc;
}

int replay_line(void *ctx, struct json_object *line, char *error, size_t size)
{
	static const char *const of_a_case[] = {"plan", "start", "begin", "samples", "end"};
	struct replay *replay = ctx;
	const char *kind = member_text(line, "j");

	for (size_t i = 0; i < sizeof(of_a_case) / sizeof(of_a_case[0]); i++)
		if (!strcmp(kind, of_a_case[i]))
			return take_case(replay, kind, line, error, size);
	if (!strcmp(kind, "resume")) {
		replay_settle(replay);
	} else if (!strcmp(kind, "done")) {
		replay->done = true;
	} else if (strcmp(kind, "run")) {
		snprintf(error, size, "a line of an unknown kind '%.40s'", kind);
		return -EINVAL;
	}
	return 0;
}

int replay_join(struct replay *replay, struct replay *other, size_t *index)
{
	for (size_t i = 0; i < replay->plan->count; i++) {
		if (!other->cases[i].ended)
			continue;
		if (replay->cases[i].ended) {
			*index = i;
			return -EEXIST;
		}
		forget(&replay->cases[i]);
		replay->cases[i] = other->cases[i];
		other->cases[i] = (struct replay_case){0};
		replay->ended++;
	}
	return 0;
}
