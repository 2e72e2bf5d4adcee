// SPDX-License-Identifier: GPL-2.0-or-later
/* Software that has cleared bit 8 hands the memory out again: a port that goes on dropping writes,
 * because of bits that have nothing to do with it, loses what is written from then on. */
#include <stdio.h>

#include "case/port.h"

#define LEFT_TIMEOUT 1u
#define LEFT_CACHE 2u

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[] = {"nothing-left", "timeout-left", "cache-left",
					    "timeout-and-cache-left"};

	snprintf(out, size, "%s", names[row]);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	if (row & LEFT_CACHE) {
		needs->target_caps |= TARGET_REFORM;
		needs->faults |= FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE);
	}
}

static bool everywhere(uint32_t row)
{
	return row == LEFT_TIMEOUT;
}

/* CXL.cache in isolation, the link up again, CXL.mem still enumerated: only then is there a data
 * path to look at. */
static void leave_cache_isolated(struct test *t)
{
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	port_enable(t, TI_CTRL_CACHE_ISO);
	port_lose(t, LOSS_LINK_DOWN);
	sc_await_status(t, t->port, TI_STATUS_CACHE_ISO, TI_STATUS_CACHE_ISO, TC_SECOND);
	port_mend(t, LOSS_LINK_DOWN);
	sc_await_link(t, t->port);
	tc_setup(t, "enumerate below the port", t->target->ops->rescan(t->target, t->port));
	tc_setup(t, "bring the region back", t->target->ops->region_online(t->target, t->region));
}

static void run(struct test *t)
{
	uint32_t clear = TI_STATUS_MEM_ISO, left = t->tc->variant;
	uint64_t offset = tc_offset_on_port(t, t->region, t->port);
	struct target_counters before, after;

	if (left & LEFT_CACHE)
		leave_cache_isolated(t);
	sc_hold(t, t->region);
	tc_ti_write(t, t->port, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT);
	port_lose(t, LOSS_TIMEOUT);
	sc_await_status(t, t->port, TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO, TC_SECOND);
	port_mend(t, LOSS_TIMEOUT);
	if (!(left & LEFT_TIMEOUT))
		clear |= TI_STATUS_MEM_TIMEOUT;
	sc_clear_status(t, t->port, clear);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT | TI_STATUS_CACHE_ISO,
		       (left & LEFT_TIMEOUT ? TI_STATUS_MEM_TIMEOUT : 0u) |
			       (left & LEFT_CACHE ? TI_STATUS_CACHE_ISO : 0u));
	before = port_counters(t, t->port);
	tc_check(t, tc_store(t, t->region, offset, 1) == ACCESS_DONE,
		 "a write did not complete after the isolation");
	after = port_counters(t, t->port);
	tc_expect_u64(t, "writes that went below the port",
		      after.writes_forwarded - before.writes_forwarded, 1);
}

static const struct case_family rows = {
	.count = 4, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(clearing_ends_isolation) = {
	.id = "clearing-ends-isolation",
	.area = "isolation",
	.claim = "Clearing bit 8 ends CXL.mem isolation, whatever else the status says",
	.reqs = "TI-STS-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
