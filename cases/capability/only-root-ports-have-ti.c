// SPDX-License-Identifier: GPL-2.0-or-later
/* Software that finds the structure in a switch or a device enables an isolation that nothing
 * there can provide. */
#include <errno.h>
#include <stdio.h>

#include "case/case.h"
#include "regs/cachemem.h"

static const char *const kinds[] = {
	[TARGET_BELOW_UPSTREAM] = "upstream-port",
	[TARGET_BELOW_DOWNSTREAM] = "downstream-port",
	[TARGET_BELOW_DEVICE] = "device",
};

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", kinds[row]);
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	needs->behind_switch = row != TARGET_BELOW_DEVICE;
}

static uint32_t below(struct test *t, uint32_t device, uint32_t word)
{
	uint32_t value = 0;

	tc_setup(t, "read the capability array",
		 t->target->ops->below_read(t->target, device, (enum target_below)t->tc->variant,
					    4 * word, &value));
	return value;
}

static void check_device(struct test *t, uint32_t device)
{
	const char *kind = kinds[t->tc->variant], *name = t->target->topo->devices[device].name;
	uint32_t header = below(t, device, 0);

	if ((header & CACHEMEM_HDR_ID) != CACHEMEM_CAP_ID)
		tc_broken(t, "%s of %s: array header 0x%08x", kind, name, header);
	for (uint32_t i = 1; i <= header >> CACHEMEM_HDR_ARRAY_SIZE_SHIFT; i++) {
		uint32_t element = below(t, device, i);

		tc_check(t, (element & CACHEMEM_ELEM_ID) != TI_CAP_ID,
			 "%s of %s: element %u of the capability array is 0x%08x, T&I", kind, name,
			 i, element);
	}
}

static void run(struct test *t)
{
	enum target_below what = (enum target_below)t->tc->variant;
	uint32_t value, checked = 0;

	for (uint32_t i = 0; i < (uint32_t)t->target->topo->device_count; i++) {
		if (t->target->ops->below_read(t->target, i, what, 0, &value) == -ENXIO)
			continue;
		check_device(t, i);
		checked++;
	}
	if (!checked)
		tc_skip(t, "no %s here has component registers", kinds[what]);
}

static const struct case_family rows = {.count = 3, .name = name_row, .needs = row_needs};

ISOTAP_CASE(only_root_ports_have_ti) = {
	.id = "only-root-ports-have-ti",
	.area = "capability",
	.claim = "Neither switch ports nor devices have the T&I structure",
	.reqs = "TI-CAP-02",
	.needs = {.target_caps = TARGET_BELOW},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
