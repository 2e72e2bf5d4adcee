// SPDX-License-Identifier: GPL-2.0-or-later
/* Without isolation the timeout is all that a machine can tell of a dead device, before or after
 * it went down with it. The access may end the host (it does on the model): the status can still be
 * read. */
#include <errno.h>
#include <stdio.h>

#include "case/port.h"

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "write" : "read");
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t value = 0, offset = tc_offset_on_port(t, t->region, t->port);
	enum access_result result;
	int rc;

	port_enable(t, TI_CTRL_MEM_TIMEOUT);
	tc_inject(t, FAULT_HANG, t->port);
	rc = t->tc->variant ? ops->store(t->target, t->region, offset, value, &result)
			    : ops->load(t->target, t->region, offset, &value, &result);
	if (rc && rc != -EHOSTDOWN)
		tc_setup(t, "access", rc);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS,
		       TI_STATUS_MEM_TIMEOUT);
}

static const struct case_family rows = {
	.count = 2, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(timeout_told_alone) = {
	.id = "timeout-told-alone",
	.area = "isolation",
	.claim = "A CXL.mem transaction that times out sets bit 0 where isolation is off, too",
	.reqs = "TI-STS-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_HANG),
		  .cap_bits = TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
