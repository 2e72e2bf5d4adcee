// SPDX-License-Identifier: GPL-2.0-or-later
/* Whatever brings a device below an isolated port to life brings memory back that excepts on first
 * touch. */
#include "case/kmod_steps.h"

static void refuse(struct test *t, const char *endpoint, const char *how)
{
	char driver[64];

	km_driver_of(endpoint, driver, sizeof(driver));
	tc_check(t, !*driver, "%s: %s was bound to %s below an isolated port", how, endpoint,
		 driver);
}

static void run(struct test *t)
{
	const char *port = t->target->ports[t->port].name;
	char endpoint[64], override[64];

	km_endpoint(t, t->port, endpoint, sizeof(endpoint));
	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	refuse(t, endpoint, "isolation");
	tc_check(t, sys_write(endpoint, "/sys/bus/pci/drivers/cxl_pci/bind") < 0,
		 "%s could be bound below an isolated port", endpoint);
	refuse(t, endpoint, "bind");
	sys_write(endpoint, "/sys/bus/pci/drivers_probe");
	refuse(t, endpoint, "drivers_probe");
	/* found anew it is as blocked as it was */
	sys_write("1", KM_PCI "/%s/remove", endpoint);
	sys_write("1", KM_PCI "/%s/rescan", port);
	tc_expect_bits(t, t->port, "STATUS after a rescan", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO);
	if (!sys_read(override, sizeof(override), KM_PCI "/%s/driver_override", endpoint))
		refuse(t, endpoint, "rescan");
	tc_recover(t, t->port);
}

ISOTAP_CASE(isolated_port_refuses_drivers) = {
	.id = "isolated-port-refuses-drivers",
	.area = "driver",
	.claim = "No device below an isolated port gets a driver, by request, by probing or by a "
		 "rescan",
	.reqs = "SW-EVT-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
