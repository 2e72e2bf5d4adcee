// SPDX-License-Identifier: GPL-2.0-or-later
/* The list of known failures of an implementation. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/result.h"

#define EXPECTATIONS_MAX 1024

struct expectations {
	size_t count;
	struct {
		char *pattern, *reason;
	} rows[EXPECTATIONS_MAX];
};

/* 0, or -EINVAL. */
static int parse_line(struct expectations *list, char *line)
{
	char *pattern = line + strspn(line, " \t"), *reason;
	size_t length;

	pattern[strcspn(pattern, "\r\n")] = '\0';
	if (!*pattern || *pattern == '#')
		return 0;
	length = strcspn(pattern, " \t");
	reason = pattern + length;
	reason += strspn(reason, " \t");
	if (!*reason || list->count == EXPECTATIONS_MAX)
		return -EINVAL;
	pattern[length] = '\0';
	list->rows[list->count].pattern = strdup(pattern);
	list->rows[list->count].reason = strdup(reason);
	list->count++;
	return 0;
}

struct expectations *expectations_load(const char *path, char *error, size_t size)
{
	struct expectations *list = calloc(1, sizeof(*list));
	FILE *f = fopen(path, "re");
	size_t capacity = 0;
	char *line = NULL;
	int number = 0;

	if (!list || !f) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
		goto fail;
	}
	while (getline(&line, &capacity, f) >= 0) {
		number++;
		if (!parse_line(list, line))
			continue;
		snprintf(error, size, "%s:%d: expected a pattern and a reason (at most %d of them)",
			 path, number, EXPECTATIONS_MAX);
		goto fail;
	}
	free(line);
	fclose(f);
	return list;
fail:
	free(line);
	if (f)
		fclose(f);
	expectations_free(list);
	return NULL;
}

const char *expectations_find(const struct expectations *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!fnmatch(list->rows[i].pattern, name, 0))
			return list->rows[i].reason;
	return NULL;
}

void expectations_free(struct expectations *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->count; i++) {
		free(list->rows[i].pattern);
		free(list->rows[i].reason);
	}
	free(list);
}
