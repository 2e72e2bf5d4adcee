// SPDX-License-Identifier: GPL-2.0-or-later
/* The list, and libkmod for the question whether a module is there. */
#include "kernel/options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libkmod.h>

struct option {
	const char *name;   /* with the prefix, as reasons show it */
	const char *module; /* where it may be one */
	uint32_t purposes;
};

static const struct option options[] = {
	{"CONFIG_64BIT", NULL, FOR_BOOT},
	{"CONFIG_ACPI", NULL, FOR_BOOT},
	{"CONFIG_BINFMT_ELF", NULL, FOR_BOOT},
	{"CONFIG_BLK_DEV_INITRD", NULL, FOR_BOOT},
	{"CONFIG_DEVTMPFS", NULL, FOR_BOOT},
	{"CONFIG_PCI", NULL, FOR_BOOT},
	{"CONFIG_PRINTK", NULL, FOR_BOOT},
	{"CONFIG_PROC_FS", NULL, FOR_BOOT},
	{"CONFIG_SERIAL_8250", NULL, FOR_BOOT},
	{"CONFIG_SERIAL_8250_CONSOLE", NULL, FOR_BOOT},
	{"CONFIG_SIGNALFD", NULL, FOR_BOOT},
	{"CONFIG_SYSFS", NULL, FOR_BOOT},
	{"CONFIG_TTY", NULL, FOR_BOOT},
	{"CONFIG_VIRTIO_CONSOLE", "virtio_console", FOR_BOOT},
	{"CONFIG_VIRTIO_PCI", "virtio_pci", FOR_BOOT},
	{"CONFIG_CXL_BUS", "cxl_core", FOR_CXL},
	{"CONFIG_CXL_ACPI", "cxl_acpi", FOR_CXL},
	{"CONFIG_CXL_PCI", "cxl_pci", FOR_CXL},
	{"CONFIG_CXL_PORT", "cxl_port", FOR_CXL},
	{"CONFIG_CXL_MEM", "cxl_mem", FOR_CXL},
	{"CONFIG_CXL_REGION", NULL, FOR_CXL},
	{"CONFIG_PCIEPORTBUS", NULL, FOR_CXL},
	{"CONFIG_DAX", "dax", FOR_CXL},
	{"CONFIG_DEV_DAX", "device_dax", FOR_CXL},
	{"CONFIG_DEV_DAX_CXL", "dax_cxl", FOR_CXL},
	{"CONFIG_DEV_DAX_KMEM", "kmem", FOR_SYSTEM_RAM},
	{"CONFIG_MEMORY_HOTPLUG", NULL, FOR_SYSTEM_RAM},
	{"CONFIG_MEMORY_HOTREMOVE", NULL, FOR_SYSTEM_RAM},
	{"CONFIG_LIBNVDIMM", "libnvdimm", FOR_PERSISTENT},
	{"CONFIG_NVDIMM_DAX", NULL, FOR_PERSISTENT},
	{"CONFIG_CXL_PMEM", "cxl_pmem", FOR_PERSISTENT},
	{"CONFIG_DEV_DAX_PMEM", "dax_pmem", FOR_PERSISTENT},
	{"CONFIG_HOTPLUG_PCI_PCIE", NULL, FOR_HOTPLUG},
	{"CONFIG_TRACING", NULL, FOR_STAMPS},
	{"CONFIG_KPROBE_EVENTS", NULL, FOR_STAMPS},
	{"CONFIG_NET", NULL, FOR_UEVENTS},
	{"CONFIG_X86_MCE", NULL, FOR_EXCEPTION},
	{"CONFIG_MODULES", NULL, FOR_MODULE},
};
#define OPTION_COUNT (sizeof(options) / sizeof(options[0]))

static char value_of(const struct kconfig *config, const struct option *option)
{
	return kconfig_get(config, option->name + strlen("CONFIG_"));
}

const char *options_lacking(const struct kconfig *config, uint32_t purposes)
{
	for (size_t i = 0; config && i < OPTION_COUNT; i++)
		if (options[i].purposes & purposes && value_of(config, &options[i]) == 'n')
			return options[i].name;
	return NULL;
}

void options_lacking_all(const struct kconfig *config, uint32_t purposes, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; config && i < OPTION_COUNT && used < size; i++)
		if (options[i].purposes & purposes && value_of(config, &options[i]) == 'n')
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " " : "",
						 options[i].name);
}

static bool has_module(struct kmod_ctx *kmod, const char *name)
{
	struct kmod_list *found = NULL;
	bool there = kmod_module_new_from_lookup(kmod, name, &found) >= 0 && found;

	kmod_module_unref_list(found);
	return there;
}

int options_check_modules(const struct kernel *kernel, char *error, size_t size)
{
	static const char *const no_config[] = {NULL};
	struct kmod_ctx *kmod = NULL;
	int rc = 0;

	if (!kernel->config)
		return 0;
	if (kernel->modules)
		kmod = kmod_new(kernel->modules, (const char *const *)no_config);
	for (size_t i = 0; !rc && i < OPTION_COUNT; i++) {
		if (value_of(kernel->config, &options[i]) != 'm' || !options[i].module ||
		    (kmod && has_module(kmod, options[i].module)))
			continue;
		rc = -ENOENT;
		if (kernel->modules)
			snprintf(error, size, "%s: no module %s in it, but the kernel has %s=m",
				 kernel->modules, options[i].module, options[i].name);
		else
			snprintf(error, size,
				 "no modules of %s were found beside it, but it has %s=m: "
				 "--modules DIR names them",
				 kernel->release[0] ? kernel->release : kernel->image,
				 options[i].name);
	}
	if (kmod)
		kmod_unref(kmod);
	return rc;
}
