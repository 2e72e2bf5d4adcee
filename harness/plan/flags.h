/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for the bits that a case declares. */
#ifndef ISOTAP_FLAGS_H
#define ISOTAP_FLAGS_H

#include <stddef.h>
#include <stdint.h>

struct case_flag {
	uint64_t bit;
	const char *name;
};

/* Each ends with a NULL name. */
extern const struct case_flag case_flags[];       /* CASE_* */
extern const struct case_flag case_target_caps[]; /* TARGET_* */
extern const struct case_flag case_impl_caps[];   /* ISOTAP_IMPL_* */
extern const struct case_flag case_places[];      /* PLACE_* */

/* Their names, separated by spaces; what does not fit is cut. */
void flags_text(const struct case_flag *names, uint64_t bits, char *out, size_t size);

#endif
