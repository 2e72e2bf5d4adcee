// SPDX-License-Identifier: GPL-2.0-or-later
/* Component registers are 32 bits wide (CXL r3.2 8.2.2). A byte, a pair or a crossing of two works
 * on some ports and writes the neighbour on others. */
#include "case/scenario.h"

static void check(struct test *t, const char *when)
{
	struct target_access access[2048];
	uint32_t count = tc_trace(t, t->port, access, 2048);

	tc_check(t, count, "%s: not one access", when);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t, access[i].size == 4 && !(access[i].offset & 3),
			 "%s: %s of %u bytes at +0x%x", when, access[i].write ? "write" : "read",
			 access[i].size, access[i].offset);
	tc_trace_clear(t, t->port);
}

static void run(struct test *t)
{
	check(t, "probe");
	tc_arm(t, t->port);
	tc_port_state(t, t->port);
	if (t->impl->set_timeout)
		tc_expect_rc(t, "set_timeout", t->impl->set_timeout(t->instance, t->port, 1, 0), 0);
	check(t, "armed");
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	check(t, "isolated");
	sc_mend(t, t->port);
	if (t->impl->recover) {
		tc_recover(t, t->port);
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
		check(t, "recovered");
	}
	tc_reprobe(t);
	check(t, "removed and probed");
}

ISOTAP_CASE(accesses_are_aligned) = {
	.id = "accesses-are-aligned",
	.area = "control",
	.claim = "Every access of software to the structure is 32 bits wide and aligned",
	.reqs = "TI-CAP-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_TRACE,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
