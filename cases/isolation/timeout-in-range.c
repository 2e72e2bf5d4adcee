// SPDX-License-Identifier: GPL-2.0-or-later
/* Too early isolates a device that was only slow; too late lets the host's watchdogs win. Every
 * encoding against every legal ranges field. Where the clock is real, a loaded machine can delay
 * the end of the wait: there one value is used that leaves room for that. */
#include <stdio.h>

#include "case/port.h"

#define ENCODINGS 16
#define REAL_CLOCK (7 * ENCODINGS + 0x9) /* all ranges, 260 ms to 900 ms */
#define REAL_SLACK (500 * TC_MS)

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "ranges-%x-value-%x", port_ranges[row / ENCODINGS], row % ENCODINGS);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	/* There a port has all ranges as it is. */
	if (row != REAL_CLOCK)
		needs->target_caps |= TARGET_REFORM;
}

static bool everywhere(uint32_t row)
{
	return row == REAL_CLOCK;
}

/* What the row is bound by: its own value, or, of one that is not offered, that a timeout there has
 * to be: none is shorter or longer than any that the specification knows. */
static struct ti_timeout bounds(uint8_t ranges, uint32_t encoding)
{
	if (ti_ranges_encodings(ranges) >> encoding & 1)
		return *ti_timeout_find(encoding);
	return (struct ti_timeout){.min_ns = ti_timeout_find(0)->min_ns,
				   .max_ns = ti_timeout_find(0xe)->max_ns};
}

static void run(struct test *t)
{
	uint32_t encoding = t->tc->variant % ENCODINGS;
	uint8_t ranges = port_ranges[t->tc->variant / ENCODINGS];
	bool virtual_clock = t->target->caps & TARGET_VIRTUAL_CLOCK;
	/* The access itself and the exception cost time of their own. */
	uint64_t slack = virtual_clock ? TC_MS / 20 : REAL_SLACK, start, waited, value, offset;
	struct ti_timeout bound = bounds(ranges, encoding);
	const struct target_ops *ops = t->target->ops;

	if (t->tc->variant != REAL_CLOCK) {
		struct topo_ti ti = port_offering(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT);

		ti.mem_ranges = ranges;
		port_reform(t, &ti);
	} else if (!(ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES) >>
			     encoding &
		     1)) {
		tc_skip(t, "the port offers no value 0x%x", encoding);
	}
	offset = tc_offset_on_port(t, t->region, t->port);
	sc_hold(t, t->region);
	tc_ti_write(t, t->port, TI_CTRL, encoding);
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	tc_inject(t, FAULT_HANG, t->port);
	start = ops->now(t->target);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
		 "a read that timed out did not get an exception");
	waited = ops->now(t->target) - start;
	tc_check(t, waited >= bound.min_ns && waited <= bound.max_ns + slack,
		 "value 0x%x: timed out after %llu ns, expected %llu to %llu", encoding,
		 (unsigned long long)waited, (unsigned long long)bound.min_ns,
		 (unsigned long long)bound.max_ns);
}

static const struct case_family rows = {.count = PORT_RANGES * ENCODINGS,
					.name = name_row,
					.needs = row_needs,
					.everywhere = everywhere};

ISOTAP_CASE(timeout_in_range) = {
	.id = "timeout-in-range",
	.area = "isolation",
	.claim = "A transaction timeout fires inside the range that is in force",
	.reqs = "TI-ISO-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &rows,
	.run = run,
};
