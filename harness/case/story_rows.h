/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of families about one fault or two: (fault, none or a second one), and their names. */
#ifndef ISOTAP_STORY_ROWS_H
#define ISOTAP_STORY_ROWS_H

#include <stdio.h>

#include "case/story.h"

#define STORY_SECONDS (STORY_KINDS + 1)
#define STORY_ROWS (STORY_KINDS * STORY_SECONDS)

static inline enum fault_kind story_first(uint32_t row)
{
	return story_kind(row / STORY_SECONDS);
}

static inline bool story_paired(uint32_t row)
{
	return row % STORY_SECONDS;
}

static inline enum fault_kind story_second(uint32_t row)
{
	return story_paired(row) ? story_kind(row % STORY_SECONDS - 1) : story_first(row);
}

static inline void story_row_name(uint32_t row, char *out, size_t size)
{
	if (story_paired(row))
		snprintf(out, size, "%s-then-%s", fault_name(story_first(row)),
			 fault_name(story_second(row)));
	else
		snprintf(out, size, "%s", fault_name(story_first(row)));
}

static inline void story_row_needs(uint32_t row, struct case_needs *needs)
{
	needs->faults |= story_fault_bits(story_first(row), story_second(row));
}

/* A story takes a second and more where time is real: one of each family is told there. */
static inline bool story_row_tells(uint32_t row)
{
	return !story_paired(row) && story_first(row) == FAULT_LINK_DOWN;
}

static inline bool story_row_model_only(uint32_t row)
{
	(void)row;
	return false;
}

/* A story of the row's faults, both of the same moment. */
static inline struct story story_of_row(uint32_t row, uint32_t port, enum moment moment)
{
	return (struct story){
		.port = port,
		.fault_count = story_paired(row) ? 2 : 1,
		.faults = {{moment, story_first(row), port, 0},
			   {moment, story_second(row), port, 0}},
	};
}

#endif
