// SPDX-License-Identifier: GPL-2.0-or-later
/* What `isotap coverage --check` calls a gap, and what it takes for an excuse. The cases here are
 * this test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "coverage/coverage.h"

static void run(struct test *t)
{
	(void)t;
}

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "r%u", row);
}

static bool first_row(uint32_t row)
{
	return !row;
}

static const struct case_family family = {.count = 3, .name = row_name, .everywhere = first_row};

#define CASE(variable, name, ids, ...)                                                             \
	ISOTAP_CASE(variable) = {.id = name,                                                       \
				 .area = "control",                                                \
				 .claim = "It is so",                                              \
				 .reqs = ids,                                                      \
				 .run = run,                                                       \
				 __VA_ARGS__}

CASE(everywhere, "everywhere", "TI-CTL-07", .needs = {.ports = 1});
CASE(in_rows, "rows", "TI-CTL-07", .needs = {.ports = 1}, .family = &family);
CASE(model_only, "model-only", "TI-CTL-08", .needs = {.target_caps = TARGET_FIRMWARE});
CASE(kernel_only, "kernel-only", "SW-DAX-03", .flags = CASE_KERNEL_ONLY);
CASE(nowhere, "nowhere", "TI-CTL-10", .needs = {.ports = 60});
CASE(rig, "rig", "TI-CTL-01 TI-CTL-09", .flags = CASE_RIG);
CASE(nameless, "nameless", "");
CASE(unknown, "unknown", "TI-CTL-99");

static struct catalog catalog;
static char output[65536];

static void topology_mistake(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	fail_msg("%s:%d: %s", file, line, text);
}

static int load(void **s)
{
	char *wanted[] = {(char[]){"one-port"}, NULL};

	(void)s;
	return catalog_load(&catalog, wanted, topology_mistake, NULL);
}

static int unload(void **s)
{
	(void)s;
	catalog_free(&catalog);
	return 0;
}

/* Checks with these excuses and mutants; what it printed is in output[]. */
static void check(const char *excuses, const char *rows)
{
	struct unseen unseen;
	struct mutant_table mutants;
	struct coverage coverage;
	char error[256] = "";
	FILE *out = fmemopen(output, sizeof(output), "w");

	assert_int_equal(unseen_parse(&unseen, "u", excuses, error, sizeof(error)), 0);
	assert_int_equal(mutant_table_parse(&mutants, "m", rows, error, sizeof(error)), 0);
	assert_int_equal(
		coverage_make(&coverage, &catalog, &unseen, &mutants, error, sizeof(error)), 0);
	coverage_check(out, &coverage);
	fclose(out);
	coverage_free(&coverage);
	mutant_table_free(&mutants);
	unseen_free(&unseen);
}

static void says(const char *line)
{
	if (!strstr(output, line))
		fail_msg("'%s' is missing from:\n%s", line, output);
}

static void silent_about(const char *text)
{
	if (strstr(output, text))
		fail_msg("'%s' is in:\n%s", text, output);
}

static void what_is_checked_everywhere_has_no_gap(void **s)
{
	(void)s;
	check("", "");
	silent_about("TI-CTL-07: no case");
	says("TI-CTL-07: no wrong implementation violates it\n");
	check("", "a\tplugin\tTI-CTL-07\tx\n");
	silent_about("TI-CTL-07:");
}

static void abilities_of_targets_count(void **s)
{
	(void)s;
	check("", "");
	silent_about("TI-CTL-08: no case of it runs on model/user");
	says("TI-CTL-08: no case of it runs on qemu/user, and cases/unseen.tsv does not say why\n");
	says("TI-CTL-08: no case of it runs on qemu/kmod");
	says("SW-DAX-03: no case of it runs on model/user");
	silent_about("SW-DAX-03: no case of it runs on qemu/kmod");
	says("TI-CTL-10: no case of it runs on model/user");
	silent_about("TI-CTL-10: no case names it");
	says("TI-CTL-11: no case names it");
}

static void a_case_about_the_port_is_none_about_software(void **s)
{
	(void)s;
	check("", "");
	silent_about("TI-CTL-01: no case");
	says("TI-CTL-09: no case names it");
	says("TI-CTL-01: no wrong port violates it");
	check("", "a\tport\tTI-CTL-01\tx\na\tplugin\tTI-CTL-01\tx\n");
	silent_about("TI-CTL-01: no wrong");
	check("", "a\tplugin\tTI-CTL-01\tx\n");
	says("TI-CTL-01: no wrong port violates it");
}

static void an_excuse_closes_a_gap(void **s)
{
	(void)s;
	check("TI-CTL-08\tqemu\t*\tno _OSC there\n", "");
	silent_about("TI-CTL-08: no case of it");
	silent_about("u:1:");
	check("TI-CTL-08\tqemu\tkmod\tno _OSC there\n", "");
	silent_about("TI-CTL-08: no case of it runs on qemu/kmod");
	says("TI-CTL-08: no case of it runs on qemu/user");
}

static void what_is_excused_everywhere_needs_no_mutant(void **s)
{
	(void)s;
	check("TI-CCH-01\t*\t*\tno CXL.cache\n", "");
	silent_about("TI-CCH-01");
}

static void an_excuse_that_is_none_is_reported(void **s)
{
	(void)s;
	check("# why\nTI-CTL-07\tqemu\tuser\tx\n", "");
	says("cases/unseen.tsv:2: TI-CTL-07 is checked on qemu/user by 2 cases: the row is not "
	     "needed there\n");
	check("TI-CTL-08\t*\t*\tx\n", "");
	says("cases/unseen.tsv:1: TI-CTL-08 is checked on model/user by 1 case: ");
}

static void cases_have_to_name_requirements(void **s)
{
	(void)s;
	check("", "");
	says("case nameless: names no requirement\n");
	says("case unknown: names TI-CTL-99, which is no requirement\n");
}

static void mistakes_name_their_place(void **s)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"\nTI-CTL-99\tqemu\tuser\tx\n",
		 "u:2: 'TI-CTL-99': expected an id of cases/requirements.tsv"},
		{"TI-CTL-01\thost\tuser\tx\n", "u:1: 'host': expected a target: model, qemu or *"},
		{"TI-CTL-01\tqemu\tme\tx\n",
		 "u:1: 'me': expected an implementation: user, kmod or *"},
	};

	(void)s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct unseen unseen;
		char error[256] = "";

		assert_true(unseen_parse(&unseen, "u", rows[i].text, error, sizeof(error)) < 0);
		assert_string_equal(error, rows[i].error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_checked_everywhere_has_no_gap),
		cmocka_unit_test(abilities_of_targets_count),
		cmocka_unit_test(a_case_about_the_port_is_none_about_software),
		cmocka_unit_test(an_excuse_closes_a_gap),
		cmocka_unit_test(what_is_excused_everywhere_needs_no_mutant),
		cmocka_unit_test(an_excuse_that_is_none_is_reported),
		cmocka_unit_test(cases_have_to_name_requirements),
		cmocka_unit_test(mistakes_name_their_place),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
