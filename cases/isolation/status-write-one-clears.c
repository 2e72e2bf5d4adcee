// SPDX-License-Identifier: GPL-2.0-or-later
/* Recovery clears the bits it handled and no other: a status register that forgets on a write of 0,
 * keeps on a write of 1, or forgets a neighbour too, loses an isolation or never ends one. All bits
 * that this target can set are set; each, each pair, none and all are written. */
#include <stdio.h>

#include "case/port.h"

/* Bit 4 is a CXL.cache timeout: no target has CXL.cache traffic that could time out. */
static const uint32_t bits[] = {TI_STATUS_MEM_TIMEOUT, TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO_LD,
				TI_STATUS_CACHE_ISO, TI_STATUS_CACHE_ISO_LD};
static const int positions[] = {0, 8, 9, 12, 13};
#define BITS 5
#define ALL_SET                                                                                    \
	(TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD | TI_STATUS_CACHE_ISO |  \
	 TI_STATUS_CACHE_ISO_LD)

/* Rows: nothing, all, then the 15 sets of one or two bits. */
#define ROWS 17

static void pair_of(uint32_t row, int *first, int *second)
{
	int n = (int)row - 2;

	*first = *second = 0;
	for (*first = 0; n >= BITS - *first; ++*first)
		n -= BITS - *first;
	*second = *first + n;
}

static void name_row(uint32_t row, char *out, size_t size)
{
	int first, second;

	if (row < 2) {
		snprintf(out, size, "%s", row ? "all" : "zero");
		return;
	}
	pair_of(row, &first, &second);
	if (first == second)
		snprintf(out, size, "bit-%d", positions[first]);
	else
		snprintf(out, size, "bits-%d-%d", positions[first], positions[second]);
}

static bool everywhere(uint32_t row)
{
	return row == 0 || row == 3; /* nothing; bits 0 and 8 */
}

/* A timeout, ended by clearing bit 8 alone, then a link down of both protocols. */
static void set_all(struct test *t)
{
	uint32_t mem = TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	port_enable(t, mem);
	port_lose(t, LOSS_TIMEOUT);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	port_mend(t, LOSS_TIMEOUT);
	sc_clear_status(t, t->port, TI_STATUS_MEM_ISO);
	port_enable(t, mem | TI_CTRL_CACHE_ISO);
	port_lose(t, LOSS_LINK_DOWN);
	sc_await_status(t, t->port, PORT_ISOLATED, PORT_ISOLATED, TC_SECOND);
	port_mend(t, LOSS_LINK_DOWN);
	sc_await_link(t, t->port);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       ALL_SET);
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant, clear = row ? TI_STATUS_RW1CS : 0;
	int first, second;

	if (row >= 2) {
		pair_of(row, &first, &second);
		clear = bits[first] | bits[second];
	}
	set_all(t);
	sc_clear_status(t, t->port, clear);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       ALL_SET & ~clear);
}

static const struct case_family rows = {.count = ROWS, .name = name_row, .everywhere = everywhere};

ISOTAP_CASE(status_write_one_clears) = {
	.id = "status-write-one-clears",
	.area = "isolation",
	.claim = "Status bits are cleared by writing 1 to them and by nothing else",
	.reqs = "TI-STS-01",
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
