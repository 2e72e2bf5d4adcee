// SPDX-License-Identifier: GPL-2.0-or-later
/* Firmware sets memory up and hands it over as System RAM, without a region of the kernel's. An
 * isolation above it kills the kernel as surely; and that there is such memory says nothing about
 * the regions beside it. */
#include <errno.h>
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"

enum what { RAM, RAM_AFTER_ARMING, BESIDE_RAM, BESIDE_USED, HARMLESS, WHATS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[WHATS] = {"ram", "ram-after-arming", "beside-ram",
						 "beside-used", "harmless"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == BESIDE_RAM)
		needs->target_caps |= TARGET_SYSTEM_RAM;
}

static const struct case_family family = {
	.count = WHATS,
	.name = name,
	.needs = needs,
};

static void run(struct test *t)
{
	enum what what = t->tc->variant;
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	struct pretend *as = pretend_begin(t, t->port);
	struct isotap_range range = {
		.base = 1ull << 44, .size = 1ull << 28, .region = ISOTAP_NO_REGION};
	int rc;

	if (what == RAM_AFTER_ARMING) {
		tc_arm(t, t->port);
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	}
	range.system_ram = what == RAM || what == RAM_AFTER_ARMING;
	as->range = range;
	if (what == BESIDE_RAM)
		tc_setup(t, "turn the region into System RAM",
			 t->target->ops->region_set_mode(t->target, t->region,
							 ISOTAP_MODE_SYSTEM_RAM));
	if (what == BESIDE_USED)
		sc_hold(t, t->region);
	rc = t->impl->arm(t->instance, t->port, &config);
	tc_expect_rc(t, "arm", rc, what == HARMLESS ? 0 : -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       what == HARMLESS ? TI_CTRL_MEM_ISO : 0);
}

ISOTAP_CASE(firmware_memory_counts) = {
	.id = "firmware-memory-counts",
	.area = "safeguard",
	.claim = "Memory below a port that no region of the kernel's stands for keeps it from "
		 "being armed if it is System RAM, and hides nothing of what regions there are",
	.reqs = "SW-DAX-01 SW-DAX-02 TI-CTL-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .cap_bits = TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
