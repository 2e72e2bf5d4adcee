// SPDX-License-Identifier: GPL-2.0-or-later
/* Too early isolates a device that was only slow; too late lets the host's watchdogs win. Where the
 * clock is real, a loaded machine can delay the end of the wait: there the longest range but those
 * of seconds is used, whose upper bound leaves room for that. */
#include "run/scenario.h"

static void one_value(struct test *t, const struct ti_timeout *timeout)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t start, waited, value, offset = tc_offset_on_port(t, t->region, t->port);

	tc_ti_write(t, t->port, TI_CTRL, timeout->encoding);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	tc_inject(t, FAULT_HANG, t->port);
	start = ops->now(t->target);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
		 "a read that timed out did not get an exception");
	waited = ops->now(t->target) - start;
	tc_sample(t, "timeout", "ns", (double)waited);
	tc_check(t, waited >= timeout->min_ns,
		 "value 0x%x: timed out after %llu ns, expected %llu or more", timeout->encoding,
		 (unsigned long long)waited, (unsigned long long)timeout->min_ns);
	/* The access itself and the exception cost time of their own. */
	tc_check(t, waited <= timeout->max_ns + TC_MS / 20,
		 "value 0x%x: timed out after %llu ns, expected at most %llu", timeout->encoding,
		 (unsigned long long)waited, (unsigned long long)timeout->max_ns);
	tc_inject(t, FAULT_HANG_CLEAR, t->port);
	sc_clear_status(t, t->port, TI_STATUS_RW1CS);
	tc_ti_write(t, t->port, TI_CTRL, 0);
}

static void run(struct test *t)
{
	uint16_t offered = ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES);
	bool virtual_clock = t->target->caps & TARGET_VIRTUAL_CLOCK;

	sc_hold(t, t->region);
	if (!virtual_clock && !(offered >> 0x9 & 1))
		tc_skip(t, "the port offers no range C, and shorter ones cannot be judged on a "
			   "real clock");
	for (unsigned int i = 0; i < TI_TIMEOUT_COUNT; i++) {
		if (!(offered >> ti_timeouts[i].encoding & 1))
			continue;
		if (virtual_clock || ti_timeouts[i].encoding == 0x9)
			one_value(t, &ti_timeouts[i]);
	}
}

ISOTAP_CASE(timeout_in_range) = {
	.id = "timeout-in-range",
	.area = "isolation",
	.claim = "A transaction timeout fires inside the programmed range",
	.reqs = "TI-ISO-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
