// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap list: the cases, without touching a target. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "cmd/cmd.h"
#include "plan/flags.h"
#include "plan/plan.h"
#include "plan/requirements.h"

#define LIST_MAX 64

static const struct argp_option options[] = {
	{"json", 'j', NULL, 0, "everything that a case declares, as a JSON array", 0},
	{"case", 'c', "PATTERN", 0, "only these: glob on the id, may be repeated", 0},
	{"area", 'a', "AREA", 0, "only this area, may be repeated", 0},
	{"requirements", 'r', NULL, 0, "the requirements, and the cases that name each", 0},
	{0},
};

struct args {
	bool json, requirements;
	char *cases[LIST_MAX + 1], *areas[LIST_MAX + 1];
	int case_count, area_count;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case 'r':
		args->requirements = true;
		return 0;
	case 'c':
		if (args->case_count == LIST_MAX)
			argp_error(state, "more than %d patterns", LIST_MAX);
		args->cases[args->case_count++] = arg;
		return 0;
	case 'a':
		if (args->area_count == LIST_MAX)
			argp_error(state, "more than %d areas", LIST_MAX);
		args->areas[args->area_count++] = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Lists the cases with their claims, requirements and needs.",
};

static struct json_object *flags(const struct case_flag *names, uint64_t bits)
{
	struct json_object *array = json_object_new_array();

	for (; names->name; names++)
		if (bits & names->bit)
			json_object_array_add(array, json_object_new_string(names->name));
	return array;
}

static void add_id(void *ctx, const char *id, const struct requirement *req)
{
	(void)req;
	json_object_array_add(ctx, json_object_new_string(id));
}

static struct json_object *needs_json(const struct case_needs *needs)
{
	struct json_object *object = json_object_new_object(), *faults = json_object_new_array();

	json_object_object_add(object, "ports", json_object_new_int64(needs->ports));
	json_object_object_add(object, "regions", json_object_new_int64(needs->regions));
	json_object_object_add(object, "interleaved", json_object_new_boolean(needs->interleaved));
	json_object_object_add(object, "behind_switch",
			       json_object_new_boolean(needs->behind_switch));
	json_object_object_add(object, "plain_port", json_object_new_boolean(needs->plain_port));
	json_object_object_add(object, "place", flags(case_places, needs->place));
	json_object_object_add(object, "target", flags(case_target_caps, needs->target_caps));
	json_object_object_add(object, "implementation", flags(case_impl_caps, needs->impl_caps));
	for (int kind = 0; kind < FAULT_KIND_COUNT; kind++)
		if (needs->faults & FAULT_BIT(kind))
			json_object_array_add(faults, json_object_new_string(fault_name(kind)));
	json_object_object_add(object, "faults", faults);
	json_object_object_add(object, "capability_bits", json_object_new_int64(needs->cap_bits));
	return object;
}

static struct json_object *case_json(const struct test_case *tc)
{
	struct json_object *object = json_object_new_object(), *reqs = json_object_new_array();

	json_object_object_add(object, "id", json_object_new_string(tc->id));
	json_object_object_add(object, "area", json_object_new_string(tc->area));
	json_object_object_add(object, "claim", json_object_new_string(tc->claim));
	requirements_each(tc->reqs, add_id, reqs);
	json_object_object_add(object, "requirements", reqs);
	json_object_object_add(object, "needs", needs_json(&tc->needs));
	json_object_object_add(object, "flags", flags(case_flags, tc->flags));
	json_object_object_add(object, "timeout_ms", json_object_new_int64(tc->timeout_ms));
	return object;
}

static bool names(const char *reqs, const char *id)
{
	size_t length = strlen(id);

	for (const char *p = reqs; p && (p = strstr(p, id)); p += length)
		if ((p == reqs || p[-1] == ' ') && (p[length] == ' ' || !p[length]))
			return true;
	return false;
}

static void list_requirements(const struct test_case *const *all, uint32_t count)
{
	size_t rows;
	const struct requirement *reqs = requirements_all(&rows);

	for (size_t i = 0; i < rows; i++) {
		printf("%s (%s, %s; %s)\n    %s\n", reqs[i].id, reqs[i].who,
		       strength_name(reqs[i].strength), reqs[i].source, reqs[i].text);
		for (uint32_t n = 0; n < count; n++)
			if (names(all[n]->reqs, reqs[i].id))
				printf("    case %s/%s\n", all[n]->area, all[n]->id);
	}
}

int cmd_list(int argc, char **argv)
{
	struct args args = {0};
	struct json_object *array = json_object_new_array();
	const struct test_case *const *all;
	uint32_t count;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	all = case_all(&count);
	if (args.requirements)
		list_requirements(all, count);
	for (uint32_t i = 0; !args.requirements && i < count; i++) {
		const struct test_case *tc = all[i];

		if (!plan_matches(args.cases, tc->id, NULL) ||
		    !plan_matches(args.areas, tc->area, NULL))
			continue;
		if (args.json)
			json_object_array_add(array, case_json(tc));
		else
			printf("%-11s %-34s %s\n%47s[%s]\n", tc->area, tc->id, tc->claim, "",
			       tc->reqs);
	}
	if (args.json)
		puts(json_object_to_json_string_ext(array, JSON_C_TO_STRING_PRETTY |
								   JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(array);
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
