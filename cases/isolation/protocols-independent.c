// SPDX-License-Identifier: GPL-2.0-or-later
/* CXL.mem and CXL.cache share a link and a status register, and nothing else: ending one isolation
 * must not end the other, nor one's timeout begin it. A link that one of them holds down is a link
 * down for the other. */
#include <stdio.h>

#include "case/port.h"

#define MEM_BITS (TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD)
#define CACHE_BITS (TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD)

enum row { MEM_CLEARED, CACHE_CLEARED, TIMEOUT_IS_MEMS, HOLD_IS_LINK_DOWN, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"mem-cleared", "cache-cleared",
						     "timeout-is-mems", "hold-is-link-down"};

	snprintf(out, size, "%s", names[row]);
}

static bool everywhere(uint32_t row)
{
	return row == MEM_CLEARED || row == HOLD_IS_LINK_DOWN;
}

static void expect_status(struct test *t, uint32_t bits)
{
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       bits);
}

static void clear_one(struct test *t, uint32_t cleared, uint32_t kept)
{
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO);
	port_lose(t, LOSS_LINK_DOWN);
	port_expect_isolated(t, PORT_ISOLATED);
	port_mend(t, LOSS_LINK_DOWN);
	sc_await_link(t, t->port);
	sc_clear_status(t, t->port, cleared);
	expect_status(t, kept);
}

static void time_out(struct test *t, uint32_t hold, uint32_t expected)
{
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO | TI_CTRL_MEM_TIMEOUT | hold);
	port_lose(t, LOSS_TIMEOUT);
	port_expect_isolated(t, expected & PORT_ISOLATED);
	expect_status(t, expected);
}

static void run(struct test *t)
{
	uint32_t by_timeout = TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	switch ((enum row)t->tc->variant) {
	case MEM_CLEARED:
		clear_one(t, MEM_BITS, CACHE_BITS);
		break;
	case CACHE_CLEARED:
		clear_one(t, CACHE_BITS, MEM_BITS);
		break;
	case TIMEOUT_IS_MEMS:
		time_out(t, 0, by_timeout);
		break;
	default:
		time_out(t, TI_CTRL_MEM_ISO_LD, by_timeout | CACHE_BITS);
		break;
	}
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .everywhere = everywhere};

ISOTAP_CASE(protocols_independent) = {
	.id = "protocols-independent",
	.area = "isolation",
	.claim = "CXL.mem and CXL.cache are triggered, reported and cleared on their own",
	.reqs = "TI-ISO-11",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE) |
			    FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
