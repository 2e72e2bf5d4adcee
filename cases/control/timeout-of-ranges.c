// SPDX-License-Identifier: GPL-2.0-or-later
/* The ranges field has 16 values, eight of them reserved, and the timeout value 16, seven of them
 * reserved. One pair that is taken for another times out at a moment that nobody asked for. */
#include <stdio.h>

#include "case/scenario.h"

#define RANGES(row) ((row) / 16)
#define VALUE(row) ((row) % 16)

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "ranges-%x-value-%x", RANGES(row), VALUE(row));
}

/* Refused and accepted, of legal and of reserved ranges. */
static bool everywhere(uint32_t row)
{
	return row == 0x66 || row == 0x6e || row == 0xf0 || row == 0x51;
}

static const struct case_family family = {.count = 256, .name = name, .everywhere = everywhere};

/* 8.2.4.24.1 bits 3:0: of reserved ranges nothing but the default can be believed. */
static bool on_offer(uint32_t ranges, uint32_t value)
{
	return !value || (ti_ranges_valid(ranges) && ti_ranges_encodings(ranges) >> value & 1);
}

static void expect_no_write(struct test *t, const char *what)
{
	struct target_access access[64];
	uint32_t count = tc_trace(t, t->port, access, 64);

	for (uint32_t i = 0; i < count; i++)
		tc_check(t, !access[i].write, "%s: refused, but 0x%08x was written at +0x%x", what,
			 access[i].value, access[i].offset);
}

/* The two ways to choose a value: on its own, and when the port is armed. */
static void choose(struct test *t, uint32_t value, bool offered)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	int rc;

	tc_trace_clear(t, t->port);
	rc = t->impl->set_timeout(t->instance, t->port, 1, (uint8_t)value);
	tc_check(t, offered == !rc, "set_timeout to 0x%x: %d", value, rc);
	if (rc)
		expect_no_write(t, "set_timeout");
	else
		tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT,
			       value | TI_CTRL_MEM_TIMEOUT);
	config.timeout_value = (uint8_t)value;
	rc = t->impl->arm(t->instance, t->port, &config);
	tc_check(t, offered == !rc, "arm with 0x%x: %d", value, rc);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO | TI_CTRL_MEM_VALUE, rc ? 0 : TI_CTRL_MEM_ISO | value);
}

static void run(struct test *t)
{
	uint32_t ranges = RANGES(t->tc->variant), value = VALUE(t->tc->variant);
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	bool offered = on_offer(ranges, value);
	struct isotap_port_state state;

	ti.mem_ranges = (uint8_t)ranges;
	tc_setup(t, "give the port these ranges",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
	state = tc_port_state(t, t->port);
	tc_check(t, (state.timeouts >> value & 1) == offered, "encodings on offer: 0x%04x",
		 state.timeouts);
	if (!ti_ranges_valid(ranges))
		tc_check(t, state.text[0], "nothing says that the ranges field is reserved");
	choose(t, value, offered);
	state = tc_port_state(t, t->port);
	tc_expect_u64(t, "timeout value read back", state.timeout_value, offered ? value : 0);
	/* Isolation can be had whatever the ranges say. */
	if (!offered)
		tc_arm(t, t->port);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
}

ISOTAP_CASE(timeout_of_ranges) = {
	.id = "timeout-of-ranges",
	.area = "control",
	.claim = "A timeout value is listed and accepted where the ranges field offers it, else "
		 "refused unwritten",
	.reqs = "SW-TMO-01 TI-CTL-08 TI-CAP-09",
	.needs = {.ports = 1,
		  .target_caps = TARGET_REFORM | TARGET_TRACE,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_TIMEOUT | TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
