// SPDX-License-Identifier: GPL-2.0-or-later
/* A port that isolates although nobody enabled it takes memory from a system that was not prepared
 * for it. Everything but the CXL.mem isolation is on. An access to the lost memory may end the host
 * (it does on the model): what the port says of itself can still be read. */
#include <errno.h>
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", port_loss_name((enum port_loss)row));
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs((enum port_loss)row, needs);
}

static bool everywhere(uint32_t row)
{
	return row == LOSS_LINK_DOWN;
}

static void time_out(struct test *t)
{
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);
	enum access_result result;
	int rc;

	tc_inject(t, FAULT_HANG, t->port);
	rc = t->target->ops->load(t->target, t->region, offset, &value, &result);
	if (rc && rc != -EHOSTDOWN)
		tc_setup(t, "load", rc);
}

static void run(struct test *t)
{
	uint32_t cap = tc_ti_read(t, t->port, TI_CAP);
	struct target_counters before = port_counters(t, t->port), after;

	port_enable(t, cap & PORT_ENABLES &
			       ~(TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD));
	if (t->tc->variant == LOSS_TIMEOUT)
		time_out(t);
	else
		port_lose(t, (enum port_loss)t->tc->variant);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS),
		       PORT_ISOLATED | TI_STATUS_MEM_ISO_LD, 0);
	after = port_counters(t, t->port);
	tc_expect_u64(t, "isolations", after.isolations - before.isolations, 0);
	tc_expect_u64(t, "interrupt messages", after.messages - before.messages, 0);
}

static const struct case_family rows = {
	.count = LOSS_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(not_enabled_never_isolates) = {
	.id = "not-enabled-never-isolates",
	.area = "isolation",
	.claim = "A port whose isolation is not enabled isolates on no trigger",
	.reqs = "TI-ISO-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
