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
	const struct result_policy policy = {.strict = strict, .profile = profile, .list = list};

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

/* A guest whose kernel panicked, as the rig reports it. */
static void panicked(const char *panic, bool fault)
{
	struct rig_result end = {.end = RIG_DIED, .death = DEATH_PANIC};

	fixture_section.target = "qemu";
	result_init(&r, &fixture_item);
	if (fault)
		fixture_record(&r, "{\"r\":\"fault\",\"text\":\"link-down\"}");
	snprintf(end.evidence, sizeof(end.evidence), "it panicked");
	snprintf(end.panic, sizeof(end.panic), "%s", panic);
	result_end(&r, &end);
}

static void declared_panics(void **s)
{
	struct result_policy policy = {.profile = STRENGTH_ALL, .expect_panic = true};

	(void)s;
	panicked("CXL.mem isolation", true);
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_PASS);
	assert_non_null(strstr(r.reason, "CXL.mem isolation"));
	assert_string_equal(r.notes.lines[r.notes.count - 1], r.reason);
	result_free(&r);
	panicked("CXL.mem isolation", false);
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	panicked("Fatal machine check", true);
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	panicked("CXL.mem isolation", true);
	r.death = DEATH_REPORT; /* an oops on its way there */
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	policy.panic_text = "CXL.mem";
	panicked("CXL.mem isolation", true);
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_PASS);
	panicked("something else", true);
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	assert_non_null(strstr(r.reason, "'CXL.mem' is declared"));
	/* no panic where an armed port isolated; nobody expects one elsewhere */
	outcome(OUTCOME_PASS, true);
	r.isolated = true;
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	outcome(OUTCOME_PASS, true);
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_PASS);
	/* there is no kernel in the model */
	fixture_section.target = "model";
	outcome(OUTCOME_PASS, true);
	r.isolated = true;
	result_judge(&r, &policy);
	assert_int_equal(r.outcome, OUTCOME_PASS);
}

static void declared_panics_of_a_case(void **s)
{
	struct expectations *list = expectations_new();
	char text[] = "panic some-case CXL.mem isolation\n", error[64];

	(void)s;
	assert_int_equal(expectations_parse(list, "known", NULL, text, error, sizeof(error)), 0);
	panicked("CXL.mem isolation: dying", true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_PASS);
	assert_string_equal(r.expectation, "known:1: panic: CXL.mem isolation");
	panicked("something else", true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	panicked("CXL.mem isolation: dying", false);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	outcome(OUTCOME_PASS, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	assert_non_null(strstr(r.reason, "the kernel went on"));
	outcome(OUTCOME_SKIP, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_SKIP);
	fixture_section.target = "model";
	expectations_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skips),
		cmocka_unit_test(profiles),
		cmocka_unit_test(known_failures),
		cmocka_unit_test(declared_panics),
		cmocka_unit_test(declared_panics_of_a_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
