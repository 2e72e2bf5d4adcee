/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pairs of target and implementation, and which cases can be run there, without starting any. */
#ifndef ISOTAP_COVERAGE_PLACES_H
#define ISOTAP_COVERAGE_PLACES_H

#include "plan/catalog.h"
#include "plan/plan.h"

struct coverage_place {
	const char *target, *impl;
	uint64_t caps;   /* TARGET_* */
	uint32_t faults; /* FAULT_BIT() */
	struct impl_identity identity;
};

#define COVERAGE_PLACES 3

/* model/user, qemu/kmod, qemu/user; the guest's on an emulator with isotap's patches. 0 or a
 * negative errno with `error` filled. */
int coverage_places(struct coverage_place places[COVERAGE_PLACES], const struct catalog *catalog,
		    char *error, size_t size);
/* Whether the case runs there on some shipped topology, as its needs have it. */
bool coverage_applies(const struct coverage_place *place, const struct catalog *catalog,
		      const struct test_case *tc);

#endif
