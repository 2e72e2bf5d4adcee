// SPDX-License-Identifier: GPL-2.0-or-later
/* The list of mutants says what it holds, and a mistake in one names its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mutants/table.h"

static void the_shipped_list_parses(void **s)
{
	struct mutant_table table;
	char error[256] = "";
	int rc = mutant_table_load(&table, NULL, error, sizeof(error));

	(void)s;
	assert_string_equal(error, "");
	assert_int_equal(rc, 0);
	assert_true(table.count >= 32);
	mutant_table_free(&table);
}

static void rows_are_kept_in_order(void **s)
{
	struct mutant_table table;
	char error[256];

	(void)s;
	assert_int_equal(mutant_table_parse(&table, "f",
					    "# comment\n\nb\tplugin\tTI-CAP-01\tno b\n"
					    "a\tport\tTI-CAP-01 SW-DAX-01\tno a\n",
					    error, sizeof(error)),
			 0);
	assert_int_equal(table.count, 2);
	assert_string_equal(table.rows[0].name, "b");
	assert_int_equal(table.rows[0].base, MUTANT_PLUGIN);
	assert_string_equal(table.rows[1].reqs, "TI-CAP-01 SW-DAX-01");
	assert_string_equal(table.rows[1].defect, "no a");
	mutant_table_free(&table);
}

static void one_name_may_stand_for_two_bases(void **s)
{
	struct mutant_table table;
	char error[256];

	(void)s;
	assert_int_equal(mutant_table_parse(&table, "f",
					    "a\tplugin\tTI-CAP-01\tx\na\tkmod\tTI-CAP-01\tx\n"
					    "b\tplugin\tTI-CAP-01\tx\t100\n",
					    error, sizeof(error)),
			 0);
	assert_null(table.rows[0].schedules);
	assert_string_equal(table.rows[2].schedules, "100");
	mutant_table_free(&table);
}

static void mistakes_name_their_place(void **s)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"\na\tplug\tTI-CAP-01\tx\n", "f:2: 'plug': expected a base: plugin, kmod or port"},
		{"A\tplugin\tTI-CAP-01\tx\n",
		 "f:1: 'A': expected a name of lower-case letters, digits and dashes"},
		{"a\tplugin\tTI-CAP-01 TI-CAP-0\tx\n",
		 "f:1: 'TI-CAP-0': expected an id of cases/requirements.tsv"},
		{"a\tplugin\tTI-CAP-01\n",
		 "f:1: 'a\tplugin\tTI-CAP-01': expected 4 fields separated by tabs, found 3"},
		{"a\tport\tTI-CAP-01\tx\t100\n",
		 "f:1: '100': expected a number of schedules, of a plugin only"},
		{"a\tplugin\tTI-CAP-01\tx\tmany\n",
		 "f:1: 'many': expected a number of schedules, of a plugin only"},
		{"a\tplugin\t\tx\n", "f:1: 'a\tplugin\t\tx': expected no empty field"},
		{"a\tplugin\tTI-CAP-01\tx\na\tplugin\tTI-CAP-01\ty\n",
		 "f:2: 'a': expected a name that no other plugin mutant has"},
	};

	(void)s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mutant_table table;
		char error[256] = "";

		assert_true(mutant_table_parse(&table, "f", rows[i].text, error, sizeof(error)) <
			    0);
		assert_string_equal(error, rows[i].error);
	}
}

static void a_missing_file_is_named(void **s)
{
	struct mutant_table table;
	char error[256] = "";

	(void)s;
	assert_true(mutant_table_load(&table, "/nonexistent", error, sizeof(error)) < 0);
	assert_string_equal(error, "/nonexistent: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_list_parses),
		cmocka_unit_test(rows_are_kept_in_order),
		cmocka_unit_test(one_name_may_stand_for_two_bases),
		cmocka_unit_test(mistakes_name_their_place),
		cmocka_unit_test(a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
