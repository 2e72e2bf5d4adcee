// SPDX-License-Identifier: GPL-2.0-or-later
/* Every id that a case names is in the project's list, and the list holds what it says. This test
 * is linked with the cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case/case.h"
#include "plan/requirements.h"

static void known(void *ctx, const char *id, const struct requirement *req)
{
	int *count = ctx;

	if (!req)
		fail_msg("no requirement %s", id);
	++*count;
}

static void cases_name_known_ids(void **s)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	(void)s;
	assert_true(count >= 16);
	for (uint32_t i = 0; i < count; i++) {
		int named = 0;

		requirements_each(all[i]->reqs, known, &named);
		if (!named)
			fail_msg("case %s names no requirement", all[i]->id);
	}
}

static void cases_are_unique_and_named_well(void **s)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	(void)s;
	for (uint32_t i = 0; i < count; i++) {
		assert_non_null(all[i]->run);
		assert_true(*all[i]->claim);
		assert_int_equal(strspn(all[i]->id, "abcdefghijklmnopqrstuvwxyz0123456789-."),
				 strlen(all[i]->id));
		assert_int_equal(!!strchr(all[i]->id, '.'), !!all[i]->family);
		assert_ptr_equal(case_find(all[i]->id), all[i]);
	}
}

static void every_area_has_a_case(void **s)
{
	static const char *const areas[] = {"capability", "control",  "isolation", "safeguard",
					    "event",      "recovery", "latency"};
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	(void)s;
	for (size_t a = 0; a < sizeof(areas) / sizeof(areas[0]); a++) {
		uint32_t found = 0;

		for (uint32_t i = 0; i < count; i++)
			found += !strcmp(all[i]->area, areas[a]);
		assert_true(found);
	}
}

static void list_is_well_formed(void **s)
{
	size_t count;
	const struct requirement *rows = requirements_all(&count);

	(void)s;
	assert_true(count > 60);
	for (size_t i = 0; i < count; i++) {
		assert_ptr_equal(requirement_find(rows[i].id), &rows[i]);
		assert_true(!strcmp(rows[i].who, "hw") || !strcmp(rows[i].who, "sw") ||
			    !strcmp(rows[i].who, "both"));
		assert_true(*rows[i].source && *rows[i].text);
		assert_null(strchr(rows[i].text, '\t'));
	}
	assert_null(requirement_find("TI-XXX-99"));
	assert_int_equal(requirement_find("SW-EVT-02")->strength, STRENGTH_LINUX);
	assert_int_equal(requirements_strengths("TI-CAP-01 SW-EVT-01"),
			 1u << STRENGTH_MUST | 1u << STRENGTH_PROPOSAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_name_known_ids),
		cmocka_unit_test(cases_are_unique_and_named_well),
		cmocka_unit_test(every_area_has_a_case),
		cmocka_unit_test(list_is_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
