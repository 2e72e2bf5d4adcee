// SPDX-License-Identifier: GPL-2.0-or-later
/* The exhaustive search, on scenarios whose interleavings can be counted by hand. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "run/schedules_search.h"

#define DEPTH_MAX 8

struct scenario {
	uint8_t options[DEPTH_MAX];
	uint32_t count;
	uint8_t bad[DEPTH_MAX]; /* the script that fails */
	uint32_t bad_count;     /* 0: none */
	uint8_t found[DEPTH_MAX];
	uint32_t found_count;
	uint64_t seen; /* bit: a complete sequence of choices, as a number */
	bool again;    /* one came twice */
	uint8_t taken[DEPTH_MAX];
};

static int run(void *ctx, const uint8_t *script, uint32_t count, struct target_choices *choices)
{
	struct scenario *s = ctx;
	uint64_t number = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		s->taken[i] = i < count ? script[i] : 0;
		number = number * s->options[i] + s->taken[i];
	}
	s->again |= s->seen >> number & 1;
	s->seen |= 1ull << number;
	*choices = (struct target_choices){s->count, s->count, s->taken, s->options};
	if (!s->bad_count || memcmp(s->taken, s->bad, s->bad_count))
		return 0;
	memcpy(s->found, script, count);
	s->found_count = count;
	return 1;
}

static void test_every_one_once(void **state)
{
	struct scenario s = {.options = {2, 3, 4}, .count = 3};
	struct search_config config = {.depth = 3, .run = run, .ctx = &s};
	struct search_result result;

	(void)state;
	assert_int_equal(search_all(&config, &result), 0);
	assert_int_equal(result.runs, 24);
	assert_int_equal(result.choices, 72);
	assert_int_equal(result.cut, 0);
	assert_false(result.stopped);
	assert_false(s.again);
	assert_int_equal(s.seen, (1ull << 24) - 1);
}

static void test_bound_says_what_it_cuts(void **state)
{
	struct scenario s = {.options = {2, 3, 4}, .count = 3};
	struct search_config config = {.depth = 2, .run = run, .ctx = &s};
	struct search_result result;

	(void)state;
	assert_int_equal(search_all(&config, &result), 0);
	assert_int_equal(result.runs, 6);
	assert_int_equal(result.cut, 6);
	config.depth = 0;
	assert_int_equal(search_all(&config, &result), 0);
	assert_int_equal(result.runs, 1);
	assert_int_equal(result.cut, 1);
	config.depth = 3;
	config.runs_max = 10;
	assert_int_equal(search_all(&config, &result), 0);
	assert_int_equal(result.runs, 10);
	assert_true(result.stopped);
}

static void test_shortest_failure_first(void **state)
{
	/* 0,2 fails whatever follows: the script of two is found before any of three. */
	struct scenario s = {.options = {2, 3, 4}, .count = 3, .bad = {0, 2}, .bad_count = 2};
	struct search_config config = {.depth = 3, .run = run, .ctx = &s};
	struct search_result result;

	(void)state;
	assert_int_equal(search_all(&config, &result), 1);
	assert_int_equal(s.found_count, 2);
	assert_memory_equal(s.found, s.bad, 2);
}

static void test_nothing_to_choose(void **state)
{
	struct scenario s = {.count = 0};
	struct search_config config = {.depth = 5, .run = run, .ctx = &s};
	struct search_result result;

	(void)state;
	assert_int_equal(search_all(&config, &result), 0);
	assert_int_equal(result.runs, 1);
	assert_int_equal(result.cut, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_one_once),
		cmocka_unit_test(test_bound_says_what_it_cuts),
		cmocka_unit_test(test_shortest_failure_first),
		cmocka_unit_test(test_nothing_to_choose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
