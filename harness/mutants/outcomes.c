// SPDX-License-Identifier: GPL-2.0-or-later
/* Outcomes by case, from the results that a run leaves. */
#include "mutants/outcomes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "run/result.h"

struct place {
	const char *id;
	uint32_t slot;
};

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->id, ((const struct place *)b)->id);
}

/* The case's slot, or -1. */
static int64_t slot_of(const char *id)
{
	static struct place *places;
	static uint32_t count;
	struct place key = {id, 0}, *found;

	if (!places) {
		const struct test_case *const *all = case_all(&count);

		places = calloc(count + 1, sizeof(places[0]));
		if (!places)
			abort();
		for (uint32_t i = 0; i < count; i++)
			places[i] = (struct place){all[i]->id, i};
		qsort(places, count, sizeof(places[0]), by_id);
	}
	found = bsearch(&key, places, count, sizeof(places[0]), by_id);
	return found ? (int64_t)found->slot : -1;
}

int mutant_outcomes_init(struct mutant_outcomes *out)
{
	case_all(&out->count);
	out->slots = calloc(out->count + 1, sizeof(out->slots[0]));
	return out->slots ? 0 : -ENOMEM;
}

void mutant_outcomes_free(struct mutant_outcomes *outcomes)
{
	for (uint32_t i = 0; outcomes->slots && i < outcomes->count; i++)
		free(outcomes->slots[i].reason);
	free(outcomes->slots);
	outcomes->slots = NULL;
}

void mutant_outcomes_set(struct mutant_outcomes *outcomes, const char *id, enum outcome outcome,
			 const char *reason)
{
	int64_t slot = slot_of(id);

	if (slot < 0)
		return;
	free(outcomes->slots[slot].reason);
	outcomes->slots[slot] = (struct mutant_outcome){true, outcome, strdup(reason)};
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *member;

	return json_object_object_get_ex(object, key, &member) ? json_object_get_string(member)
							       : "";
}

int mutant_results_read(const char *path, void (*fn)(void *ctx, const struct mutant_result *result),
			void *ctx)
{
	struct json_object *run = json_object_from_file(path), *cases;
	size_t count;

	if (!run)
		return -ENOENT;
	if (!json_object_object_get_ex(run, "cases", &cases) ||
	    !json_object_is_type(cases, json_type_array)) {
		json_object_put(run);
		return -EINVAL;
	}
	count = json_object_array_length(cases);
	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(cases, i);
		const char *name = text_of(row, "outcome");
		struct mutant_result result = {.target = text_of(row, "target"),
					       .implementation = text_of(row, "implementation"),
					       .id = text_of(row, "case"),
					       .reason = text_of(row, "reason")};

		for (int o = 0; o < OUTCOME_COUNT; o++) {
			result.outcome = (enum outcome)o;
			if (!strcmp(outcome_name(result.outcome), name))
				fn(ctx, &result);
		}
	}
	json_object_put(run);
	return 0;
}
