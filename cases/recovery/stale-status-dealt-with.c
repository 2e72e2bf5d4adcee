// SPDX-License-Identifier: GPL-2.0-or-later
/* Status bits are sticky: an earlier kernel's isolation must neither block arming nor pass for a
 * new one. Here the harness isolates the port by register before the implementation arms it. */
#include <errno.h>

#include "case/scenario.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t isolated = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;
	struct isotap_event event;

	/* A leftover of bit 9 alone: bit 8 is cleared, isolation over, the link back. */
	sc_arm_bare(t, t->port, 0);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	if (!sc_await_status(t, t->port, isolated, isolated, TC_SECOND))
		tc_broken(t, "the port did not isolate");
	tc_ti_write(t, t->port, TI_CTRL, 0);
	sc_mend(t, t->port);
	sc_await_link(t, t->port);
	sc_clear_status(t, t->port, TI_STATUS_MEM_ISO);
	if (!sc_await_status(t, t->port, isolated, TI_STATUS_MEM_ISO_LD, TC_SECOND))
		tc_broken(t, "STATUS 0x%08x: expected bit 9 alone",
			  tc_ti_read(t, t->port, TI_STATUS));
	tc_setup(t, "enumerate below the port again", ops->rescan(t->target, t->port));
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (t->target->regions[region].ports >> t->port & 1)
			tc_setup(t, "bring the region back", ops->region_online(t->target, region));
	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "STATUS after arming", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
	tc_check(t,
		 t->impl->wait_event(t->instance, ops->now(t->target) + 20 * TC_MS, &event) ==
			 -ETIMEDOUT,
		 "a status bit from before arming was reported as an isolation");
}

ISOTAP_CASE(stale_status_dealt_with) = {
	.id = "stale-status-dealt-with",
	.area = "recovery",
	.claim = "Status bits left over from before are cleared at arming and fake no isolation",
	.reqs = "TI-STS-11",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
