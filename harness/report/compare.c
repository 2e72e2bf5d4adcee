// SPDX-License-Identifier: GPL-2.0-or-later
/* Joins runs by the names of their cases. Files of a run may have been cut short or edited. */
#include "report/compare.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "measure/rank.h"

enum side { BASE, NEW };

/* What the runs of both sides say of one case. */
struct joined {
	uint32_t pass[2], fail[2];
	char *reason;
};

struct phase {
	char *name, *phase, *unit;
	double *values[2];
	size_t count[2], capacity[2];
};

struct join {
	struct json_object *index; /* name -> number in `cases` */
	struct joined *cases;
	char **names;
	size_t case_count;
	struct json_object *phase_index;
	struct phase *phases;
	size_t phase_count;
};

const char *change_name(enum change change)
{
	static const char *const names[CHANGE_COUNT] = {
		"same",  "regression",  "unconfirmed", "flaky",
		"fixed", "still-fails", "lost",        "gained",
	};

	return (unsigned int)change < CHANGE_COUNT ? names[change] : "?";
}

static void *grown(void *array, size_t count, size_t size)
{
	void *bigger = realloc(array, (count + 1) * size);

	if (!bigger)
		abort();
	return bigger;
}

static char *copy_of(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		abort();
	return copy;
}

/* The number under which `key` is known; `next`, and entered so, if it is not. */
static size_t number_of(struct json_object *index, const char *key, size_t next)
{
	struct json_object *number;

	if (json_object_object_get_ex(index, key, &number))
		return (size_t)json_object_get_int64(number);
	json_object_object_add(index, key, json_object_new_int64((int64_t)next));
	return next;
}

static struct joined *case_of(struct join *join, const char *name)
{
	size_t n = number_of(join->index, name, join->case_count);

	if (n == join->case_count) {
		join->cases = grown(join->cases, n, sizeof(*join->cases));
		join->names = grown(join->names, n, sizeof(*join->names));
		join->cases[n] = (struct joined){0};
		join->names[n] = copy_of(name);
		join->case_count++;
	}
	return &join->cases[n];
}

static void take_case(struct join *join, enum side side, struct json_object *result)
{
	const char *outcome = member_text(result, "outcome");
	struct joined *joined = case_of(join, member_text(result, "name"));

	if (!strcmp(outcome, "pass")) {
		joined->pass[side]++;
		return;
	}
	if (!strcmp(outcome, "fail") && !member_true(result, "observation"))
		joined->fail[side]++;
	if (side == NEW) {
		free(joined->reason);
		joined->reason = copy_of(member_text(result, "reason"));
	}
}

static int take_results(struct join *join, enum side side, const char *folder, char *error,
			size_t size)
{
	char path[PATH_MAX];
	struct json_object *run, *cases;
	uint32_t count;

	snprintf(path, sizeof(path), "%s/results.json", folder);
	run = json_object_from_file(path);
	cases = member_array(run, "cases", &count);
	if (!cases) {
		snprintf(error, size, "%s: expected the results of a run", path);
		json_object_put(run);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < count; i++)
		take_case(join, side, json_object_array_get_idx(cases, i));
	json_object_put(run);
	return 0;
}

static void take_sample(struct join *join, enum side side, const char *name, const char *phase,
			const char *unit, double value)
{
	char key[1024];
	struct phase *p;
	size_t n;

	snprintf(key, sizeof(key), "%s\t%s\t%s", name, phase, unit);
	n = number_of(join->phase_index, key, join->phase_count);
	if (n == join->phase_count) {
		join->phases = grown(join->phases, n, sizeof(*join->phases));
		join->phases[n] = (struct phase){
			.name = copy_of(name), .phase = copy_of(phase), .unit = copy_of(unit)};
		join->phase_count++;
	}
	p = &join->phases[n];
	if (p->count[side] == p->capacity[side]) {
		p->capacity[side] = p->capacity[side] ? 2 * p->capacity[side] : 64;
		p->values[side] = realloc(p->values[side], p->capacity[side] * sizeof(double));
		if (!p->values[side])
			abort();
	}
	p->values[side][p->count[side]++] = value;
}

static int take_samples(struct join *join, enum side side, const char *folder, char *error,
			size_t size)
{
	char path[PATH_MAX], line[1024];
	int number = 0, rc = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/samples.tsv", folder);
	in = fopen(path, "re");
	if (!in)
		return errno == ENOENT ? 0 : -errno; /* nothing was measured */
	while (!rc && fgets(line, sizeof(line), in)) {
		char *rest = line, *name = strsep(&rest, "\t"), *phase = strsep(&rest, "\t");
		char *unit = strsep(&rest, "\t"), *end;
		double value;

		if (!number++)
			continue;
		value = rest ? strtod(rest, &end) : 0;
		if (!rest || end == rest || *end != '\n') {
			snprintf(error, size, "%s:%d: expected name, phase, unit and value", path,
				 number);
			rc = -EINVAL;
		} else {
			take_sample(join, side, name, phase, unit, value);
		}
	}
	fclose(in);
	return rc;
}

