// SPDX-License-Identifier: GPL-2.0-or-later
/* A write that reaches the device after isolation corrupts memory that its owner was told is gone.
 * With the link still up, or up again, nothing but the port is there to stop it. */
#include <stdio.h>

#include "case/port.h"

#define BEFORE 0x1507a91507a90002ull
#define DURING 0xdeadc0dedeadc0deull

enum row { LINK_DOWN, LINK_UP, LINK_UP_AGAIN, LINK_CYCLED, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"link-down", "link-up", "link-up-again",
						     "link-cycled"};

	snprintf(out, size, "%s", names[row]);
}

/* The link is up, and in the last row software takes it down and up again. */
static bool by_timeout(uint32_t row)
{
	return row == LINK_UP || row == LINK_CYCLED;
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(by_timeout(row) ? LOSS_TIMEOUT : LOSS_LINK_DOWN, needs);
}

static bool everywhere(uint32_t row)
{
	return row == LINK_DOWN || row == LINK_UP;
}

/* Nothing was reset or enumerated: with the isolation over, the device answers again. */
static void expect_unchanged(struct test *t, uint64_t offset)
{
	uint64_t value = 0;

	sc_clear_status(t, t->port, TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_DONE,
		 "a read did not complete after the isolation");
	tc_expect_u64(t, "memory after the isolation", value, BEFORE);
}

static void run(struct test *t)
{
	uint64_t offset = tc_offset_on_port(t, t->region, t->port);
	bool timeout = by_timeout(t->tc->variant);
	struct target_counters before, after;

	sc_hold(t, t->region);
	sc_fill(t, t->region, offset, BEFORE);
	sc_arm_bare(t, t->port, timeout ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, timeout ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	if (t->tc->variant != LINK_DOWN)
		port_mend(t, timeout ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	if (t->tc->variant == LINK_CYCLED) {
		port_lose(t, LOSS_LINK_DISABLED);
		port_mend(t, LOSS_LINK_DISABLED);
	}
	if (t->tc->variant >= LINK_UP_AGAIN)
		sc_await_link(t, t->port);
	before = port_counters(t, t->port);
	tc_check(t, tc_store(t, t->region, offset, DURING) == ACCESS_DONE,
		 "a write through the isolated port did not complete");
	after = port_counters(t, t->port);
	tc_expect_u64(t, "writes that went below the isolated port",
		      after.writes_forwarded - before.writes_forwarded, 0);
	tc_expect_u64(t, "writes dropped", after.writes_dropped - before.writes_dropped, 1);
	if (t->tc->variant == LINK_UP)
		expect_unchanged(t, offset);
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(isolated_write_dropped) = {
	.id = "isolated-write-dropped",
	.area = "isolation",
	.claim = "A write through an isolated port completes and does not reach the device",
	.reqs = "TI-ISO-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
