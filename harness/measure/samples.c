// SPDX-License-Identifier: GPL-2.0-or-later
/* Samples and exact percentiles. An interpolated percentile is a time that nobody measured. */
#include "measure/samples.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct samples_phase *find_phase(struct samples *samples, const char *name, const char *unit)
{
	struct samples_phase *phase;

	for (size_t i = 0; i < samples->phase_count; i++)
		if (!strcmp(samples->phases[i].name, name))
			return strcmp(samples->phases[i].unit, unit) ? NULL : &samples->phases[i];
	if (samples->phase_count == SAMPLES_PHASES)
		return NULL;
	phase = &samples->phases[samples->phase_count++];
	memset(phase, 0, sizeof(*phase));
	snprintf(phase->name, sizeof(phase->name), "%s", name);
	snprintf(phase->unit, sizeof(phase->unit), "%s", unit);
	return phase;
}

int samples_add(struct samples *samples, const char *name, const char *unit, double value)
{
	struct samples_phase *phase;

	if (!*name || strlen(name) >= sizeof(phase->name) || strlen(unit) >= sizeof(phase->unit) ||
	    !isfinite(value)) {
		samples->refused++;
		return -EINVAL;
	}
	phase = samples->total < SAMPLES_MAX ? find_phase(samples, name, unit) : NULL;
	if (!phase) {
		samples->refused++;
		return -ENOSPC;
	}
	if (phase->count == phase->capacity) {
		size_t capacity = phase->capacity ? 2 * phase->capacity : 64;
		double *values = realloc(phase->values, capacity * sizeof(*values));

		if (!values)
			return -ENOMEM;
		phase->values = values;
		phase->capacity = capacity;
	}
	phase->values[phase->count++] = value;
	samples->total++;
	return 0;
}

void samples_free(struct samples *samples)
{
	for (size_t i = 0; i < samples->phase_count; i++)
		free(samples->phases[i].values);
	memset(samples, 0, sizeof(*samples));
}

double percentile_of(const double *sorted, size_t count, unsigned int permille)
{
	size_t rank = (count * permille + 999) / 1000;

	return sorted[rank ? rank - 1 : 0];
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int percentiles_of(const struct samples_phase *phase, struct percentiles *out)
{
	double *sorted;

	if (!phase->count)
		return -ENODATA;
	sorted = malloc(phase->count * sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, phase->values, phase->count * sizeof(*sorted));
	qsort(sorted, phase->count, sizeof(*sorted), ascending);
	*out = (struct percentiles){
		.count = phase->count,
		.min = sorted[0],
		.p50 = percentile_of(sorted, phase->count, 500),
		.p90 = percentile_of(sorted, phase->count, 900),
		.p99 = percentile_of(sorted, phase->count, 990),
		.p999 = percentile_of(sorted, phase->count, 999),
		.max = sorted[phase->count - 1],
	};
	free(sorted);
	return 0;
}
