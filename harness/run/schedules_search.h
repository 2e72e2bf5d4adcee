/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All interleavings of a scenario up to a number of choices: scripts in the order of their length,
 * each run once, so that the first that fails is a shortest one. A script is followed by 0s, and no
 * script ends with a 0: two scripts are two interleavings.
 */
#ifndef ISOTAP_SCHEDULES_SEARCH_H
#define ISOTAP_SCHEDULES_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "target/target.h"

struct search_config {
	uint32_t depth;    /* choices that may be other than 0: the first `depth` */
	uint64_t runs_max; /* 0: no bound */
	/* Runs a script. `choices` is what was chosen, valid until the next call. 0: go on; else
	 * the search ends with it. */
	int (*run)(void *ctx, const uint8_t *script, uint32_t count,
		   struct target_choices *choices);
	void *ctx;
};

struct search_result {
	uint64_t runs;    /* interleavings covered */
	uint64_t choices; /* made in all of them */
	uint64_t cut;     /* of them, runs with choices beyond the depth: they stand for more */
	bool stopped;     /* runs_max was reached */
};

/* 0: all were run; -ENOMEM; or what run() returned. */
int search_all(const struct search_config *config, struct search_result *out);

#endif
