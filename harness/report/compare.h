/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two versions of something, each with one run or several, case by case and phase by phase. What
 * differs among the runs of one side is flaky; a failure that the base never had and that repeats
 * on the new side is a regression all the same.
 */
#ifndef ISOTAP_COMPARE_H
#define ISOTAP_COMPARE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define COMPARE_RUNS_MAX 32

enum change {
	CHANGE_NONE,
	CHANGE_REGRESSION, /* never failed on the base, fails in two runs of the new side or more */
	CHANGE_UNCONFIRMED, /* the same, and there was only one run */
	CHANGE_FLAKY,       /* runs of one side disagree */
	CHANGE_FIXED,
	CHANGE_STILL_FAILS,
	CHANGE_LOST, /* was judged on the base, is not on the new side: skipped, broken or gone */
	CHANGE_GAINED,
};
#define CHANGE_COUNT 8

struct compare_case {
	char *name;
	enum change change;
	char *reason; /* of the last failure, or of what is missing now */
};

struct compare_phase {
	char *name, *phase, *unit;
	size_t base_count, new_count;
	double base_p50, new_p50, ratio;
	double shift; /* median of all differences; with both medians if both sides have samples */
	double p; /* two-sided rank-sum test, Holm's correction over all phases; 2: not tested */
};

struct compare {
	struct compare_case *cases; /* in the order of the new side's first run */
	size_t case_count;
	struct compare_phase *phases;
	size_t phase_count;
	uint32_t counts[CHANGE_COUNT];
};

/* Reads the runs' folders. 0 with `out` filled, to be freed; a negative errno with `error` filled.
 */
int compare_runs(const char *const *base, size_t base_count, const char *const *new,
		 size_t new_count, struct compare *out, char *error, size_t size);
void compare_free(struct compare *compare);
/* "regression", "unconfirmed", ... */
const char *change_name(enum change change);

#endif
