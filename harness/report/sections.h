/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of each pair of target and implementation: when its first case begins, and when its
 * last one has ended. Their cases need not be next to each other in the plan. */
#ifndef ISOTAP_SECTIONS_H
#define ISOTAP_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"
#include "report/progress.h"
#include "report/streams.h"
#include "verdict/result.h"

struct sections {
	const struct plan *plan;
	struct {
		bool begun;
		size_t left; /* cases that have not ended */
		uint32_t counts[OUTCOME_COUNT], observations;
		double seconds;
	} of[PLAN_SECTIONS];
};

void sections_init(struct sections *sections, const struct plan *plan);
/* A comment before the first case of its section. */
void sections_begin(struct sections *sections, const struct plan_item *item,
		    struct streams *streams);
/* A line on standard error behind the last one. */
void sections_end(struct sections *sections, const struct result *result, double seconds,
		  struct progress *progress);

#endif
