// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts of a plan: disjoint, complete, about equal, with few boots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/shard.h"

#define ITEMS_MAX 3000

static const struct test_case tc = {.id = "c"};
static const struct plan_section model = {.target = "model"}, guest = {.target = "qemu"};
static const struct catalog_entry machines[3] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
static struct plan_item items[ITEMS_MAX];
static struct plan plan = {.items = items};

static void begin(void)
{
	memset(items, 0, sizeof(items));
	plan.count = 0;
}

static void add(size_t count, const struct plan_section *section, int machine)
{
	while (count--)
		items[plan.count++] = (struct plan_item){
			.section = section, .tc = &tc, .topology = &machines[machine]};
}

/* Cases of each part, and boots of all. */
static size_t split(uint32_t count, size_t *sizes)
{
	static uint8_t owners[ITEMS_MAX];
	size_t boots = 0;

	memset(owners, 0, sizeof(owners));
	for (uint32_t n = 1; n <= count; n++) {
		bool booted[3] = {false};

		assert_int_equal(shard_choose(&plan, n, count), 0);
		sizes[n - 1] = plan.own;
		for (size_t i = 0; i < plan.count; i++) {
			owners[i] += !items[i].elsewhere;
			if (!items[i].elsewhere && items[i].section == &guest)
				booted[items[i].topology - machines] = true;
		}
		boots += booted[0] + booted[1] + booted[2];
	}
	for (size_t i = 0; i < plan.count; i++)
		assert_int_equal(owners[i], 1);
	return boots;
}

static void the_model(void **s)
{
	size_t sizes[7];

	(void)s;
	begin();
	add(2464, &model, 0);
	assert_int_equal(split(7, sizes), 0);
	for (int i = 0; i < 7; i++)
		assert_in_range(sizes[i], 346, 353);
}

static void one_machine(void **s)
{
	size_t sizes[3];

	(void)s;
	begin();
	add(180, &guest, 0);
	assert_int_equal(split(3, sizes), 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(sizes[i], 60);
	/* neighbours are dealt out */
	shard_choose(&plan, 1, 3);
	for (size_t i = 0; i + 3 < plan.count; i += 3)
		assert_int_equal(
			!items[i].elsewhere + !items[i + 1].elsewhere + !items[i + 2].elsewhere, 1);
}

static void small_machines_stay_whole(void **s)
{
	size_t sizes[3];

	(void)s;
	begin();
	add(120, &guest, 0);
	add(10, &guest, 1);
	add(10, &guest, 2);
	/* the large one in all three parts, the small ones in one each */
	assert_in_range(split(3, sizes), 4, 5);
	assert_true(sizes[0] > 30 && sizes[1] > 30 && sizes[2] > 10);
}

static void more_parts_than_cases(void **s)
{
	size_t sizes[5], cases = 0;

	(void)s;
	begin();
	add(2, &guest, 0);
	split(5, sizes);
	for (int i = 0; i < 5; i++)
		cases += sizes[i];
	assert_int_equal(cases, 2);
}

static void model_and_guests(void **s)
{
	size_t sizes[2];

	(void)s;
	begin();
	add(2464, &model, 0);
	add(200, &guest, 0);
	add(20, &guest, 1);
	assert_in_range(split(2, sizes), 2, 3);
	assert_true(sizes[0] && sizes[1]);
}

static void numbers(void **s)
{
	static const char *const bad[] = {"",     "1",   "1/",     "/2",  "0/2",  "3/2",
					  "-1/2", "1/0", "1/1001", "a/b", "1/2 ", " 1/2"};
	uint32_t number, count;

	(void)s;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_true(shard_parse(bad[i], &number, &count) < 0);
	assert_int_equal(shard_parse("2/3", &number, &count), 0);
	assert_int_equal(number, 2);
	assert_int_equal(count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_model),
		cmocka_unit_test(one_machine),
		cmocka_unit_test(small_machines_stay_whole),
		cmocka_unit_test(more_parts_than_cases),
		cmocka_unit_test(model_and_guests),
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
