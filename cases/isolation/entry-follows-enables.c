// SPDX-License-Identifier: GPL-2.0-or-later
/* Two protocols share a link: when it goes down, exactly those isolate whose bit is set, whatever
 * else is on. One link down for every legal set of enables, on a port that offers everything. */
#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	port_set_name(port_set(row), out, size);
}

static bool everywhere(uint32_t row)
{
	return row == PORT_SETS - 1;
}

static void run(struct test *t)
{
	uint32_t bits = port_set(t->tc->variant), expected = 0;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	if (bits & TI_CTRL_MEM_ISO)
		expected |= TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;
	if (bits & TI_CTRL_CACHE_ISO)
		expected |= TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD;
	port_reform(t, &ti);
	port_enable(t, bits);
	port_lose(t, LOSS_LINK_DOWN);
	port_expect_isolated(t, expected);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       expected);
}

static const struct case_family rows = {
	.count = PORT_SETS, .name = name_row, .everywhere = everywhere};

ISOTAP_CASE(entry_follows_enables) = {
	.id = "entry-follows-enables",
	.area = "isolation",
	.claim = "A link down isolates each protocol that is enabled, and no other",
	.reqs = "TI-ISO-11 TI-ISO-01 TI-ISO-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
