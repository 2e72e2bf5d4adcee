// SPDX-License-Identifier: GPL-2.0-or-later
/* A guest's deadlines pass while its emulator may run, and only then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "target/qemu/pace.h"

#define SECOND 1000000000ull

static char folder[32];

static void put(const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int setup(void **s)
{
	static const char *const folders[] = {"task", "task/10", "task/11"};
	char path[64];

	(void)s;
	snprintf(folder, sizeof(folder), "/tmp/isotap-pace-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
		if (mkdir(path, 0755))
			return -1;
	}
	put("stat", "10 (qemu) ) S 1 1\n");
	put("task/10/schedstat", "5 1000 7\n");
	put("task/11/schedstat", "5 4000000000 7\n");
	return 0;
}

static int teardown(void **s)
{
	char command[64];

	(void)s;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void waiting_is_not_given(void **s)
{
	struct pace pace;

	(void)s;
	pace_init(&pace, folder, 100 * SECOND);
	pace_update(&pace, 101 * SECOND);
	assert_int_equal(pace.given, SECOND);
	/* one thread waited for all of the time, the other for half of it */
	put("task/10/schedstat", "5 1000001000 7\n");
	put("task/11/schedstat", "5 6000000000 7\n");
	pace_update(&pace, 103 * SECOND);
	assert_int_equal(pace.given, SECOND);
	put("task/10/schedstat", "5 1500001000 7\n");
	pace_update(&pace, 104 * SECOND);
	assert_int_equal(pace.given, SECOND + SECOND / 2);
	put("task/10/schedstat", "5 3500001000 7\n");
	put("task/11/schedstat", "5 7000000000 7\n");
	pace_update(&pace, 106 * SECOND);
	assert_int_equal(pace.given, SECOND + SECOND / 2);
	/* accounts that are late do not take back what was given */
	put("task/10/schedstat", "5 9500001000 7\n");
	pace_update(&pace, 107 * SECOND);
	assert_int_equal(pace.given, SECOND + SECOND / 2);
}

static void stopped_is_not_given(void **s)
{
	struct pace pace;

	(void)s;
	pace_init(&pace, folder, 0);
	put("stat", "10 (qemu) ) T 1 1\n");
	pace_update(&pace, 2 * SECOND);
	pace_update(&pace, 4 * SECOND);
	assert_int_equal(pace.given, 0);
	assert_int_equal(pace.stopped, 4 * SECOND);
	put("stat", "10 (T) R 1 1\n");
	pace_update(&pace, 5 * SECOND);
	assert_int_equal(pace.given, SECOND);
	assert_int_equal(pace.stopped, 0);
}

static void without_accounts_all_counts(void **s)
{
	struct pace pace;

	(void)s;
	pace_init(&pace, "", 0);
	pace_update(&pace, SECOND);
	assert_int_equal(pace.given, SECOND);
	pace_init(&pace, "/nonexistent", 0);
	pace_update(&pace, SECOND);
	assert_int_equal(pace.given, SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(waiting_is_not_given, setup, teardown),
		cmocka_unit_test_setup_teardown(stopped_is_not_given, setup, teardown),
		cmocka_unit_test(without_accounts_all_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
