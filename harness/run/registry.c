// SPDX-License-Identifier: GPL-2.0-or-later
/* The cases of this program: what ISOTAP_CASE() put into the section isotap_cases. */
#include "run/case.h"

#include <stdlib.h>
#include <string.h>

extern const struct test_case *const __start_isotap_cases[] __attribute__((weak));
extern const struct test_case *const __stop_isotap_cases[] __attribute__((weak));

static int by_area_and_id(const void *a, const void *b)
{
	const struct test_case *x = *(const struct test_case *const *)a;
	const struct test_case *y = *(const struct test_case *const *)b;
	int order = strcmp(x->area, y->area);

	return order ? order : strcmp(x->id, y->id);
}

const struct test_case *const *case_all(uint32_t *count)
{
	static const struct test_case **sorted;
	size_t n = (size_t)(__stop_isotap_cases - __start_isotap_cases);

	if (!sorted && n) {
		sorted = malloc(n * sizeof(sorted[0]));
		if (!sorted)
			abort();
		memcpy(sorted, __start_isotap_cases, n * sizeof(sorted[0]));
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
