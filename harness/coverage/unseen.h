/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cannot be checked somewhere, and why (cases/unseen.tsv), built into the program. */
#ifndef ISOTAP_COVERAGE_UNSEEN_H
#define ISOTAP_COVERAGE_UNSEEN_H

#include <stdbool.h>
#include <stddef.h>

struct unseen_row {
	const char *req, *target, *impl; /* target and impl may be "*" */
	const char *reason;
	int line;
};

struct unseen {
	struct unseen_row *rows;
	size_t count;
	char *text; /* the rows point into it */
};

/* 0, or a negative errno with "file:line: value: expected ..." in `error`. */
int unseen_parse(struct unseen *out, const char *file, const char *text, char *error, size_t size);
/* The file at `path`; NULL: the list that is built in. */
int unseen_load(struct unseen *out, const char *path, char *error, size_t size);
void unseen_free(struct unseen *unseen);

bool unseen_covers(const struct unseen_row *row, const char *target, const char *impl);

#endif
