// SPDX-License-Identifier: GPL-2.0-or-later
/* Who runs what next, of several lanes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/queue.h"

#define ITEMS_MAX 200

static const struct test_case plain = {.id = "plain"};
static const struct test_case alone = {.id = "alone", .flags = CASE_EXCLUSIVE};
static const struct plan_section model = {.target = "model"}, guest = {.target = "qemu"};
static const struct catalog_entry machines[3] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
static struct plan_item items[ITEMS_MAX];
static struct plan plan = {.items = items};
static struct queue queue;

static void add(size_t count, const struct plan_section *section, int machine,
		const struct test_case *tc)
{
	while (count--)
		items[plan.count++] = (struct plan_item){
			.section = section, .tc = tc, .topology = &machines[machine]};
}

static int begin(void **s)
{
	(void)s;
	memset(items, 0, sizeof(items));
	plan.count = 0;
	return 0;
}

static int end(void **s)
{
	(void)s;
	queue_free(&queue);
	return 0;
}

static void expect_case(size_t lane, size_t expected)
{
	size_t index = SIZE_MAX;

	assert_int_equal(queue_next(&queue, lane, &index), QUEUE_CASE);
	assert_int_equal(index, expected);
	assert_true(queue_is_out(&queue, index));
}

static void expect(size_t lane, enum queue_answer expected)
{
	size_t index;

	assert_int_equal(queue_next(&queue, lane, &index), expected);
}

static void one_lane_in_order(void **s)
{
	(void)s;
	add(3, &model, 0, &plain);
	add(2, &guest, 0, &plain);
	add(1, &guest, 1, &plain);
	assert_int_equal(queue_init(&queue, &plan, 1), 0);
	for (size_t i = 0; i < plan.count; i++) {
		expect_case(0, i);
		queue_ended(&queue, i);
	}
	expect(0, QUEUE_NEVER);
}

static void a_machine_each(void **s)
{
	(void)s;
	add(2, &guest, 0, &plain);
	add(2, &guest, 1, &plain);
	add(2, &guest, 2, &plain);
	assert_int_equal(queue_init(&queue, &plan, 2), 0);
	expect_case(0, 0);
	expect_case(1, 2);
	queue_ended(&queue, 0);
	expect_case(0, 1); /* stays with its machine */
	queue_ended(&queue, 1);
	expect_case(0, 4); /* the one that nobody has begun */
	queue_ended(&queue, 2);
	expect_case(1, 3);
	queue_ended(&queue, 3);
	queue_ended(&queue, 4);
	/* one case that is left is not worth a boot */
	expect(1, QUEUE_NEVER);
	expect_case(0, 5);
	queue_ended(&queue, 5);
	expect(0, QUEUE_NEVER);
}

static void helps_where_it_is_worth_it(void **s)
{
	(void)s;
	add(QUEUE_WORTH_A_BOOT + 2, &guest, 0, &plain);
	assert_int_equal(queue_init(&queue, &plan, 3), 0);
	expect_case(0, 0);
	expect_case(1, 1); /* more are left than a boot is worth */
	expect(2, QUEUE_NEVER);
}

static void the_model_is_shared(void **s)
{
	(void)s;
	add(1, &model, 0, &plain);
	add(1, &model, 1, &plain);
	add(1, &model, 0, &plain);
	assert_int_equal(queue_init(&queue, &plan, 3), 0);
	expect_case(0, 0);
	expect_case(1, 1);
	expect_case(2, 2);
	expect(1, QUEUE_NEVER);
}

/* In a guest what runs alone comes last of its machine, before the last lane leaves it. */
static void alone_in_a_guest(void **s)
{
	(void)s;
	add(1, &guest, 0, &plain);
	add(2, &guest, 0, &alone);
	add(2, &guest, 1, &plain);
	add(1, &guest, 2, &plain);
	assert_int_equal(queue_init(&queue, &plan, 2), 0);
	expect_case(0, 0);
	expect_case(1, 3);
	queue_ended(&queue, 0);
	expect(0, QUEUE_WAIT); /* the other one runs */
	queue_ended(&queue, 3);
	expect(1, QUEUE_WAIT); /* although its own machine has more */
	expect_case(0, 1);
	expect(1, QUEUE_WAIT);
	queue_ended(&queue, 1);
	expect(1, QUEUE_WAIT);
	expect_case(0, 2);
	queue_ended(&queue, 2);
	expect_case(1, 4);
	expect_case(0, 5);
}

