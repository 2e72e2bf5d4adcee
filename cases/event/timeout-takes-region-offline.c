// SPDX-License-Identifier: GPL-2.0-or-later
/* The silent device: the access that notices it gets an exception, software has to do the rest, and
 * an implementation that never enabled the timeout never hears of it. */
#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_event event;
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);

	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "CTRL after arming with the timeout",
		       tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_TIMEOUT, TI_CTRL_MEM_TIMEOUT);
	sc_hold(t, t->region);
	tc_inject(t, FAULT_HANG, t->port);
	/* Software may be quicker than the access that comes back: then it finds no mapping. */
	tc_check(t, tc_load(t, t->region, offset, &value) != ACCESS_DONE,
		 "a read of a silent device returned 0x%llx", (unsigned long long)value);
	event = tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_expect_u64(t, "cause in the implementation's event", event.cause, ISOTAP_CAUSE_TIMEOUT);
	sc_release(t, t->region);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(timeout_takes_region_offline) = {
	.id = "timeout-takes-region-offline",
	.area = "event",
	.claim = "A device that stops answering is isolated and its region taken off line",
	.reqs = "TI-ISO-02 SW-EVT-01 SW-EVT-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
