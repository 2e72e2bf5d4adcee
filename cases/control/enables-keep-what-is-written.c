// SPDX-License-Identifier: GPL-2.0-or-later
/* An enable bit that does not stick, or that takes another along, leaves software believing in an
 * isolation, a timeout or an interrupt that is not there. One port for every legal set of bits. */
#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	port_set_name(port_set(row), out, size);
}

static bool everywhere(uint32_t row)
{
	return row == 0 || row == PORT_SETS - 1;
}

/* Bits that are not supported may be wired to 0 or not: nothing is said of them. */
static void check(struct test *t, uint32_t supported, uint32_t value)
{
	tc_ti_write(t, t->port, TI_CTRL, value);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), supported, value);
}

static void run(struct test *t)
{
	uint32_t bits = port_set(t->tc->variant), supported = bits;
	struct topo_ti ti = port_offering(t, bits);

	port_reform(t, &ti);
	if (bits & TI_CTRL_MEM_TIMEOUT)
		supported |= TI_CTRL_MEM_VALUE;
	if (bits & TI_CTRL_CACHE_TIMEOUT)
		supported |= TI_CTRL_CACHE_VALUE;
	tc_expect_bits(t, t->port, "CAP", tc_ti_read(t, t->port, TI_CAP), PORT_ENABLES, bits);
	check(t, supported, bits);
	check(t, supported, 0);
	for (uint32_t rest = bits; rest; rest &= rest - 1) {
		uint32_t one = rest & -rest;

		check(t, supported, one);
		check(t, supported, bits);
		check(t, supported, bits & ~one);
	}
	check(t, supported, 0);
}

static const struct case_family rows = {
	.count = PORT_SETS, .name = name_row, .everywhere = everywhere};

ISOTAP_CASE(enables_keep_what_is_written) = {
	.id = "enables-keep-what-is-written",
	.area = "control",
	.claim = "Every enable bit that is supported keeps what is written, whatever the others do",
	.reqs = "TI-CTL-02 TI-CTL-03 TI-CTL-04 TI-CTL-05 TI-CTL-06",
	.needs = {.ports = 1, .target_caps = TARGET_REFORM},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
