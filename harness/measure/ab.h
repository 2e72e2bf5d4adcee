/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs of two sides in turn, in one session: what the machine does meanwhile meets both. */
#ifndef ISOTAP_AB_H
#define ISOTAP_AB_H

#include <stddef.h>
#include <stdint.h>

#define AB_ROUNDS_MAX 16
#define AB_ARGUMENTS_MAX 64

struct ab {
	const char
		*option; /* of `isotap run`, that takes a side: "--kernel", "--kmod", "--profile" */
	const char *sides[2];   /* base, new */
	const char *target;     /* where to run, NULL: as the arguments say */
	const char *session;    /* folder; the runs are a1, b1, a2, ... in it */
	char *const *arguments; /* of every run */
	size_t argument_count;
	uint64_t seed;   /* of the order, and of the runs of the first round */
	uint32_t rounds; /* done so far */
};

/*
 * One run of each side, by turns in the order A B B A or B A A B. Both get the same seed, another
 * one each round. `cases`: a file for --cases-from, or NULL. 0, or a negative errno with `error`
 * filled: a run that left no results.
 */
int ab_round(struct ab *ab, const char *cases, char *error, size_t size);
/* The folder of a run. */
void ab_folder(const struct ab *ab, int side, uint32_t round, char *out, size_t size);

#endif
