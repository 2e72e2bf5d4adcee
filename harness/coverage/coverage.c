// SPDX-License-Identifier: GPL-2.0-or-later
/* Fills the matrix from what cases, mutants and targets declare. */
#include "coverage/coverage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct count {
	struct coverage *coverage;
	/* What a case, or a row of a family, adds to; each counts once a family. */
	bool applies[COVERAGE_PLACES];
	const struct case_family *family;
	bool rig; /* about the port alone */
	/* by requirement: the family that was counted last */
	const struct case_family **seen[COVERAGE_PLACES + 1];
};

static struct coverage_row *row_of(struct coverage *coverage, const struct requirement *req)
{
	size_t count;

	return req ? &coverage->rows[req - requirements_all(&count)] : NULL;
}

/* Rows of a family are neighbours: one that was counted last is not counted again. */
static bool counted(struct count *count, int column, size_t row)
{
	bool again = count->family && count->seen[column][row] == count->family;

	count->seen[column][row] = count->family;
	return again;
}

static void count_case(void *ctx, const char *id, const struct requirement *req)
{
	struct count *count = ctx;
	struct coverage_row *row = row_of(count->coverage, req);
	size_t index;

	(void)id;
	/* What software must do is not checked by a case that leaves it out. */
	if (!row || (count->rig && !strcmp(req->who, "sw")))
		return;
	index = (size_t)(row - count->coverage->rows);
	if (!counted(count, COVERAGE_PLACES, index))
		row->all++;
	for (int i = 0; i < COVERAGE_PLACES; i++)
		if (count->applies[i] && !counted(count, i, index))
			row->cases[i]++;
}

static int count_cases(struct coverage *coverage, const struct catalog *catalog)
{
	struct count count = {.coverage = coverage};
	uint32_t total;
	const struct test_case *const *all = case_all(&total);
	int rc = 0;

	for (int i = 0; i <= COVERAGE_PLACES; i++) {
		count.seen[i] = calloc(coverage->count + 1, sizeof(count.seen[0][0]));
		rc = count.seen[i] ? rc : -ENOMEM;
	}
	for (uint32_t n = 0; n < total && !rc; n++) {
		count.family = all[n]->family;
		count.rig = all[n]->flags & CASE_RIG;
		for (int i = 0; i < COVERAGE_PLACES; i++)
			count.applies[i] = coverage_applies(&coverage->places[i], catalog, all[n]);
		requirements_each(all[n]->reqs, count_case, &count);
	}
	for (int i = 0; i <= COVERAGE_PLACES; i++)
		free(count.seen[i]);
	return rc;
}

struct mutant_count {
	struct coverage *coverage;
	enum mutant_base base;
};

static void count_mutant(void *ctx, const char *id, const struct requirement *req)
{
	struct mutant_count *count = ctx;
	struct coverage_row *row = row_of(count->coverage, req);

	(void)id;
	if (row)
		row->mutants[count->base]++;
}

int coverage_make(struct coverage *out, const struct catalog *catalog, const struct unseen *unseen,
		  const struct mutant_table *mutants, char *error, size_t size)
{
	size_t count;
	const struct requirement *reqs = requirements_all(&count);
	int rc;

	*out = (struct coverage){.count = count, .unseen = unseen, .mutants = mutants};
	out->rows = calloc(count + 1, sizeof(out->rows[0]));
	if (!out->rows)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		out->rows[i].req = &reqs[i];
	rc = coverage_places(out->places, catalog, error, size);
	if (!rc)
		rc = count_cases(out, catalog);
	for (size_t i = 0; i < mutants->count; i++) {
		struct mutant_count context = {out, mutants->rows[i].base};

		requirements_each(mutants->rows[i].reqs, count_mutant, &context);
	}
	if (rc)
		coverage_free(out);
	return rc;
}

void coverage_free(struct coverage *coverage)
{
	free(coverage->rows);
	coverage->rows = NULL;
}

const struct unseen_row *coverage_unseen(const struct coverage *coverage,
					 const struct coverage_row *row, int place)
{
	const struct coverage_place *p = &coverage->places[place];

	for (size_t i = 0; i < coverage->unseen->count; i++)
		if (!strcmp(coverage->unseen->rows[i].req, row->req->id) &&
		    unseen_covers(&coverage->unseen->rows[i], p->target, p->impl))
			return &coverage->unseen->rows[i];
	return NULL;
}

bool coverage_gap(const struct coverage *coverage, const struct coverage_row *row, int place)
{
	const char *target = coverage->places[place].target;

	if (row->cases[place] || coverage_unseen(coverage, row, place))
		return false;
	for (int i = 0; i < COVERAGE_PLACES && !strcmp(row->req->who, "hw"); i++)
		if (!strcmp(coverage->places[i].target, target) && row->cases[i])
			return false;
	return true;
}
