// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of cases: thousands of rows, looked up once for each case of a plan. */
#include "plan/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "case/case.h"

struct case_names {
	char *text; /* the names point into it */
	char **sorted;
	size_t count;
};

static int add(void *ctx, struct tsv_row *row)
{
	struct case_names *names = ctx;
	const char *slash = strrchr(row->fields[0], '/');

	if (!slash || !case_find(slash + 1))
		return tsv_mistake(row, row->fields[0], "target/implementation/id of a case");
	names->sorted[names->count++] = row->fields[0];
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct case_names *case_names_load(const char *path, char *error, size_t size)
{
	struct case_names *names = calloc(1, sizeof(*names));
	size_t lines = 1;

	if (!names)
		return NULL;
	names->text = tsv_read(path, error, size);
	for (const char *p = names->text; p && (p = strchr(p, '\n')); p++)
		lines++;
	names->sorted = calloc(lines, sizeof(names->sorted[0]));
	if (!names->text || !names->sorted ||
	    tsv_each(path, names->text, 1, add, names, error, size)) {
		case_names_free(names);
		return NULL;
	}
	qsort(names->sorted, names->count, sizeof(names->sorted[0]), by_text);
	return names;
}

bool case_names_have(const struct case_names *names, const char *name)
{
	return bsearch(&name, names->sorted, names->count, sizeof(names->sorted[0]), by_text);
}

void case_names_free(struct case_names *names)
{
	if (!names)
		return;
	free(names->text);
	free(names->sorted);
	free(names);
}
