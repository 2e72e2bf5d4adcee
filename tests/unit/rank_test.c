// SPDX-License-Identifier: GPL-2.0-or-later
/* The rank test against values that were worked out apart from it. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "measure/rank.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void assert_near(double seen, double expected, double tolerance)
{
	if (fabs(seen - expected) > tolerance)
		fail_msg("%.9g, expected %.9g", seen, expected);
}

/* Eight against eight without overlap: U = 64 of 64, z = (32 - 0.5) / sqrt(64 * 17 / 12). */
static void apart(void **s)
{
	static const double base[] = {1, 2, 3, 4, 5, 6, 7, 8};
	static const double new[] = {11, 12, 13, 14, 15, 16, 17, 18};
	struct rank_test out;

	(void)s;
	assert_int_equal(rank_compare(base, COUNT(base), new, COUNT(new), &out), 0);
	assert_near(out.p, erfc(31.5 / sqrt(64.0 * 17 / 12) / sqrt(2)), 1e-12);
	assert_near(out.base_p50, 4.5, 0);
	assert_near(out.new_p50, 14.5, 0);
}

/* Ties: one group of 16, so nothing differs; and two groups of eight each, 4 + 4 and 4 + 4. */
static void ties(void **s)
{
	static const double same[] = {3, 3, 3, 3, 3, 3, 3, 3};
	static const double halves[] = {1, 1, 1, 1, 2, 2, 2, 2};
	struct rank_test out;

	(void)s;
	assert_int_equal(rank_compare(same, 8, same, 8, &out), 0);
	assert_near(out.p, 1, 0);
	assert_near(out.ratio, 1, 0);
	assert_int_equal(rank_compare(halves, 8, halves, 8, &out), 0);
	assert_near(out.p, 1, 0);
	/* 1 1 1 1 2 2 2 2 against 2 x 8: ranks of the eight are 10.5, U = 8 * 10.5 - 36 = 48;
	 * ties 4^3 - 4 and 12^3 - 12; variance 64 / 12 * (17 - 1776 / 240) = 51.2 */
	static const double twos[] = {2, 2, 2, 2, 2, 2, 2, 2};

	assert_int_equal(rank_compare(halves, 8, twos, 8, &out), 0);
	assert_near(out.p, erfc(15.5 / sqrt(51.2) / sqrt(2)), 1e-12);
}

static void ratio_is_that_of_the_shift(void **s)
{
	double base[100], new[50];
	struct rank_test out;

	(void)s;
	for (int i = 0; i < 100; i++)
		base[i] = 1000 + i;
	for (int i = 0; i < 50; i++)
		new[i] = (1000 + 2 * i) * 1.5;
	assert_int_equal(rank_compare(base, 100, new, 50, &out), 0);
	assert_near(out.ratio, 1.5, 0.005);
	assert_true(out.p < 1e-9);
}

static void refusals(void **s)
{
	static const double seven[] = {1, 2, 3, 4, 5, 6, 7, 8}, zero[] = {0, 1, 2, 3, 4, 5, 6, 7};
	struct rank_test out;

	(void)s;
	assert_int_equal(rank_compare(seven, 7, seven, 8, &out), -ENODATA);
	assert_int_equal(rank_compare(seven, 8, zero, 8, &out), -EDOM);
}

static void shift_is_found_among_outliers(void **s)
{
	static const double base[] = {100, 100, 100, 900, 102}, new[] = {103, 103, 105, 103, 2000};
	struct rank_shift out;

	(void)s;
	assert_int_equal(rank_shift(base, COUNT(base), new, COUNT(new), &out), 0);
	assert_near(out.shift, 3, 0);
	assert_near(out.base_p50, 100, 0);
	assert_near(out.new_p50, 103, 0);
	assert_int_equal(rank_shift(base, 0, new, COUNT(new), &out), -ENODATA);
}

static void holm(void **s)
{
	double p[] = {0.01, 0.04, 0.03, 0.005}, one[] = {0.2}, zero[] = {0, 0.9};

	(void)s;
	rank_holm(p, COUNT(p));
	assert_near(p[3], 0.02, 1e-15);
	assert_near(p[0], 0.03, 1e-15);
	assert_near(p[2], 0.06, 1e-15);
	assert_near(p[1], 0.06, 1e-15); /* never below a smaller one's */
	rank_holm(one, 1);
	assert_near(one[0], 0.2, 1e-15);
	rank_holm(zero, 2);
	assert_near(zero[0], 0, 0);
	assert_near(zero[1], 0.9, 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apart),
		cmocka_unit_test(ties),
		cmocka_unit_test(ratio_is_that_of_the_shift),
		cmocka_unit_test(refusals),
		cmocka_unit_test(shift_is_found_among_outliers),
		cmocka_unit_test(holm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
