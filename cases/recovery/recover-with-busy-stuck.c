// SPDX-License-Identifier: GPL-2.0-or-later
/* RP Busy that never clears has to end in an error, not in a wait without end and not in a port
 * that is cleared while it still works on the old requests. */
#include "case/scenario.h"

#define MAX_ACCESSES 32768 /* a bounded wait may still read the status very often */

static void run(struct test *t)
{
	static struct target_access access[MAX_ACCESSES];
	uint32_t count;

	tc_inject(t, FAULT_BUSY, t->port);
	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	tc_trace_clear(t, t->port);
	tc_check(t, sc_try_recover(t, t->port, SC_HOPELESS) < 0,
		 "recovery says it succeeded while RP Busy stays set");
	sc_expect_offline(t, t->region);
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_STATUS ||
				 !(access[i].value & TI_STATUS_MEM_ISO),
			 "isolation status was cleared (0x%08x) while RP Busy was set",
			 access[i].value);
	tc_check(t, tc_port_state(t, t->port).text[0] != '\0',
		 "a failed recovery does not say why");
}

ISOTAP_CASE(recover_with_busy_stuck) = {
	.id = "recover-with-busy-stuck",
	.area = "recovery",
	.claim = "Recovery with RP Busy stuck fails in bounded time, clears nothing, and says why",
	.reqs = "SW-REC-03 TI-STS-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_TRACE,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_BUSY) | FAULT_BIT(FAULT_BUSY_CLEAR) |
			    FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
