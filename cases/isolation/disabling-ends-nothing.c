// SPDX-License-Identifier: GPL-2.0-or-later
/* Recovery switches the enable off before it clears the status. If that alone opened the way, lost
 * memory would be there again before anybody has looked at the device. */
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-after-%s", row % 2 ? "write" : "read",
		 port_loss_name((enum port_loss)(row / 2)));
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs((enum port_loss)(row / 2), needs);
	if (row % 2)
		needs->target_caps |= TARGET_STAMPS;
}

static void expect_write_dropped(struct test *t, uint64_t offset)
{
	struct target_counters before = port_counters(t, t->port), after;

	tc_check(t, tc_store(t, t->region, offset, 1) == ACCESS_DONE,
		 "a write through the isolated port did not complete");
	after = port_counters(t, t->port);
	tc_expect_u64(t, "writes dropped", after.writes_dropped - before.writes_dropped, 1);
}

static void run(struct test *t)
{
	uint64_t value = 0, offset = tc_offset_on_port(t, t->region, t->port);
	enum port_loss loss = (enum port_loss)(t->tc->variant / 2);
	uint32_t status;

	sc_hold(t, t->region);
	sc_arm_bare(t, t->port, loss == LOSS_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	port_mend(t, loss);
	sc_await_link(t, t->port);
	status = tc_ti_read(t, t->port, TI_STATUS) & TI_STATUS_RW1CS;
	tc_ti_write(t, t->port, TI_CTRL, 0);
	tc_expect_bits(t, t->port, "STATUS with isolation switched off",
		       tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, status);
	if (t->tc->variant % 2)
		expect_write_dropped(t, offset);
	else
		tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_EXCEPTION,
			 "a read with bit 8 set returned 0x%llx, expected a synchronous exception",
			 (unsigned long long)value);
}

static const struct case_family rows = {.count = 2 * LOSS_COUNT,
					.name = name_row,
					.needs = row_needs,
					.everywhere = port_model_only};

ISOTAP_CASE(disabling_ends_nothing) = {
	.id = "disabling-ends-nothing",
	.area = "isolation",
	.claim = "Switching the enable off in isolation neither ends it nor clears its status",
	.reqs = "TI-STS-01 TI-STS-07 TI-ISO-04 TI-ISO-05",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
