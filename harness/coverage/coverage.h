/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The matrix of requirements, targets and implementations: by how many cases each is checked where,
 * and how many mutants violate it. */
#ifndef ISOTAP_COVERAGE_H
#define ISOTAP_COVERAGE_H

#include <stdio.h>

#include "coverage/places.h"
#include "coverage/unseen.h"
#include "mutants/table.h"
#include "plan/requirements.h"

struct killed;

struct coverage_row {
	const struct requirement *req;
	uint32_t cases[COVERAGE_PLACES]; /* a family counts as one */
	uint32_t all;                    /* cases that name it, wherever they run */
	uint32_t mutants[MUTANT_BASES];
};

struct coverage {
	struct coverage_place places[COVERAGE_PLACES];
	struct coverage_row *rows; /* in the file's order */
	size_t count;
	const struct unseen *unseen;
	const struct mutant_table *mutants;
};

/* 0 or a negative errno with `error` filled. */
int coverage_make(struct coverage *out, const struct catalog *catalog, const struct unseen *unseen,
		  const struct mutant_table *mutants, char *error, size_t size);
void coverage_free(struct coverage *coverage);

/* The reason why the requirement is not checked there, or NULL. */
const struct unseen_row *coverage_unseen(const struct coverage *coverage,
					 const struct coverage_row *row, int place);
/* Neither checked there nor excused. What a port does is checked on a target if it is with any
 * implementation there. */
bool coverage_gap(const struct coverage *coverage, const struct coverage_row *row, int place);

/* check.c: a line for each gap, each requirement without a case or a mutant, each case without a
 * requirement, and each excuse that is none any more. Returns how many. */
size_t coverage_check(FILE *out, const struct coverage *coverage);
/* The same of a run: what it skipped although it counts, or ran although it does not. Returns how
 * many, or a negative errno if the results cannot be read. */
int coverage_check_run(FILE *out, const struct coverage *coverage, const struct catalog *catalog,
		       const char *results);

void coverage_print(FILE *out, const struct coverage *coverage);
/* docs/coverage.md */
void coverage_markdown(FILE *out, const struct coverage *coverage, const struct killed *killed);

#endif
