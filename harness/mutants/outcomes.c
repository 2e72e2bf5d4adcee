// SPDX-License-Identifier: GPL-2.0-or-later
/* Outcomes by case, from the results that a run leaves. */
#include "mutants/outcomes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "verdict/result.h"

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

int mutant_results_read(const char *path, void (*fn)(void *ctx, const struct mutant_result *result),
			void *ctx)
{
	struct json_object *run = json_object_from_file(path), *cases;
	uint32_t count;

	if (!run)
		return -ENOENT;
	cases = member_array(run, "cases", &count);
	if (!cases) {
		json_object_put(run);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(cases, i);
		const char *name = member_text(row, "outcome");
		struct mutant_result result = {.target = member_text(row, "target"),
					       .implementation = member_text(row, "implementation"),
					       .id = member_text(row, "case"),
					       .reason = member_text(row, "reason")};

		for (int o = 0; o < OUTCOME_COUNT; o++) {
			result.outcome = (enum outcome)o;
			if (!strcmp(outcome_name(result.outcome), name))
				fn(ctx, &result);
		}
	}
	json_object_put(run);
	return 0;
}
