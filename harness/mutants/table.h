/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The project's list of mutants (fixtures/mutants/mutants.tsv), built into the program. */
#ifndef ISOTAP_MUTANTS_TABLE_H
#define ISOTAP_MUTANTS_TABLE_H

#include <stddef.h>

/* What a mutant is made of. */
enum mutant_base {
	MUTANT_PLUGIN, /* the reference `user` with one deviation: build/mutants/NAME.so */
	MUTANT_KMOD,   /* the reference module with one deviation: implementation kmod-NAME */
	MUTANT_PORT,   /* a port's personality, under the reference software */
};
#define MUTANT_BASES 3

struct mutant {
	const char *name; /* [a-z0-9-]+, unique among those of its base */
	enum mutant_base base;
	const char *reqs; /* ids that its defect violates, separated by spaces */
	const char *defect;
	/* Right in the usual order of things, it is shown cases on the model under so many
	 * schedules (isotap run --schedules). NULL: the fixed one will do. */
	const char *schedules;
};

struct mutant_table {
	struct mutant *rows; /* in the file's order */
	size_t count;
	char *text; /* the rows point into it */
};

/* `file` is what messages call the text. 0, or -EINVAL with "file:line: value: expected ..." in
 * `error`, or -ENOMEM. */
int mutant_table_parse(struct mutant_table *out, const char *file, const char *text, char *error,
		       size_t size);
/* The file at `path`; NULL: the list that is built in. */
int mutant_table_load(struct mutant_table *out, const char *path, char *error, size_t size);
void mutant_table_free(struct mutant_table *table);

/* "plugin", "kmod", "port" */
const char *mutant_base_name(enum mutant_base base);

#endif
