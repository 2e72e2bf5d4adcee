// SPDX-License-Identifier: GPL-2.0-or-later
/* The value decides how long a dead device may hold an access. Every encoding against every legal
 * ranges field: what is offered is kept; what is not leaves the rest of the register as it was. */
#include <stdio.h>

#include "case/port.h"

#define ENCODINGS 16
#define PER_PROTOCOL (PORT_RANGES * ENCODINGS)

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-ranges-%x-value-%x", row < PER_PROTOCOL ? "mem" : "cache",
		 port_ranges[row / ENCODINGS % PORT_RANGES], row % ENCODINGS);
}

static bool everywhere(uint32_t row)
{
	return row % 127 == 126; /* ranges f: value e of mem, d of cache */
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant, encoding = row % ENCODINGS;
	bool cache = row >= PER_PROTOCOL;
	uint8_t ranges = port_ranges[row / ENCODINGS % PORT_RANGES];
	uint32_t shift = cache ? TI_CTRL_CACHE_VALUE_SHIFT : 0, field = 0xfu << shift;
	uint32_t before = PORT_ENABLES | (cache ? 0 : 0x200u), seen;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	*(cache ? &ti.cache_ranges : &ti.mem_ranges) = ranges;
	port_reform(t, &ti);
	port_enable(t, before);
	tc_ti_write(t, t->port, TI_CTRL, before | encoding << shift);
	seen = tc_ti_read(t, t->port, TI_CTRL);
	tc_expect_bits(t, t->port, "CTRL besides the value", seen, TI_CTRL_DEFINED & ~field,
		       before & ~field);
	if (ti_ranges_encodings(ranges) >> encoding & 1)
		tc_expect_bits(t, t->port, "CTRL's timeout value", seen, field, encoding << shift);
}

static const struct case_family rows = {
	.count = 2 * PER_PROTOCOL, .name = name_row, .everywhere = everywhere};

ISOTAP_CASE(timeout_value_sticks) = {
	.id = "timeout-value-sticks",
	.area = "control",
	.claim = "A timeout value that the port offers is kept, and none disturbs the other fields",
	.reqs = "TI-CTL-02 TI-CTL-03",
	.needs = {.ports = 1, .target_caps = TARGET_REFORM},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
