/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two sets of samples against each other, without a guess at how they are distributed: the
 * Wilcoxon-Mann-Whitney rank-sum test and the Hodges-Lehmann ratio.
 */
#ifndef ISOTAP_RANK_H
#define ISOTAP_RANK_H

#include <stddef.h>

/* Fewer samples of either side prove nothing at the usual levels. */
#define RANK_SAMPLES_MIN 8

struct rank_test {
	double base_p50, new_p50;
	double ratio; /* median of new[i] / base[j] over all pairs: 1.02 is two per cent slower */
	double p;     /* two-sided; of samples as far apart as these if both came from one source */
};

/* Values have to be above 0. The normal approximation with the correction for ties; for the ratio
 * at most 2000 samples of each side are paired, taken evenly from the sorted ones. 0; -ENODATA:
 * fewer than RANK_SAMPLES_MIN of one; -EDOM: a value that is not above 0; -ENOMEM. */
int rank_compare(const double *base, size_t base_count, const double *new, size_t new_count,
		 struct rank_test *out);

struct rank_shift {
	double base_p50, new_p50;
	double shift; /* median of new[i] - base[j] over all pairs (Hodges-Lehmann) */
};

/* Also of few samples; thinned as above. 0, -ENODATA (none of one), -ENOMEM. */
int rank_shift(const double *base, size_t base_count, const double *new, size_t new_count,
	       struct rank_shift *out);

/* Holm's correction in place: p[i] becomes the level at which it is found among `count` tests. */
void rank_holm(double *p, size_t count);

#endif
