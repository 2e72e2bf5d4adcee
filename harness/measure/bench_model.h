/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cycles per second of the model through the public implementation ABI. */
#ifndef ISOTAP_BENCH_MODEL_H
#define ISOTAP_BENCH_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "topo/topo.h"

struct bench_model_result {
	uint64_t cycles;
	double seconds;       /* CPU time of the cycles alone, one thread */
	long peak_growth_kib; /* growth of the peak resident set while they ran */
};

/*
 * Runs cycles of: arm, open the region, inject link down, one read that gets the exception, one
 * write that is dropped, the isolation event, close, recover, read back, disarm; for about
 * `seconds` of wall clock. Every step is checked. 0, or a negative errno with the step in `error`.
 */
int bench_model(const struct topo *topo, bool trace, double seconds, struct bench_model_result *out,
		char *error, size_t size);

#endif
