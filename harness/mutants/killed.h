/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which case told which mutant when last all were run (fixtures/mutants/killed.tsv): for the
 * documentation, which has to be made without a guest. */
#ifndef ISOTAP_MUTANTS_KILLED_H
#define ISOTAP_MUTANTS_KILLED_H

#include "mutants/campaign.h"

struct killed_row {
	const char *name;
	enum mutant_base base;
	const char *target, *id;
};

struct killed {
	struct killed_row *rows;
	size_t count;
	char *text; /* the rows point into it */
};

/* The file at `path`; NULL: the one that is built in. 0 or a negative errno with `error` filled. */
int killed_load(struct killed *out, const char *path, char *error, size_t size);
void killed_free(struct killed *killed);

/* Replaces the file: what the campaign found, and what the file said of mutants that are in the
 * table and had no part in it. 0 or a negative errno with `error` filled. */
int killed_update(const char *path, const struct mutant_table *table,
		  const struct mutant_campaign *campaign, char *error, size_t size);

#endif
