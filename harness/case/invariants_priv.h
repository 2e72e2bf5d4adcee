/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by invariants.c and invariants_memory.c. */
#ifndef ISOTAP_INVARIANTS_PRIV_H
#define ISOTAP_INVARIANTS_PRIV_H

#include "case/invariants.h"

/* Where a region is looked at, once on each of its devices, and what it holds there. */
uint64_t inv_offset(const struct test *t, uint32_t region, int way);
uint64_t inv_tag(uint32_t region, int way);

bool inv_has_ti(const struct invariants *v, uint32_t port);
void inv_check_port(struct invariants *v, uint32_t port);
void inv_check_region(struct invariants *v, uint32_t region);

#endif
