// SPDX-License-Identifier: GPL-2.0-or-later
/* An isolation below System RAM kills whatever the kernel had put there: the kernel with it. */
#include <errno.h>

#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	tc_setup(t, "turn the region into System RAM",
		 t->target->ops->region_set_mode(t->target, t->region, ISOTAP_MODE_SYSTEM_RAM));
	tc_expect_rc(t, "arm with System RAM below the port",
		     t->impl->arm(t->instance, t->port, &config), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	tc_setup(t, "turn the region back to device-dax",
		 t->target->ops->region_set_mode(t->target, t->region, ISOTAP_MODE_DEVDAX));
	tc_arm(t, t->port);
}

ISOTAP_CASE(system_ram_refuses_arming) = {
	.id = "system-ram-refuses-arming",
	.area = "safeguard",
	.claim = "A port is not armed while memory below it is System RAM",
	.reqs = "SW-DAX-01 SW-DAX-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.run = run,
};
