/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of `isotap compare` that makes the runs it compares. */
#ifndef ISOTAP_CMD_AB_H
#define ISOTAP_CMD_AB_H

#include <argp.h>

#include "measure/ab.h"
#include "report/compare.h"

struct ab_options {
	struct ab ab; /* .option NULL: the runs are there */
	uint32_t rounds;
};

/* Its input is a struct ab_options. */
extern const struct argp ab_argp;
/* Takes the sides and the arguments of their runs. */
void ab_take_words(struct argp_state *state, struct ab_options *options, char **words,
		   size_t count);
/* Makes the rounds, and one more of what failed once. 0 with `out` filled, or a negative errno with
 * `error` filled. */
int ab_compare(struct ab_options *wanted, struct compare *out, char *error, size_t size);

#endif
