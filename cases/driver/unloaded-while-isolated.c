// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that stays blocked by a driver that is gone is lost until the next boot. */
#include <string.h>

#include "case/kmod_steps.h"

static void run(struct test *t)
{
	char endpoint[64], override[64] = "";

	km_endpoint(t, t->port, endpoint, sizeof(endpoint));
	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	km_unload(t);
	tc_setup(t, "read driver_override",
		 sys_read(override, sizeof(override), KM_PCI "/%s/driver_override", endpoint));
	tc_check(t, !strcmp(override, "(null)"), "%s is still reserved for %s", endpoint, override);
	tc_expect_bits(t, t->port, "CTRL after unloading", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT, 0);
}

ISOTAP_CASE(unloaded_while_isolated) = {
	.id = "unloaded-while-isolated",
	.area = "driver",
	.claim = "A module that is unloaded while a port is isolated leaves the devices below free",
	.reqs = "SW-DRV-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
