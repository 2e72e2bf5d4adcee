// SPDX-License-Identifier: GPL-2.0-or-later
/* Strictness, profiles and lists of known failures. */
#include "result_fixture.h"

#include <unistd.h>

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

static struct expectations *load(const char *text)
{
	char path[] = "/tmp/isotap-expectations-XXXXXX", error[256] = "";
	int fd = mkstemp(path);
	struct expectations *list;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	list = expectations_load(path, error, sizeof(error));
	assert_true(list || *error);
	unlink(path);
	return list;
}

static void known_failures(void **s)
{
	struct expectations *list = load("# comment\n\n*/user/some-* slow port\r\n");

	(void)s;
	assert_non_null(list);
	assert_string_equal(expectations_find(list, "model/user/some-case"), "slow port");
	assert_null(expectations_find(list, "model/kmod/some-case"));
	outcome(OUTCOME_FAIL, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_KNOWN_FAIL);
	outcome(OUTCOME_PASS, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	assert_non_null(strstr(r.reason, "correct the list"));
	outcome(OUTCOME_BROKEN, true);
	judge(false, STRENGTH_ALL, list);
	assert_int_equal(r.outcome, OUTCOME_BROKEN);
	expectations_free(list);
	assert_null(load("pattern-without-reason\n"));
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
