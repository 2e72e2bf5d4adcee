// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that stops answering leaves the link up: without this trigger the access waits until the
 * host's own watchdogs end it. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "write" : "read");
}

static void run(struct test *t)
{
	uint32_t set = TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT;
	uint64_t value = 0, offset = tc_offset_on_port(t, t->region, t->port);

	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	tc_inject(t, FAULT_HANG, t->port);
	if (t->tc->variant)
		tc_check(t, tc_store(t, t->region, offset, value) == ACCESS_DONE,
			 "a write that timed out did not complete");
	else
		tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
			 "a read that timed out returned 0x%llx, expected a synchronous exception",
			 (unsigned long long)value);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), set, set);
}

static const struct case_family rows = {.count = 2, .name = name_row};

ISOTAP_CASE(timeout_isolates) = {
	.id = "timeout-isolates",
	.area = "isolation",
	.claim = "A CXL.mem transaction that times out sets its status and isolates the port",
	.reqs = "TI-ISO-02 TI-STS-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
