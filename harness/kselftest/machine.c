// SPDX-License-Identifier: GPL-2.0-or-later
#include "kselftest/machine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/module.h"
#include "agent/protocol.h"
#include "agent/sysfs.h"
#include "impl/detect.h"
#include "target/guest/guest.h"
#include "topo/topo.h"

#define VENDOR "/sys/class/dmi/id/sys_vendor"

bool machine_may_be_used(char *reason, size_t size)
{
	char vendor[64] = "";

	if (geteuid()) {
		snprintf(reason, size, "needs root");
		return false;
	}
	sys_read(vendor, sizeof(vendor), VENDOR);
	if (!strcmp(vendor, "QEMU"))
		return true;
	snprintf(reason, size,
		 "not a guest of QEMU (" VENDOR " is not QEMU): hardware is not touched");
	return false;
}

bool machine_is(const struct topo *topo, char *reason, size_t size)
{
	int count = guest_count_ports(), missing = 0;
	char bdf[ISOTAP_NAME_MAX], first[ISOTAP_NAME_MAX] = "";

	for (int i = 0; i < topo->port_count; i++) {
		topo_qemu_bdf(topo, i, bdf, sizeof(bdf));
		if (sys_exists("/sys/bus/pci/devices/%s", bdf))
			continue;
		if (!missing++)
			memcpy(first, bdf, sizeof(first));
	}
	if (count == topo->port_count && !missing)
		return true;
	if (count != topo->port_count)
		snprintf(reason, size, "%d CXL root ports, expected %d", count, topo->port_count);
	else
		snprintf(reason, size, "no CXL root port at %s", first);
	return false;
}

bool machine_kernel_fits(char *reason, size_t size)
{
	static const struct {
		const char *module, *shows, *option;
	} parts[] = {
		{"cxl_acpi", "/sys/bus/platform/drivers/cxl_acpi", "CXL_ACPI"},
		{"cxl_pci", "/sys/bus/pci/drivers/cxl_pci", "CXL_PCI"},
		{"cxl_port", "/sys/bus/cxl/drivers/cxl_port", "CXL_PORT"},
		{"cxl_mem", "/sys/bus/cxl/drivers/cxl_mem", "CXL_MEM"},
		{"device_dax", "/sys/bus/dax/drivers/device_dax", "DEV_DAX"},
		{"dax_cxl", "/sys/bus/cxl/drivers/cxl_dax_region", "DEV_DAX_CXL"},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		module_load(parts[i].module, "");
		if (sys_exists("%s", parts[i].shows))
			continue;
		snprintf(reason, size, "needs CONFIG_%s, or its module %s", parts[i].option,
			 parts[i].module);
		return false;
	}
	return true;
}

const char *machine_impl(void)
{
	const char *found;

	module_load(AGENT_KMOD, "");
	found = impl_detect();
	module_unload(AGENT_KMOD);
	return found;
}
