// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the project's own lists. A mistake in one has to name its place: people edit them. */
#include "base/tsv.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/requirements.h"

int tsv_mistake(struct tsv_row *row, const char *value, const char *expected, ...)
{
	char what[256];
	va_list args;

	va_start(args, expected);
	vsnprintf(what, sizeof(what), expected, args);
	va_end(args);
	snprintf(row->error, row->error_size, "%s:%d: '%.80s': expected %s", row->file, row->line,
		 value, what);
	return -EINVAL;
}

static int split(struct tsv_row *row, char *line, unsigned int fields, unsigned int optional)
{
	char *next = line, *whole = strdup(line);
	unsigned int count = 0;
	int rc = whole ? 0 : -ENOMEM;

	for (; !rc && next; count++) {
		char *field = strsep(&next, "\t");

		if (count < fields + optional)
			row->fields[count] = field;
		if (!*field)
			rc = tsv_mistake(row, whole, "no empty field");
	}
	if (!rc && (count < fields || count > fields + optional))
		rc = tsv_mistake(row, whole, "%u fields separated by tabs, found %u", fields,
				 count);
	row->count = count;
	free(whole);
	return rc;
}

int tsv_each(const char *file, char *text, unsigned int fields,
	     int (*fn)(void *ctx, struct tsv_row *row), void *ctx, char *error, size_t size)
{
	return tsv_each_optional(file, text, fields, 0, fn, ctx, error, size);
}

int tsv_each_optional(const char *file, char *text, unsigned int fields, unsigned int optional,
		      int (*fn)(void *ctx, struct tsv_row *row), void *ctx, char *error,
		      size_t size)
{
	struct tsv_row row = {.file = file, .error = error, .error_size = size};
	char *next = text, *line;

	while (next && (line = strsep(&next, "\n"))) {
		int rc;

		row.line++;
		if (!*line || *line == '#')
			continue;
		rc = split(&row, line, fields, optional);
		if (!rc)
			rc = fn(ctx, &row);
		if (rc)
			return rc;
	}
	return 0;
}

struct ids {
	struct tsv_row *row;
	int rc;
};

static void check_id(void *ctx, const char *id, const struct requirement *req)
{
	struct ids *ids = ctx;

	if (!req && !ids->rc)
		ids->rc = tsv_mistake(ids->row, id, "an id of cases/requirements.tsv");
}

int tsv_requirements(struct tsv_row *row, const char *list)
{
	struct ids ids = {row, 0};

	requirements_each(list, check_id, &ids);
	return ids.rc;
}

char *tsv_read(const char *path, char *error, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t capacity = 0;
	char *text = NULL;
	ssize_t length;

	if (!f) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
		return NULL;
	}
	length = getdelim(&text, &capacity, '\0', f);
	if (length < 0) { /* an empty file, or one that cannot be read */
		free(text);
		text = ferror(f) ? NULL : strdup("");
		snprintf(error, size, "%s: cannot be read", path);
	}
	fclose(f);
	return text;
}
