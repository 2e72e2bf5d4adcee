/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that looks otherwise to the implementation than it is: memory that firmware set up,
 * users that cannot be counted, a capability array laid out in another way, calls that fail each
 * time. What a plug-in asks goes through the target and is answered here; the case's own register
 * accesses see the port as it is. Software in a kernel asks nothing that could be seen here.
 */
#ifndef ISOTAP_PRETEND_H
#define ISOTAP_PRETEND_H

#include "case/case.h"

#define PRETEND_ARRAY 32u /* words of a capability array, its header included */
#define PRETEND_FLUSHES 16u

/* One call of cache_invalidate(). */
struct pretend_flush {
	uint64_t base, size;
	uint32_t usable; /* bit n: region n was, when it was called */
};

struct pretend {
	uint32_t port; /* whose ranges and array */
	/* Comes before the port's own ranges, unless its size is 0. */
	struct isotap_range range;
	bool users_unknown; /* of every region */
	/* The capability array, unless its header, array[0], is 0; the T&I structure is then where
	 * `pointer` says, in bytes from the start of the CXL.cachemem block, and nowhere else. */
	uint32_t array[PRETEND_ARRAY];
	uint32_t pointer;
	/* What calls return instead of being made, or 0. */
	int irq_register, defer, cache_invalidate, region_offline;
	uint32_t offline_regions; /* bit n: region_offline does so of region n */
	/* Filled in: writes to the port's block, invalidations. */
	uint32_t writes;
	uint32_t flush_count;
	struct pretend_flush flushes[PRETEND_FLUSHES];
};

/* From here on, of this port; nothing is pretended until members are set. The result is valid until
 * the case is over. Not together with strikes (case/strike.h). */
struct pretend *pretend_begin(struct test *t, uint32_t port);
/* The executor's, when the implementation has been removed: the machine looks as it is again. */
void pretend_remove(void);

#endif
