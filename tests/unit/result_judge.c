// SPDX-License-Identifier: GPL-2.0-or-later
/* Strictness, profiles and lists of known failures. */
#include "result_fixture.h"

static struct result r;

static void outcome(enum outcome value, bool ended)
{
	result_init(&r, &fixture_item);
	r.outcome = value;
	r.ended = ended;
	snprintf(r.reason, sizeof(r.reason), "because");
}

static void judge(bool strict, uint32_t profile, const struct expectations *list)
{
	const struct result_policy policy = {strict, profile, list};

	result_judge(&r, &policy);
}

static void skips(void **s)
{
	(void)s;
	outcome(OUTCOME_SKIP, true);
	judge(false, STRENGTH_ALL, NULL);
	assert_int_equal(r.outcome, OUTCOME_SKIP);
	judge(true, STRENGTH_ALL, NULL);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	assert_string_equal(r.reason, "skipped under --strict: because");
	assert_false(r.observation);
}

static void profiles(void **s)
{
	(void)s;
	fixture_case.reqs = "SW-DAX-01"; /* a proposal */
	outcome(OUTCOME_FAIL, true);
	judge(false, STRENGTH_ALL, NULL);
	assert_false(r.observation);
	judge(false, strengths_parse("must,derived,linux"), NULL);
	assert_true(r.observation);
	/* A crash counts whatever the claim. */
	outcome(OUTCOME_FAIL, false);
	judge(false, strengths_parse("must"), NULL);
	assert_false(r.observation);
	/* The strongest of several decides. */
	fixture_case.reqs = "SW-DAX-01 TI-CTL-07";
	outcome(OUTCOME_FAIL, true);
	judge(false, strengths_parse("must"), NULL);
	assert_false(r.observation);
	fixture_case.reqs = "TI-CTL-07";
	assert_int_equal(strengths_parse("must,often"), 0);
	assert_int_equal(strengths_parse(""), 0);
	assert_int_equal(strengths_parse("all"), STRENGTH_ALL);
}

static void known_failures(void **s)
{
	struct expectations *list = expectations_new();
	char text[] = "# comment\nknown-fail some-* slow port, https://example.org/\n", error[64];

	(void)s;
	assert_non_null(list);
	assert_int_equal(expectations_parse(list, "known", NULL, text, error, sizeof(error)), 0);
	outcome(OUTCOME_FAIL, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_KNOWN_FAIL);
	assert_string_equal(r.reason, "because");
	assert_string_equal(r.expectation, "known:2: known-fail: slow port, https://example.org/");
	outcome(OUTCOME_FAIL, false);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_KNOWN_FAIL);
	outcome(OUTCOME_PASS, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	assert_non_null(strstr(r.reason, "stale entry: it passes, but known:2 says known-fail"));
	outcome(OUTCOME_BROKEN, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_BROKEN);
	outcome(OUTCOME_SKIP, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_SKIP);
	expectations_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skips),
		cmocka_unit_test(profiles),
		cmocka_unit_test(known_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
