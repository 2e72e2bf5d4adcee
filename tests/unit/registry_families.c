// SPDX-License-Identifier: GPL-2.0-or-later
/* A family becomes one case a row, in the order of its rows, with the row's own needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "case/case.h"

static void run(struct test *t)
{
	(void)t;
}

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "z%u", 10 - row);
}

static void needs(uint32_t row, struct case_needs *out)
{
	out->ports = row;
}

static const struct case_family family = {.count = 3, .name = name, .needs = needs};

ISOTAP_CASE(the_family) = {.id = "middle",
			   .area = "control",
			   .claim = "Rows",
			   .reqs = "TI-CAP-01",
			   .needs = {.regions = 7},
			   .family = &family,
			   .run = run};
ISOTAP_CASE(before) = {
	.id = "early", .area = "control", .claim = "One", .reqs = "TI-CAP-01", .run = run};
ISOTAP_CASE(after) = {
	.id = "middle-too", .area = "control", .claim = "One", .reqs = "TI-CAP-01", .run = run};

static void rows_become_cases(void **s)
{
	static const char *const ids[] = {"early", "middle-too", "middle.z10", "middle.z9",
					  "middle.z8"};
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	(void)s;
	assert_int_equal(count, 5);
	for (uint32_t i = 0; i < count; i++) {
		assert_string_equal(all[i]->id, ids[i]);
		assert_ptr_equal(case_find(ids[i]), all[i]);
	}
	for (uint32_t row = 0; row < 3; row++) {
		assert_int_equal(all[2 + row]->variant, row);
		assert_int_equal(all[2 + row]->needs.ports, row);
		assert_int_equal(all[2 + row]->needs.regions, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(rows_become_cases)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
