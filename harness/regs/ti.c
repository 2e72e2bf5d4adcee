// SPDX-License-Identifier: GPL-2.0-or-later
/* Timeout encodings of the T&I control register: CXL r3.2 8.2.4.24.2, bits 3:0. */
#include "regs/ti.h"

#include <stddef.h>

#define US 1000ull
#define MS 1000000ull
#define S 1000000000ull

const struct ti_timeout ti_timeouts[TI_TIMEOUT_COUNT] = {
	{0x0, 0x0, 50 * US, 10 * MS}, {0x1, 0x1, 50 * US, 100 * US}, {0x2, 0x1, 1 * MS, 10 * MS},
	{0x5, 0x2, 16 * MS, 55 * MS}, {0x6, 0x2, 65 * MS, 210 * MS}, {0x9, 0x4, 260 * MS, 900 * MS},
	{0xa, 0x4, 1 * S, 3500 * MS}, {0xd, 0x8, 4 * S, 13 * S},     {0xe, 0x8, 17 * S, 64 * S},
};

const struct ti_timeout *ti_timeout_find(unsigned int encoding)
{
	for (size_t i = 0; i < TI_TIMEOUT_COUNT; i++)
		if (ti_timeouts[i].encoding == encoding)
			return &ti_timeouts[i];
	return NULL;
}

bool ti_ranges_valid(unsigned int ranges)
{
	/* 0,1,2,3,6,7,E,F: contiguous sets of the ranges A to D, C and D never without B. */
	return ranges < 16 && (0xc0cfu >> ranges & 1);
}

uint16_t ti_ranges_encodings(unsigned int ranges)
{
	uint16_t mask = 0;

	if (!ti_ranges_valid(ranges))
		ranges = 0;
	for (size_t i = 0; i < TI_TIMEOUT_COUNT; i++)
		if (!ti_timeouts[i].range || (ti_timeouts[i].range & ranges))
			mask |= (uint16_t)(1u << ti_timeouts[i].encoding);
	return mask;
}
