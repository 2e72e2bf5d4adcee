/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts by the strength of the requirements that they are about: what the specification demands
 * is not to be confused with what somebody proposed. */
#ifndef ISOTAP_STRENGTHS_H
#define ISOTAP_STRENGTHS_H

#include <stdint.h>

#include "plan/requirements.h"
#include "report/streams.h"
#include "verdict/result.h"

struct json_object;

struct strengths {
	/* A case counts once under each strength that its requirements have. */
	uint32_t counts[STRENGTH_COUNT][OUTCOME_COUNT];
	uint32_t observations[STRENGTH_COUNT];
};

void strengths_add(struct strengths *strengths, const struct result *result);
/* A comment for each strength that any case had. `profile`: strengths that count as failures. */
void strengths_comment(const struct strengths *strengths, uint32_t profile,
		       struct streams *streams);
/* The same for programs; the caller owns it. */
struct json_object *strengths_json(const struct strengths *strengths);

#endif
