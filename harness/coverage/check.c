// SPDX-License-Identifier: GPL-2.0-or-later
/* What is missing, a line each. */
#include "coverage/coverage.h"

#include <errno.h>
#include <string.h>

#include "mutants/outcomes.h"

static size_t check_places(FILE *out, const struct coverage *c, const struct coverage_row *row)
{
	size_t missing = 0;

	for (int i = 0; i < COVERAGE_PLACES; i++) {
		if (!coverage_gap(c, row, i))
			continue;
		fprintf(out,
			"%s: no case of it runs on %s/%s, and cases/unseen.tsv does not say why\n",
			row->req->id, c->places[i].target, c->places[i].impl);
		missing++;
	}
	return missing;
}

static bool excused_everywhere(const struct coverage *c, const struct coverage_row *row)
{
	for (int i = 0; i < COVERAGE_PLACES; i++)
		if (!coverage_unseen(c, row, i))
			return false;
	return true;
}

static size_t check_row(FILE *out, const struct coverage *c, const struct coverage_row *row)
{
	bool port = !strcmp(row->req->who, "hw"), both = !strcmp(row->req->who, "both");
	size_t missing = check_places(out, c, row);

	if (excused_everywhere(c, row))
		return missing;
	if (!row->all) {
		fprintf(out, "%s: no case names it\n", row->req->id);
		missing++;
	}
	if (port && !row->mutants[MUTANT_PORT]) {
		fprintf(out, "%s: no wrong port violates it\n", row->req->id);
		missing++;
	}
	/* what only both together do either of them can get wrong */
	if (!port && !row->mutants[MUTANT_PLUGIN] && !row->mutants[MUTANT_KMOD] &&
	    !(both && row->mutants[MUTANT_PORT])) {
		fprintf(out, "%s: no wrong implementation violates it\n", row->req->id);
		missing++;
	}
	return missing;
}

/* An excuse that covers a place where the requirement is checked is none. */
static size_t check_excuse(FILE *out, const struct coverage *c, const struct unseen_row *excuse)
{
	size_t stale = 0;

	for (size_t n = 0; n < c->count; n++)
		for (int i = 0; i < COVERAGE_PLACES; i++) {
			const struct coverage_place *place = &c->places[i];
			uint32_t cases = c->rows[n].cases[i];

			if (!cases || strcmp(c->rows[n].req->id, excuse->req) ||
			    !unseen_covers(excuse, place->target, place->impl))
				continue;
			fprintf(out,
				"cases/unseen.tsv:%d: %s is checked on %s/%s by %u case%s: the row "
				"is not needed there\n",
				excuse->line, excuse->req, place->target, place->impl, cases,
				cases == 1 ? "" : "s");
			stale++;
		}
	return stale;
}

struct ids {
	FILE *out;
	const struct test_case *tc;
	size_t known, unknown;
};

static void check_id(void *ctx, const char *id, const struct requirement *req)
{
	struct ids *ids = ctx;

	if (req) {
		ids->known++;
		return;
	}
	ids->unknown++;
	fprintf(ids->out, "case %s: names %s, which is no requirement\n", ids->tc->id, id);
}

static size_t check_cases(FILE *out)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);
	size_t missing = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct ids ids = {.out = out, .tc = all[i]};

		requirements_each(all[i]->reqs, check_id, &ids);
		missing += ids.unknown;
		if (ids.known || ids.unknown)
			continue;
		fprintf(out, "case %s: names no requirement\n", all[i]->id);
		missing++;
	}
	return missing;
}

size_t coverage_check(FILE *out, const struct coverage *coverage)
{
	size_t missing = check_cases(out);

	for (size_t i = 0; i < coverage->count; i++)
		missing += check_row(out, coverage, &coverage->rows[i]);
	for (size_t i = 0; i < coverage->unseen->count; i++)
		missing += check_excuse(out, coverage, &coverage->unseen->rows[i]);
	return missing;
}

/* ---- against a run ---- */

struct comparison {
	FILE *out;
	const struct coverage *coverage;
	const struct catalog *catalog;
	int differences;
};

static void compare(void *ctx, const struct mutant_result *r)
{
	struct comparison *c = ctx;
	const struct test_case *tc = case_find(r->id);

	for (int i = 0; tc && i < COVERAGE_PLACES; i++) {
		const struct coverage_place *place = &c->coverage->places[i];
		bool ran = r->outcome != OUTCOME_SKIP;

		if (strcmp(place->target, r->target) || strcmp(place->impl, r->implementation) ||
		    coverage_applies(place, c->catalog, tc) == ran)
			continue;
		if (ran)
			fprintf(c->out, "%s/%s/%s ran, and is not counted there\n", place->target,
				place->impl, r->id);
		else
			fprintf(c->out, "%s/%s/%s is counted there, and was skipped: %s\n",
				place->target, place->impl, r->id, r->reason);
		c->differences++;
	}
}

int coverage_check_run(FILE *out, const struct coverage *coverage, const struct catalog *catalog,
		       const char *results)
{
	struct comparison comparison = {out, coverage, catalog, 0};
	int rc = mutant_results_read(results, compare, &comparison);

	return rc ? rc : comparison.differences;
}
