// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of expectations: what is taken, what is refused with its place, and the shipped lists
 * against the suite. This test is linked with the cases. */
#include "result_fixture.h"

#include <errno.h>
#include <stdio.h>

static char error[512];

static struct expectations *parse(const char *text, const char *impl)
{
	struct expectations *list = expectations_new();
	char *copy = strdup(text);

	assert_true(list && copy);
	error[0] = '\0';
	if (expectations_parse(list, "known", impl, copy, error, sizeof(error))) {
		expectations_free(list);
		list = NULL;
	}
	free(copy);
	return list;
}

static const char *text_of(const struct expectations *list, enum expectation_kind kind)
{
	const struct expectation *row = expectations_find(list, kind, &fixture_item);

	return row ? row->text : "";
}

static void entries(void **s)
{
	struct expectations *list = parse("# comment\n"
					  "\n"
					  "known-fail other-case late, https://example.org/1\r\n"
					  "known-fail\tsome-*  slow port, https://example.org/2  \n"
					  "  panic */user/some-case CXL.mem isolation: dying\n"
					  "known-fail some-case never, https://example.org/3",
					  NULL);

	(void)s;
	assert_non_null(list);
	assert_string_equal(text_of(list, EXPECTATION_FAILURE), "slow port, https://example.org/2");
	assert_string_equal(text_of(list, EXPECTATION_PANIC), "CXL.mem isolation: dying");
	assert_string_equal(expectations_find(list, EXPECTATION_PANIC, &fixture_item)->place,
			    "known:5");
	expectations_free(list);
	list = parse("known-fail * all, https://example.org/1\n", "kmod");
	assert_string_equal(text_of(list, EXPECTATION_FAILURE), "");
	expectations_free(list);
	list = parse("known-fail * all, https://example.org/1\n", "user");
	assert_string_equal(text_of(list, EXPECTATION_FAILURE), "all, https://example.org/1");
	expectations_free(list);
}

static void mistakes(void **s)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"*/some-case of old\n", "known:1: '*/some-case of': expected 'known-fail PATTERN "
					 "REASON' or 'panic PATTERN TEXT'"},
		{"\n\nknown-fail\n", "known:3: 'known-fail': expected a glob pattern on the case's "
				     "id or full name"},
		{"known-fail some-case\n",
		 "known:1: 'known-fail some-case': expected the reason, with a link"},
		{"known-fail some-case because\n",
		 "known:1: 'known-fail some-case': expected a reason with a link (https://...)"},
		{"panic some-case \t\n",
		 "known:1: 'panic some-case': expected what the panic's text contains"},
	};
	char *many, *at;

	(void)s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_null(parse(rows[i].text, NULL));
		assert_string_equal(error, rows[i].error);
	}
	many = at = malloc(1025 * 32);
	assert_non_null(many);
	for (int i = 0; i < 1025; i++)
		at += sprintf(at, "panic case%04d x\n", i % 1000);
	assert_null(parse(many, NULL));
	assert_non_null(strstr(error, "known:1025: "));
	free(many);
}

static int checked(const char *text, const char *impl)
{
	struct expectations *list = parse(text, impl);
	int rc;

	assert_non_null(list);
	rc = expectations_check(list, error, sizeof(error));
	expectations_free(list);
	return rc;
}

static void entries_match_cases(void **s)
{
	(void)s;
	assert_int_equal(checked("panic opt-in x\npanic qemu/other/opt-* x\npanic *opt-in x\n"
				 "panic qemu/*/opt-in x\n",
				 NULL),
			 0);
	assert_int_equal(checked("panic opt-in x\npanic opt-out x\n", NULL), -ENOENT);
	assert_string_equal(error, "known:2: 'opt-out': stale entry, it matches no case of the "
				   "suite (isotap list)");
	assert_int_equal(checked("panic qemu/kmod/opt-out x\n", NULL), -ENOENT);
	assert_int_equal(checked("panic qemu/kmod/opt-in x\n", "kmod"), 0);
}

static void shipped_lists(void **s)
{
	(void)s;
	for (const struct expectations_shipped *p = expectations_shipped; p->impl; p++) {
		struct expectations *list = expectations_new();

		error[0] = '\0';
		if (expectations_add_shipped(list, p->impl, error, sizeof(error)) ||
		    expectations_check(list, error, sizeof(error)))
			fail_msg("%s", error);
		expectations_free(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(entries_match_cases),
		cmocka_unit_test(shipped_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
