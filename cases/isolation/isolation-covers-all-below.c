// SPDX-License-Identifier: GPL-2.0-or-later
/* A port that isolates the first range of addresses below it, or the first device behind a switch,
 * hands out plain data, and passes writes on, for all the rest. All regions below the port are
 * looked at, near and far from their beginning. */
#include <stdio.h>

#include "case/port.h"

enum place { ALONE, TWO_REGIONS, BEHIND_SWITCH, INTERLEAVED, PLACE_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[PLACE_COUNT] = {"one-region", "two-regions", "switch",
						       "interleaved"};

	snprintf(out, size, "%s-%s", row % 2 ? "writes" : "reads", names[row / 2]);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->place |= row / 2 == TWO_REGIONS ? PLACE_TWO_REGIONS : 0;
	needs->behind_switch = row / 2 == BEHIND_SWITCH;
	needs->interleaved = row / 2 == INTERLEAVED;
	if (row % 2)
		needs->target_caps |= TARGET_STAMPS;
}

static void check_at(struct test *t, uint32_t region, uint64_t offset)
{
	struct target_counters before, after;
	uint64_t value = 0;

	if (!(t->tc->variant % 2)) {
		tc_check(t, tc_load(t, region, offset, &value) == ACCESS_EXCEPTION,
			 "%s+0x%llx: a read through the isolated port returned 0x%llx",
			 t->target->regions[region].topo_name, (unsigned long long)offset,
			 (unsigned long long)value);
		return;
	}
	before = port_counters(t, t->port);
	tc_check(t, tc_store(t, region, offset, offset) == ACCESS_DONE,
		 "%s+0x%llx: a write through the isolated port did not complete",
		 t->target->regions[region].topo_name, (unsigned long long)offset);
	after = port_counters(t, t->port);
	tc_check(t,
		 after.writes_dropped - before.writes_dropped == 1 &&
			 after.writes_forwarded == before.writes_forwarded,
		 "%s+0x%llx: a write went below the isolated port",
		 t->target->regions[region].topo_name, (unsigned long long)offset);
}

/* Each granule of the region's first row that the port serves; of each the beginning, the second
 * word and the end; and the same in rows further and further away, up to the last. */
static void check_region(struct test *t, uint32_t region)
{
	const struct topo *topo = t->target->topo;
	const struct topo_region *r = &topo->regions[region];
	uint64_t granule = (uint64_t)r->granularity, row = granule * (uint64_t)r->ways;
	uint64_t last = r->size / row - 1;

	for (int way = 0; way < r->ways; way++) {
		uint64_t in_row = (uint64_t)way * granule;

		if (topo->devices[r->devices[way]].port != (int)t->port)
			continue;
		for (uint64_t n = 0; n <= last; n = n ? 2 * n : 1) {
			check_at(t, region, n * row + in_row);
			check_at(t, region, n * row + in_row + 8);
			check_at(t, region, n * row + in_row + granule - 8);
		}
		check_at(t, region, last * row + in_row + granule - 8);
	}
}

static void run(struct test *t)
{
	uint32_t regions = 0;

	sc_arm_bare(t, t->port, 0);
	port_lose(t, LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	for (uint32_t region = 0; region < t->target->region_count; region++) {
		if (!(t->target->regions[region].ports >> t->port & 1) ||
		    tc_region(t, region).mode != ISOTAP_MODE_DEVDAX)
			continue;
		check_region(t, region);
		regions++;
	}
	tc_check(t, regions >= (t->tc->variant / 2 == TWO_REGIONS ? 2 : 1),
		 "%u regions below the port", regions);
}

static const struct case_family rows = {.count = 2 * PLACE_COUNT,
					.name = name_row,
					.needs = row_needs,
					.everywhere = port_model_only};

ISOTAP_CASE(isolation_covers_all_below) = {
	.id = "isolation-covers-all-below",
	.area = "isolation",
	.claim =
		"An isolated port answers for all memory below it, every range, device and granule",
	.reqs = "TI-ISO-04 TI-ISO-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
