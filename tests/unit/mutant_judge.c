// SPDX-License-Identifier: GPL-2.0-or-later
/* When a mutant counts as told: by a case of its own, that failed, and that its reference passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mutants/judge.h"

static void run(struct test *t)
{
	(void)t;
}

#define CASE(variable, name, ids)                                                                  \
	ISOTAP_CASE(variable) = {                                                                  \
		.id = name, .area = "control", .claim = "It is so", .reqs = ids, .run = run}

CASE(about_one, "a-one", "TI-CTL-07");
CASE(about_both, "b-both", "TI-CTL-08 TI-CTL-07");
CASE(about_other, "c-other", "TI-CTL-09");

static const struct mutant mutant = {.name = "m", .reqs = "TI-CTL-07 TI-CTL-10", .defect = "none"};

/* Outcomes of a-one, b-both and c-other: 'p' pass, 'f' fail, 's' skip, 'b' broken, ' ' did not run.
 */
static struct mutant_judgement judge(const char *got, const char *reference)
{
	static const char *const ids[] = {"a-one", "b-both", "c-other"};
	struct mutant_outcomes outcomes[2];
	struct mutant_judgement j;

	for (int side = 0; side < 2; side++) {
		const char *letters = side ? reference : got;

		assert_int_equal(mutant_outcomes_init(&outcomes[side]), 0);
		for (int i = 0; i < 3; i++) {
			const char *at = strchr("pfsb", letters[i]);

			if (at)
				mutant_outcomes_set(&outcomes[side], ids[i],
						    (enum outcome)(at - "pfsb"), "why");
		}
	}
	j = mutant_judge(&mutant, &outcomes[0], &outcomes[1]);
	mutant_outcomes_free(&outcomes[0]);
	mutant_outcomes_free(&outcomes[1]);
	return j;
}

static void expect(const char *got, const char *reference, enum mutant_verdict verdict, uint32_t by)
{
	struct mutant_judgement j = judge(got, reference);

	if (j.verdict != verdict || j.by != by)
		fail_msg("%s against %s: verdict %d by %u, expected %d by %u", got, reference,
			 j.verdict, j.by, verdict, by);
}

#define NOBODY UINT32_MAX

static void a_case_of_its_own_kills(void **s)
{
	(void)s;
	expect("fpp", "ppp", MUTANT_KILLED, 0);
	expect("pfp", "ppp", MUTANT_KILLED, 1);
	expect("bff", "ppp", MUTANT_KILLED, 1);
	expect("fss", "psp", MUTANT_KILLED, 0);
}

static void one_that_passes_them_all_survives(void **s)
{
	(void)s;
	expect("ppp", "ppp", MUTANT_SURVIVED, NOBODY);
	expect("psp", "ppp", MUTANT_SURVIVED, NOBODY);
	expect("pp ", "ppp", MUTANT_SURVIVED, NOBODY);
}

static void an_unrelated_case_does_not_kill(void **s)
{
	(void)s;
	expect("ppf", "ppp", MUTANT_UNRELATED, 2);
	expect("ppf", "pp ", MUTANT_UNRELATED, 2);
}

static void a_broken_rig_does_not_kill(void **s)
{
	(void)s;
	expect("bpp", "ppp", MUTANT_NO_VERDICT, 0);
	expect("pbf", "ppp", MUTANT_NO_VERDICT, 1);
	expect("ppb", "ppp", MUTANT_SURVIVED, NOBODY);
}

static void what_the_reference_does_not_pass_does_not_kill(void **s)
{
	(void)s;
	expect("fpp", "fpp", MUTANT_SURVIVED, NOBODY);
	expect("fpp", "bpp", MUTANT_SURVIVED, NOBODY);
	expect("ff ", "ss ", MUTANT_NO_CASE, NOBODY);
	expect("ff ", "   ", MUTANT_NO_CASE, NOBODY);
}

static void related_cases_are_counted(void **s)
{
	(void)s;
	assert_int_equal(judge("ppp", "ppp").related, 2);
	assert_int_equal(judge("pp ", "psp").related, 1);
	assert_int_equal(judge("   ", "ppp").related, 0);
}

static void ids_match_as_a_whole(void **s)
{
	static const struct mutant longer = {.name = "m", .reqs = "TI-CTL-070", .defect = "none"};

	(void)s;
	assert_false(mutant_concerns(&longer, &about_one));
	assert_true(mutant_concerns(&mutant, &about_both));
	assert_false(mutant_concerns(&mutant, &about_other));
}

/* ---- results ---- */

static unsigned int rows;

static void take(void *ctx, const struct mutant_result *result)
{
	(void)ctx;
	rows++;
	assert_string_equal(result->implementation, "user");
	assert_string_equal(result->id, "a-one");
	assert_int_equal(result->outcome, OUTCOME_FAIL);
	assert_string_equal(result->reason, "it is not so");
}

static int read_text(const char *text)
{
	char path[] = "/tmp/isotap-results-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	rows = 0;
	rc = mutant_results_read(path, take, NULL);
	unlink(path);
	return rc;
}

static void results_are_read(void **s)
{
	(void)s;
	assert_int_equal(
		read_text("{\"cases\": [{\"implementation\": \"user\", \"case\": \"a-one\","
			  " \"outcome\": \"fail\", \"reason\": \"it is not so\"},"
			  " {\"case\": \"a-one\", \"outcome\": \"perhaps\"}]}"),
		0);
	assert_int_equal(rows, 1);
	assert_true(read_text("{\"cases\": 1}") < 0);
	assert_true(read_text("cut off") < 0);
	assert_true(mutant_results_read("/nonexistent", take, NULL) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_of_its_own_kills),
		cmocka_unit_test(one_that_passes_them_all_survives),
		cmocka_unit_test(an_unrelated_case_does_not_kill),
		cmocka_unit_test(a_broken_rig_does_not_kill),
		cmocka_unit_test(what_the_reference_does_not_pass_does_not_kill),
		cmocka_unit_test(related_cases_are_counted),
		cmocka_unit_test(ids_match_as_a_whole),
		cmocka_unit_test(results_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
