// SPDX-License-Identifier: GPL-2.0-or-later
/* The cases of this program: what ISOTAP_CASE() put into the section isotap_cases, with one case
 * for each row of a family. They live as long as the program. */
#include "case/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct test_case *const __start_isotap_cases[] __attribute__((weak));
extern const struct test_case *const __stop_isotap_cases[] __attribute__((weak));

static int by_area_and_id(const void *a, const void *b)
{
	const struct test_case *x = *(const struct test_case *const *)a;
	const struct test_case *y = *(const struct test_case *const *)b;
	int order = strcmp(x->area, y->area);

	if (order)
		return order;
	if (x->family && x->family == y->family)
		return x->variant < y->variant ? -1 : x->variant > y->variant;
	return strcmp(x->id, y->id);
}

static void unroll_row(struct test_case *out, const struct test_case *base, uint32_t row)
{
	char name[CASE_ID_MAX], id[CASE_ID_MAX];

	base->family->name(row, name, sizeof(name));
	if (snprintf(id, sizeof(id), "%s.%s", base->id, name) >= (int)sizeof(id))
		abort(); /* a name that would be cut short is a mistake in the case file */
	*out = *base;
	out->variant = row;
	out->id = strdup(id);
	if (!out->id)
		abort();
	if (base->family->needs)
		base->family->needs(row, &out->needs);
}

static size_t rows_of(const struct test_case *tc)
{
	return tc->family ? tc->family->count : 1;
}

/* Every case, unsorted. */
static const struct test_case **unroll(size_t *count)
{
	size_t declared = (size_t)(__stop_isotap_cases - __start_isotap_cases), used = 0;
	const struct test_case **list;

	*count = 0;
	for (size_t i = 0; i < declared; i++)
		*count += rows_of(__start_isotap_cases[i]);
	list = calloc(*count + 1, sizeof(list[0]));
	if (!list)
		abort();
	for (size_t i = 0; i < declared; i++) {
		const struct test_case *base = __start_isotap_cases[i];
		struct test_case *rows;

		if (!base->family) {
			list[used++] = base;
			continue;
		}
		rows = calloc(base->family->count, sizeof(*rows));
		if (!rows)
			abort();
		for (uint32_t row = 0; row < base->family->count; row++) {
			unroll_row(&rows[row], base, row);
			list[used++] = &rows[row];
		}
	}
	return list;
}

const struct test_case *const *case_all(uint32_t *count)
{
	static const struct test_case **sorted;
	static size_t n;

	if (!sorted) {
		sorted = unroll(&n);
		qsort(sorted, n, sizeof(sorted[0]), by_area_and_id);
	}
	*count = (uint32_t)n;
	return sorted;
}

const struct test_case *case_find(const char *id)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(all[i]->id, id))
			return all[i];
	return NULL;
}
