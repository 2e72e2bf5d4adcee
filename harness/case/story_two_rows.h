/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of families about two ports: a fault at each, and which is recovered first. */
#ifndef ISOTAP_STORY_TWO_ROWS_H
#define ISOTAP_STORY_TWO_ROWS_H

#include "case/story_rows.h"

#define STORY_TWO_KINDS 6u
#define STORY_TWO_ROWS (STORY_TWO_KINDS * STORY_TWO_KINDS * 2)

static inline enum fault_kind story_two_kind(uint32_t n)
{
	static const enum fault_kind kinds[STORY_TWO_KINDS] = {
		FAULT_LINK_DOWN,    FAULT_HANG,       FAULT_BUSY,
		FAULT_SPURIOUS_IRQ, FAULT_LINK_STUCK, FAULT_SURPRISE_REMOVE,
	};

	return kinds[n % STORY_TWO_KINDS];
}

static inline bool story_two_reversed(uint32_t row)
{
	return row & 1;
}

static inline enum fault_kind story_two_first(uint32_t row)
{
	return story_two_kind(row / 2 / STORY_TWO_KINDS);
}

static inline enum fault_kind story_two_second(uint32_t row)
{
	return story_two_kind(row / 2);
}

static inline void story_two_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-and-%s%s", fault_name(story_two_first(row)),
		 fault_name(story_two_second(row)), story_two_reversed(row) ? "-reversed" : "");
}

static inline void story_two_needs(uint32_t row, struct case_needs *needs)
{
	needs->faults |= story_fault_bits(story_two_first(row), story_two_second(row));
}

static inline bool story_two_tells(uint32_t row)
{
	return !row;
}

#endif
