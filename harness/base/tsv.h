/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The project's own lists: fields separated by tabs, '#' starts a comment line. */
#ifndef ISOTAP_TSV_H
#define ISOTAP_TSV_H

#include <stddef.h>

#define TSV_FIELDS_MAX 8

struct tsv_row {
	const char *file;
	int line;
	char *fields[TSV_FIELDS_MAX]; /* not empty */
	unsigned int count;
	char *error; /* where tsv_mistake() writes */
	size_t error_size;
};

/* Calls fn for each row, in order, until one returns not 0. Writes into `text`, which the fields
 * point into. 0, what fn returned, or -EINVAL with `error` filled ("file:line: value: expected
 * ..."). */
int tsv_each(const char *file, char *text, unsigned int fields,
	     int (*fn)(void *ctx, struct tsv_row *row), void *ctx, char *error, size_t size);
/* The same with up to `optional` more fields in a row. */
int tsv_each_optional(const char *file, char *text, unsigned int fields, unsigned int optional,
		      int (*fn)(void *ctx, struct tsv_row *row), void *ctx, char *error,
		      size_t size);
/* For fn: says what is wrong with a value of the row. Returns -EINVAL. */
int tsv_mistake(struct tsv_row *row, const char *value, const char *expected, ...)
	__attribute__((format(printf, 3, 4)));
/* Each word of `list` (separated by spaces) has to be a requirement's id. 0 or -EINVAL. */
int tsv_requirements(struct tsv_row *row, const char *list);
/* The whole file, to be freed; NULL with `error` filled. */
char *tsv_read(const char *path, char *error, size_t size);

#endif
