// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that stops answering leaves the link up: without this trigger the access waits until the
 * host's own watchdogs end it. */
#include "run/scenario.h"

static void run(struct test *t)
{
	uint32_t set = TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT;
	uint64_t value = 0, offset = tc_offset_on_port(t, t->region, t->port);

	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	tc_inject(t, FAULT_HANG, t->port);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
		 "a read that timed out returned 0x%llx, expected a synchronous exception",
		 (unsigned long long)value);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       set | TI_STATUS_MEM_ISO_LD, set);
}

ISOTAP_CASE(timeout_isolates) = {
	.id = "timeout-isolates",
	.area = "isolation",
	.claim =
		"A CXL.mem transaction timeout isolates the port and says that it was no link down",
	.reqs = "TI-ISO-02 TI-STS-03 TI-STS-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
