// SPDX-License-Identifier: GPL-2.0-or-later
/* One line that is not forgotten is enough: the last page of a region, the second region behind a
 * switch, or all of it where the machine refused and nobody looked. */
#include <errno.h>
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"

enum how { ONE_REGION, TWO_REGIONS, REFUSED, HOWS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[HOWS] = {"one-region", "two-regions", "refused"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == TWO_REGIONS) {
		needs->behind_switch = true;
		needs->regions = 2;
	}
}

static const struct case_family family = {
	.count = HOWS,
	.name = name,
	.needs = needs,
};

/* Every byte of the region in some invalidation that came before it could be used. */
static void expect_forgotten(struct test *t, const struct pretend *as, uint32_t region)
{
	struct isotap_region_info info = tc_region(t, region);
	uint64_t at = info.base;

	for (bool grew = true; grew && at < info.base + info.size;) {
		grew = false;
		for (uint32_t i = 0; i < as->flush_count; i++) {
			const struct pretend_flush *f = &as->flushes[i];

			if (f->usable >> region & 1 || f->base > at || f->base + f->size <= at)
				continue;
			at = f->base + f->size;
			grew = true;
		}
	}
	tc_check(t, at >= info.base + info.size,
		 "%s came back, its caches from 0x%llx on were not invalidated before",
		 t->target->regions[region].name, (unsigned long long)at);
}

static void run(struct test *t)
{
	struct pretend *as = pretend_begin(t, t->port);

	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	if (t->tc->variant == REFUSED) {
		as->cache_invalidate = -EIO;
		tc_check(t, sc_try_recover(t, t->port, SC_REACTION) < 0,
			 "recovered although caches could not be invalidated");
		sc_expect_offline(t, t->region);
		as->cache_invalidate = 0;
	}
	as->flush_count = 0;
	tc_recover(t, t->port);
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (t->target->regions[region].ports >> t->port & 1)
			expect_forgotten(t, as, region);
}

ISOTAP_CASE(caches_forget_all_of_it) = {
	.id = "caches-forget-all-of-it",
	.area = "recovery",
	.claim =
		"Caches are invalidated for all of the memory that comes back, or it does not come "
		"back",
	.reqs = "SW-REC-04 SW-REC-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_CACHE_INV,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
