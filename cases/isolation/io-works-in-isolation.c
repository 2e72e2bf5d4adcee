// SPDX-License-Identifier: GPL-2.0-or-later
/* CXL.mem is isolated, CXL.io is not: software needs the port's configuration space for its
 * recovery, and while the link is up the registers of what is below for its diagnosis. */
#include <errno.h>
#include <stdio.h>

#include "case/port.h"
#include "regs/cachemem.h"
#include "regs/pcie.h"

enum row { CONFIGURATION, DEVICE_REGISTERS, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row == CONFIGURATION ? "configuration" : "device-registers");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	if (row == DEVICE_REGISTERS)
		needs->target_caps |= TARGET_BELOW;
}

static int port_ids(struct test *t, uint32_t *value)
{
	return t->target->ops->cfg_read(t->target, t->port, PCI_HDR_ID, 4, value);
}

static int device_header(struct test *t, uint32_t *value)
{
	const struct topo *topo = t->target->topo;
	uint32_t device = 0;

	while (device < (uint32_t)topo->device_count && topo->devices[device].port != (int)t->port)
		device++;
	return t->target->ops->below_read(t->target, device, TARGET_BELOW_DEVICE, 0, value);
}

static void run(struct test *t)
{
	int (*read)(struct test *, uint32_t *) =
		t->tc->variant == CONFIGURATION ? port_ids : device_header;
	uint32_t before = 0, after = 0;
	int rc;

	tc_setup(t, "read before the isolation", read(t, &before));
	sc_arm_bare(t, t->port, TI_CTRL_MEM_TIMEOUT);
	port_lose(t, LOSS_TIMEOUT);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	rc = read(t, &after);
	tc_check(t, rc == 0, "cannot be read in isolation: %d", rc);
	tc_check(t, after == before, "reads 0x%08x in isolation, 0x%08x before", after, before);
}

static const struct case_family rows = {.count = ROW_COUNT, .name = name_row, .needs = row_needs};

ISOTAP_CASE(io_works_in_isolation) = {
	.id = "io-works-in-isolation",
	.area = "isolation",
	.claim = "CXL.io of an isolated port works as long as its link is up",
	.reqs = "TI-ISO-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
