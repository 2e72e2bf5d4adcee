/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Raw samples by phase, and their exact percentiles. Nothing is averaged, binned or thrown away. */
#ifndef ISOTAP_SAMPLES_H
#define ISOTAP_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#define SAMPLES_PHASES 32
#define SAMPLES_MAX (4u << 20) /* over all phases of one case: what a hostile worker can cost */
#define SAMPLES_NAME_MAX 48

struct samples_phase {
	char name[SAMPLES_NAME_MAX], unit[16];
	double *values; /* in the order they came */
	size_t count, capacity;
};

struct samples {
	struct samples_phase phases[SAMPLES_PHASES]; /* in the order they were first seen */
	size_t phase_count, total;
	uint64_t refused; /* beyond the limits above, or of a phase with two units */
};

struct percentiles {
	size_t count;
	double min, p50, p90, p99, p999, max;
};

/* 0, -ENOSPC (counted as refused), -EINVAL (not finite, no name; refused) or -ENOMEM. */
int samples_add(struct samples *samples, const char *phase, const char *unit, double value);
void samples_free(struct samples *samples);

/* Nearest rank: the smallest sample such that at least `permille` of all are not above it. `sorted`
 * ascends and is not empty. */
double percentile_of(const double *sorted, size_t count, unsigned int permille);
/* 0; -ENOMEM; -ENODATA without samples. */
int percentiles_of(const struct samples_phase *phase, struct percentiles *out);

#endif
