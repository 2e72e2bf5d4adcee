// SPDX-License-Identifier: GPL-2.0-or-later
/* Writing ones to reserved bits of the status register clears something that a later revision puts
 * there; writing to it with a read-modify-write of another width clears more than was meant. */
#include "case/scenario.h"

#define MAX_ACCESSES 1024

static void run(struct test *t)
{
	struct target_access access[MAX_ACCESSES];
	uint32_t count, cleared = 0;

	tc_trace_clear(t, t->port);
	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++) {
		tc_check(t, access[i].size == 4 && !(access[i].offset & 3),
			 "access of %u bytes at +0x%x, expected aligned 32-bit accesses only",
			 access[i].size, access[i].offset);
		if (!access[i].write || access[i].offset != TI_STATUS)
			continue;
		tc_check(t, !(access[i].value & ~TI_STATUS_RW1CS),
			 "STATUS was written 0x%08x: bits 0x%08x are reserved or read-only",
			 access[i].value, access[i].value & ~TI_STATUS_RW1CS);
		cleared |= access[i].value;
	}
	tc_check(t, cleared & TI_STATUS_MEM_ISO,
		 "recovered without writing the isolation status bit");
}

ISOTAP_CASE(status_cleared_with_care) = {
	.id = "status-cleared-with-care",
	.area = "recovery",
	.claim = "Software touches the structure with aligned 32-bit accesses and writes no "
		 "reserved status bit",
	.reqs = "TI-STS-10 TI-CAP-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_TRACE,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
