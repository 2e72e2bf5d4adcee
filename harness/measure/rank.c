// SPDX-License-Identifier: GPL-2.0-or-later
#include "measure/rank.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#define PAIRED_MAX 2000

struct ranked {
	double value;
	bool is_new;
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value;

	return (x > y) - (x < y);
}

/* Sum of the ranks of the new samples, ties sharing theirs; `ties` is the sum of t^3 - t. */
static double rank_sum(const struct ranked *all, size_t count, double *ties)
{
	double sum = 0;

	*ties = 0;
	for (size_t first = 0, end; first < count; first = end) {
		size_t news = 0;
		double tied, rank;

		for (end = first; end < count && all[end].value == all[first].value; end++)
			news += all[end].is_new;
		tied = (double)(end - first);
		rank = (double)first + (tied + 1) / 2;
		sum += rank * (double)news;
		*ties += tied * tied * tied - tied;
	}
	return sum;
}

static int rank_sum_test(const double *base, size_t m, const double *new, size_t n, double *p)
{
	struct ranked *all = calloc(m + n, sizeof(*all));
	double total = (double)(m + n), ties, u, mean, variance, z;

	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < m; i++)
		all[i].value = base[i];
	for (size_t i = 0; i < n; i++)
		all[m + i] = (struct ranked){new[i], true};
	qsort(all, m + n, sizeof(*all), by_value);
	u = rank_sum(all, m + n, &ties) - (double)n * ((double)n + 1) / 2;
	free(all);
	mean = (double)m * (double)n / 2;
	variance = (double)m * (double)n / 12 * (total + 1 - ties / (total * (total - 1)));
	if (variance <= 0) { /* every sample is the same */
		*p = 1;
		return 0;
	}
	z = fabs(u - mean) - 0.5; /* continuity */
	*p = z <= 0 ? 1 : fmin(1, 2 * gsl_cdf_ugaussian_Q(z / sqrt(variance)));
	return 0;
}

/* Every k-th of the sorted values, so that no more than PAIRED_MAX are left. */
static size_t thin(const double *sorted, size_t count, double *out)
{
	size_t kept = count < PAIRED_MAX ? count : PAIRED_MAX;

	for (size_t i = 0; i < kept; i++)
		out[i] = sorted[(2 * i + 1) * count / (2 * kept)];
	return kept;
}

static double quotient(double base, double new)
{
	return new / base;
}

static double difference(double base, double new)
{
	return new - base;
}

/* The median of what `of` makes of each pair of the sorted values. */
static int paired_median(const double *base, size_t m, const double *new, size_t n,
			 double (*of)(double base, double new), double *out)
{
	double few[PAIRED_MAX], many[PAIRED_MAX], *pairs;
	size_t rows = thin(base, m, few), columns = thin(new, n, many);

	pairs = malloc(rows * columns * sizeof(*pairs));
	if (!pairs)
		return -ENOMEM;
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			pairs[i * columns + j] = of(few[i], many[j]);
	gsl_sort(pairs, 1, rows * columns);
	*out = gsl_stats_median_from_sorted_data(pairs, 1, rows * columns);
	free(pairs);
	return 0;
}

static double *sorted_copy(const double *values, size_t count)
{
	double *copy = malloc(count * sizeof(*copy));

	if (!copy)
		return NULL;
	memcpy(copy, values, count * sizeof(*copy));
	gsl_sort(copy, 1, count);
	return copy;
}

int rank_compare(const double *base, size_t base_count, const double *new, size_t new_count,
		 struct rank_test *out)
{
	double *x, *y;
	int rc;

	if (base_count < RANK_SAMPLES_MIN || new_count < RANK_SAMPLES_MIN)
		return -ENODATA;
	x = sorted_copy(base, base_count);
	y = sorted_copy(new, new_count);
	rc = x && y ? 0 : -ENOMEM;
	if (!rc && (x[0] <= 0 || y[0] <= 0))
		rc = -EDOM;
	if (!rc)
		rc = rank_sum_test(x, base_count, y, new_count, &out->p);
	if (!rc)
		rc = paired_median(x, base_count, y, new_count, quotient, &out->ratio);
	if (!rc) {
		out->base_p50 = gsl_stats_median_from_sorted_data(x, 1, base_count);
		out->new_p50 = gsl_stats_median_from_sorted_data(y, 1, new_count);
	}
	free(x);
	free(y);
	return rc;
}

int rank_shift(const double *base, size_t base_count, const double *new, size_t new_count,
	       struct rank_shift *out)
{
	double *x, *y;
	int rc;

	if (!base_count || !new_count)
		return -ENODATA;
	x = sorted_copy(base, base_count);
	y = sorted_copy(new, new_count);
	rc = x && y ? paired_median(x, base_count, y, new_count, difference, &out->shift) : -ENOMEM;
	if (!rc) {
		out->base_p50 = gsl_stats_median_from_sorted_data(x, 1, base_count);
		out->new_p50 = gsl_stats_median_from_sorted_data(y, 1, new_count);
	}
	free(x);
	free(y);
	return rc;
}

void rank_holm(double *p, size_t count)
{
	double level = 0;

	/* Smallest first; what was corrected is marked by its sign. Counts are small. */
	for (size_t done = 0; done < count; done++) {
		size_t least = SIZE_MAX;

		for (size_t i = 0; i < count; i++)
			if (p[i] >= 0 && (least == SIZE_MAX || p[i] < p[least]))
				least = i;
		level = fmax(level, fmin(1, p[least] * (double)(count - done)));
		p[least] = -level - 1; /* below 0 even if the level is 0 */
	}
	for (size_t i = 0; i < count; i++)
		p[i] = -(p[i] + 1);
}
