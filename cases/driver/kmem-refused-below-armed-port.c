// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that kmem holds is System RAM as soon as somebody brings a block on line, which takes one
 * write. */
#include <stdio.h>
#include <string.h>

#include "case/kmod_steps.h"

static const char *const refusal[] = {
	"^kmem dax[0-9.]+: mapping[0-9]+: .* could not reserve region$",
	"^kmem dax[0-9.]+: probe with driver kmem failed with error ",
	NULL,
};

static void run(struct test *t)
{
	struct isotap_region_info info;
	int rc;

	/* the region is out of use, its port armed for another one all the same */
	tc_arm(t, t->port);
	tc_setup(t, "take the region off line",
		 t->target->ops->region_offline(t->target, t->region));
	tc_expect_bits(t, t->port, "CTRL with a region in use", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	rc = t->target->ops->region_set_mode(t->target, t->region, ISOTAP_MODE_SYSTEM_RAM);
	info = tc_region(t, t->region);
	tc_check(t, rc < 0 && info.mode != ISOTAP_MODE_SYSTEM_RAM,
		 "kmem took the memory below an armed port (%d)", rc);
	tc_expect_bits(t, t->port, "CTRL after the attempt", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(kmem_refused_below_armed_port) = {
	.id = "kmem-refused-below-armed-port",
	.area = "driver",
	.claim = "kmem does not get memory below an armed port",
	.reqs = "SW-DAX-03",
	.needs = {.ports = 1,
		  .regions = 2,
		  .behind_switch = true,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.log_allowed = refusal,
	.run = run,
};
