// SPDX-License-Identifier: GPL-2.0-or-later
/* Boots of guests and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "report/boots.h"

static void guests_are_counted(void **state)
{
	struct json_object *starts = json_tokener_parse(
		"[{\"target\":\"qemu\",\"seconds\":8.5},{\"target\":\"model\",\"seconds\":100},"
		"{\"target\":\"qemu\",\"seconds\":1.5},{\"target\":\"qemu\"}]");
	struct json_object *cases = json_tokener_parse(
		"[{\"name\":\"qemu/kmod/a\",\"seconds\":30},{\"name\":\"model/user/a\","
		"\"seconds\":50},{\"name\":\"qemu/kmod/b\"}]");
	struct json_object *none = json_object_new_array();
	struct boots boots = boots_sum(starts, cases);

	(void)state;
	assert_int_equal(boots.count, 3);
	assert_true(boots.seconds == 10.0);
	assert_true(boots.cases == 30.0);
	assert_true(boots_share(&boots) == 0.25);
	boots = boots_sum(none, none);
	assert_int_equal(boots.count, 0);
	assert_true(boots_share(&boots) == 0.0);
	json_object_put(starts);
	json_object_put(cases);
	json_object_put(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(guests_are_counted)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