/* With nothing else left it waits for the others, and they for it. */
static void alone_at_the_end(void **s)
{
	(void)s;
	add(1, &guest, 0, &plain);
	add(1, &guest, 0, &alone);
	add(1, &guest, 1, &plain);
	assert_int_equal(queue_init(&queue, &plan, 2), 0);
	expect_case(0, 0);
	expect_case(1, 2);
	queue_ended(&queue, 0);
	expect(0, QUEUE_WAIT);
	queue_ended(&queue, 2);
	expect(1, QUEUE_NEVER);
	expect_case(0, 1);
	queue_ended(&queue, 1);
	expect(0, QUEUE_NEVER);
}

/* On the model it has its turn, so that what comes behind it can be reported. */
static void alone_on_the_model(void **s)
{
	(void)s;
	add(2, &model, 0, &plain);
	add(1, &model, 0, &alone);
	add(1, &model, 0, &plain);
	assert_int_equal(queue_init(&queue, &plan, 2), 0);
	expect_case(0, 0);
	expect_case(1, 1);
	queue_ended(&queue, 0);
	expect(0, QUEUE_WAIT);
	queue_ended(&queue, 1);
	expect_case(1, 2);
	expect(0, QUEUE_WAIT);
	queue_ended(&queue, 2);
	expect_case(0, 3);
}

static void a_lane_that_dies(void **s)
{
	(void)s;
	add(3, &guest, 0, &plain);
	add(1, &guest, 0, &alone);
	add(1, &guest, 1, &plain);
	assert_int_equal(queue_init(&queue, &plan, 2), 0);
	queue_drop(&queue, 1);
	expect_case(0, 0);
	expect_case(1, 4);
	queue_ended(&queue, 0);
	queue_forget_lane(&queue, 0);
	queue_ended(&queue, 4);
	expect_case(1, 2); /* nobody is at it any more */
	expect(0, QUEUE_NEVER);
	queue_ended(&queue, 2);
	expect_case(1, 3);
}

/* Whatever the order in which lanes end their cases: each case once, the exclusive ones alone. */
static void any_order(void **s)
{
	size_t held[4], given[ITEMS_MAX] = {0}, running = 0, done = 0;

	(void)s;
	srand(1);
	for (int i = 0; i < 60; i++)
		add(1, i % 4 ? &guest : &model, i / 20, i % 9 ? &plain : &alone);
	assert_int_equal(queue_init(&queue, &plan, 4), 0);
	memset(held, 0xff, sizeof(held));
	for (int step = 0; step < 100000 && done < plan.count; step++) {
		size_t lane = (size_t)rand() % 4, index;

		if (held[lane] != SIZE_MAX) {
			queue_ended(&queue, held[lane]);
			held[lane] = SIZE_MAX;
			running--;
			done++;
		} else if (queue_next(&queue, lane, &index) == QUEUE_CASE) {
			held[lane] = index;
			assert_int_equal(given[index]++, 0);
			running++;
			for (size_t i = 0; i < 4; i++)
				if (held[i] != SIZE_MAX && items[held[i]].tc == &alone)
					assert_int_equal(running, 1);
		}
	}
	assert_int_equal(done, plan.count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_lane_in_order, begin, end),
		cmocka_unit_test_setup_teardown(a_machine_each, begin, end),
		cmocka_unit_test_setup_teardown(helps_where_it_is_worth_it, begin, end),
		cmocka_unit_test_setup_teardown(the_model_is_shared, begin, end),
		cmocka_unit_test_setup_teardown(alone_in_a_guest, begin, end),
		cmocka_unit_test_setup_teardown(alone_at_the_end, begin, end),
		cmocka_unit_test_setup_teardown(alone_on_the_model, begin, end),
		cmocka_unit_test_setup_teardown(a_lane_that_dies, begin, end),
		cmocka_unit_test_setup_teardown(any_order, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
