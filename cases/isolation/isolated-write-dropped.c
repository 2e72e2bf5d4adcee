// SPDX-License-Identifier: GPL-2.0-or-later
/* A write that reaches the device after isolation corrupts memory that its owner was told is gone.
 */
#include "run/scenario.h"

#define BEFORE 0x1507a91507a90002ull
#define DURING 0xdeadc0dedeadc0deull

static void run(struct test *t)
{
	struct target_counters before, after;
	uint64_t offset = tc_offset_on_port(t, t->region, t->port);

	sc_hold(t, t->region);
	sc_fill(t, t->region, offset, BEFORE);
	sc_arm_bare(t, t->port, 0);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_check(t, sc_await_status(t, t->port, TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO, TC_SECOND),
		 "the port did not isolate");
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &before));
	tc_check(t, tc_store(t, t->region, offset, DURING) == ACCESS_DONE,
		 "a write through the isolated port did not complete");
	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, t->port, &after));
	tc_expect_u64(t, "writes that went below the isolated port",
		      after.writes_forwarded - before.writes_forwarded, 0);
	tc_expect_u64(t, "writes dropped", after.writes_dropped - before.writes_dropped, 1);
}

ISOTAP_CASE(isolated_write_dropped) = {
	.id = "isolated-write-dropped",
	.area = "isolation",
	.claim = "A write through an isolated port completes and does not reach the device",
	.reqs = "TI-ISO-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
