// SPDX-License-Identifier: GPL-2.0-or-later
/* Percentiles are samples: nearest rank, compared with a count of what lies below. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/samples.h"

/* The definition, counted out. */
static double by_definition(const double *values, size_t count, unsigned int permille)
{
	double best = INFINITY;

	for (size_t i = 0; i < count; i++) {
		size_t not_above = 0;

		for (size_t k = 0; k < count; k++)
			not_above += values[k] <= values[i];
		if (not_above * 1000 >= count * permille && values[i] < best)
			best = values[i];
	}
	return best;
}

static void agrees_with_definition(void **s)
{
	uint32_t state = 1;

	(void)s;
	for (size_t count = 1; count <= 1201; count += count < 40 ? 1 : 129) {
		struct samples samples = {0};
		struct percentiles p;

		for (size_t i = 0; i < count; i++) {
			state = state * 1664525u + 1013904223u;
			assert_int_equal(samples_add(&samples, "a", "ns", state >> 20), 0);
		}
		assert_int_equal(percentiles_of(&samples.phases[0], &p), 0);
		assert_int_equal(p.count, count);
		assert_true(p.p50 == by_definition(samples.phases[0].values, count, 500));
		assert_true(p.p90 == by_definition(samples.phases[0].values, count, 900));
		assert_true(p.p99 == by_definition(samples.phases[0].values, count, 990));
		assert_true(p.p999 == by_definition(samples.phases[0].values, count, 999));
		assert_true(p.max == by_definition(samples.phases[0].values, count, 1000));
		samples_free(&samples);
	}
}

static void known_values(void **s)
{
	static const double sorted[] = {15, 20, 35, 40, 50};

	(void)s;
	assert_true(percentile_of(sorted, 5, 50) == 15);
	assert_true(percentile_of(sorted, 5, 300) == 20);
	assert_true(percentile_of(sorted, 5, 400) == 20);
	assert_true(percentile_of(sorted, 5, 500) == 35);
	assert_true(percentile_of(sorted, 5, 1000) == 50);
	assert_true(percentile_of(sorted, 5, 0) == 15);
}

static void order_of_arrival_is_kept(void **s)
{
	struct samples samples = {0};
	struct percentiles p;

	(void)s;
	samples_add(&samples, "a", "ns", 3);
	samples_add(&samples, "a", "ns", 1);
	assert_int_equal(percentiles_of(&samples.phases[0], &p), 0);
	assert_true(p.min == 1);
	assert_true(samples.phases[0].values[0] == 3);
	samples_free(&samples);
}

static void hostile_samples(void **s)
{
	struct samples samples = {0};
	char name[2 * SAMPLES_NAME_MAX];
	struct percentiles p;

	(void)s;
	assert_int_equal(samples_add(&samples, "a", "ns", NAN), -EINVAL);
	assert_int_equal(samples_add(&samples, "a", "ns", INFINITY), -EINVAL);
	assert_int_equal(samples_add(&samples, "", "ns", 1), -EINVAL);
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(samples_add(&samples, name, "ns", 1), -EINVAL);
	assert_int_equal(samples_add(&samples, "a", "ns", 1), 0);
	assert_int_equal(samples_add(&samples, "a", "ms", 1), -ENOSPC);
	for (int i = 1; i < SAMPLES_PHASES; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		assert_int_equal(samples_add(&samples, name, "ns", 1), 0);
	}
	assert_int_equal(samples_add(&samples, "more", "ns", 1), -ENOSPC);
	assert_int_equal(samples.refused, 6);
	samples_free(&samples);
	assert_int_equal(percentiles_of(&samples.phases[0], &p), -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_definition),
		cmocka_unit_test(known_values),
		cmocka_unit_test(order_of_arrival_is_kept),
		cmocka_unit_test(hostile_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