static int take_runs(struct join *join, enum side side, const char *const *folders, size_t count,
		     char *error, size_t size)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < count; i++) {
		rc = take_results(join, side, folders[i], error, size);
		if (!rc)
			rc = take_samples(join, side, folders[i], error, size);
	}
	return rc;
}

static enum change change_of(const struct joined *j)
{
	bool passed = j->pass[NEW], failed = j->fail[NEW];

	if (!j->pass[BASE] && !j->fail[BASE])
		return passed || failed ? CHANGE_GAINED : CHANGE_NONE;
	if (!passed && !failed)
		return CHANGE_LOST;
	if (j->pass[BASE] && j->fail[BASE])
		return CHANGE_FLAKY;
	/* A failure that the base never had, seen again, is one, however often it stays away. */
	if (j->pass[BASE] && j->fail[NEW] > 1)
		return CHANGE_REGRESSION;
	if (passed && failed)
		return CHANGE_FLAKY;
	if (j->pass[BASE])
		return failed ? CHANGE_UNCONFIRMED : CHANGE_NONE;
	return failed ? CHANGE_STILL_FAILS : CHANGE_FIXED;
}

static void judge_cases(struct join *join, struct compare *out)
{
	out->cases = calloc(join->case_count + 1, sizeof(*out->cases));
	if (!out->cases)
		abort();
	for (size_t i = 0; i < join->case_count; i++) {
		struct compare_case *c = &out->cases[out->case_count++];

		c->name = join->names[i];
		c->reason = join->cases[i].reason;
		c->change = change_of(&join->cases[i]);
		out->counts[c->change]++;
	}
	free(join->names);
	free(join->cases);
}

static void judge_phases(struct join *join, struct compare *out)
{
	double *p = calloc(join->phase_count + 1, sizeof(*p));
	size_t tested = 0;

	out->phases = calloc(join->phase_count + 1, sizeof(*out->phases));
	if (!p || !out->phases)
		abort();
	for (size_t i = 0; i < join->phase_count; i++) {
		struct phase *from = &join->phases[i];
		struct compare_phase *to = &out->phases[out->phase_count++];
		struct rank_shift shift;
		struct rank_test test;

		*to = (struct compare_phase){from->name,
					     from->phase,
					     from->unit,
					     .base_count = from->count[BASE],
					     .new_count = from->count[NEW],
					     .p = 2};
		if (!rank_shift(from->values[BASE], from->count[BASE], from->values[NEW],
				from->count[NEW], &shift)) {
			to->base_p50 = shift.base_p50;
			to->new_p50 = shift.new_p50;
			to->shift = shift.shift;
		}
		if (!rank_compare(from->values[BASE], from->count[BASE], from->values[NEW],
				  from->count[NEW], &test)) {
			to->ratio = test.ratio;
			to->p = p[tested++] = test.p;
		}
		free(from->values[BASE]);
		free(from->values[NEW]);
	}
	rank_holm(p, tested);
	tested = 0;
	for (size_t i = 0; i < out->phase_count; i++)
		if (out->phases[i].p <= 1)
			out->phases[i].p = p[tested++];
	free(p);
	free(join->phases);
}

int compare_runs(const char *const *base, size_t base_count, const char *const *new,
		 size_t new_count, struct compare *out, char *error, size_t size)
{
	struct join join = {.index = json_object_new_object(),
			    .phase_index = json_object_new_object()};
	int rc;

	*out = (struct compare){0};
	/* The new side first: its order is the one that is shown. */
	rc = take_runs(&join, NEW, new, new_count, error, size);
	if (!rc)
		rc = take_runs(&join, BASE, base, base_count, error, size);
	judge_cases(&join, out);
	judge_phases(&join, out);
	json_object_put(join.index);
	json_object_put(join.phase_index);
	if (rc)
		compare_free(out);
	return rc;
}

void compare_free(struct compare *compare)
{
	for (size_t i = 0; i < compare->case_count; i++) {
		free(compare->cases[i].name);
		free(compare->cases[i].reason);
	}
	for (size_t i = 0; i < compare->phase_count; i++) {
		free(compare->phases[i].name);
		free(compare->phases[i].phase);
		free(compare->phases[i].unit);
	}
	free(compare->cases);
	free(compare->phases);
	*compare = (struct compare){0};
}
