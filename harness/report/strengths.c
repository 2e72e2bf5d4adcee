// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums of outcomes by strength. */
#include "report/strengths.h"

#include <json-c/json.h>

void strengths_add(struct strengths *strengths, const struct result *result)
{
	uint32_t bits = requirements_strengths(result->item->tc->reqs);

	for (int i = 0; i < STRENGTH_COUNT; i++) {
		if (!(bits >> i & 1))
			continue;
		if (result->observation)
			strengths->observations[i]++;
		else
			strengths->counts[i][result->outcome]++;
	}
}

static uint32_t total(const struct strengths *strengths, int strength)
{
	uint32_t sum = strengths->observations[strength];

	for (int i = 0; i < OUTCOME_COUNT; i++)
		sum += strengths->counts[strength][i];
	return sum;
}

void strengths_comment(const struct strengths *strengths, uint32_t profile, struct streams *streams)
{
	for (int i = 0; i < STRENGTH_COUNT; i++) {
		const uint32_t *n = strengths->counts[i];

		if (!total(strengths, i))
			continue;
		streams_comment(
			streams,
			"%s: %u passed, %u failed, %u skipped, %u broken, %u known failures, "
			"%u observations%s",
			strength_name((enum strength)i), n[OUTCOME_PASS], n[OUTCOME_FAIL],
			n[OUTCOME_SKIP], n[OUTCOME_BROKEN], n[OUTCOME_KNOWN_FAIL],
			strengths->observations[i],
			profile >> i & 1 ? "" : " (outside the profile)");
	}
}

struct json_object *strengths_json(const struct strengths *strengths)
{
	struct json_object *object = json_object_new_object();

	for (int i = 0; i < STRENGTH_COUNT; i++) {
		struct json_object *row = json_object_new_object();

		for (int o = 0; o < OUTCOME_COUNT; o++)
			json_object_object_add(row, outcome_name((enum outcome)o),
					       json_object_new_int64(strengths->counts[i][o]));
		json_object_object_add(row, "observation",
				       json_object_new_int64(strengths->observations[i]));
		json_object_object_add(object, strength_name((enum strength)i), row);
	}
	return object;
}
