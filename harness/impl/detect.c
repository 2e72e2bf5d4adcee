// SPDX-License-Identifier: GPL-2.0-or-later
/* Which T&I software a booted kernel has, by the files that only it offers. */
#include "impl/detect.h"

#include <stddef.h>

#include "agent/protocol.h"
#include "agent/sysfs.h"

#define PCI "/sys/bus/pci/devices"
#define SERVICES "/sys/bus/pci_express/devices"

static int has_v1(void *ctx, const char *name)
{
	(void)ctx;
	return sys_exists(PCI "/%s/cxl_isolation/isolation_ctrl", name);
}

static int has_rfc(void *ctx, const char *name)
{
	(void)ctx;
	return sys_exists(SERVICES "/%s/available_timeout_ranges", name);
}

const char *impl_detect(void)
{
	if (sys_exists("/sys/module/" AGENT_KMOD))
		return "kmod";
	if (sys_each(PCI, has_v1, NULL) > 0)
		return "linux-v1";
	if (sys_each(SERVICES, has_rfc, NULL) > 0)
		return "linux-rfc";
	return "none";
}
