// SPDX-License-Identifier: GPL-2.0-or-later
/* The other order: the region is armed first and becomes System RAM behind its back. */
#include "case/scenario.h"

/* kmem says so when it is refused the memory. */
static const char *const refusal[] = {
	"^kmem %DAX%: mapping[0-9]+: .* could not reserve region$",
	"^kmem %DAX%: probe with driver kmem failed with error ",
	NULL,
};

static void run(struct test *t)
{
	int rc;

	tc_arm(t, t->port);
	rc = t->target->ops->region_set_mode(t->target, t->region, ISOTAP_MODE_SYSTEM_RAM);
	if (rc == 0)
		tc_expect_bits(t, t->port, "CTRL with System RAM below the port",
			       tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	tc_note(t, "turning the region into System RAM returned %d", rc);
}

ISOTAP_CASE(armed_refuses_system_ram) = {
	.id = "armed-refuses-system-ram",
	.area = "safeguard",
	.claim = "A region below an armed port cannot become System RAM while isolation stays on",
	.reqs = "SW-DAX-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .impl_caps = ISOTAP_IMPL_REFUSES_RAM,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.log_allowed = refusal,
	.run = run,
};
