// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation that is on before software asked for it takes memory away from a system that nobody
 * prepared for it: an earlier kernel may have left everything on when the machine was reset. Every
 * port as declared, then one for every legal set of bits. */
#include <stdio.h>

#include "case/port.h"

#define AS_DECLARED PORT_SETS

static void name_row(uint32_t row, char *out, size_t size)
{
	if (row == AS_DECLARED)
		snprintf(out, size, "as-declared");
	else
		port_set_name(port_set(row), out, size);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	if (row != AS_DECLARED)
		needs->target_caps |= TARGET_REFORM;
}

static bool everywhere(uint32_t row)
{
	return row == AS_DECLARED;
}

/* The highest value that a ranges field offers. */
static uint32_t highest(uint32_t ranges)
{
	return 31u - (uint32_t)__builtin_clz(ti_ranges_encodings(ranges & 0xf));
}

/* What the port keeps, all on. */
static uint32_t everything(uint32_t cap)
{
	uint32_t ctrl = cap & PORT_ENABLES;

	if (cap & TI_CAP_MEM_TIMEOUT)
		ctrl |= highest(cap);
	if (cap & TI_CAP_CACHE_TIMEOUT)
		ctrl |= highest(cap >> TI_CAP_CACHE_RANGES_SHIFT) << TI_CTRL_CACHE_VALUE_SHIFT;
	return ctrl;
}

static void reset(struct test *t, uint32_t port)
{
	/* Bits 17 and 19 have no default. */
	uint32_t off = TI_CTRL_DEFINED & ~(TI_CTRL_MEM_ISO_LD | TI_CTRL_CACHE_ISO_LD);

	tc_ti_write(t, port, TI_CTRL, everything(tc_ti_read(t, port, TI_CAP)));
	tc_setup(t, "reset the port", t->target->ops->port_reset(t->target, port));
	tc_expect_bits(t, port, "CTRL after reset", tc_ti_read(t, port, TI_CTRL), off, 0);
}

static void run(struct test *t)
{
	if (t->tc->variant != AS_DECLARED) {
		struct topo_ti ti = port_offering(t, port_set(t->tc->variant));

		port_reform(t, &ti);
		reset(t, t->port);
		return;
	}
	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (t->target->topo->ports[port].ti.present)
			reset(t, port);
}

static const struct case_family rows = {
	.count = PORT_SETS + 1, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(reset_state_is_off) = {
	.id = "reset-state-is-off",
	.area = "control",
	.claim = "After a reset no timeout, isolation, ERR_COR or interrupt is enabled and the "
		 "timeout values are 0",
	.reqs = "TI-CTL-01",
	.needs = {.ports = 1, .target_caps = TARGET_RESET},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
