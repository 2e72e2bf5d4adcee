// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that is System RAM for an instant cannot be had back: who wants it isolated has to be able
 * to say so before it is there. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "case/kmod_steps.h"
#include "target/guest/guest.h"

#define CXL_REGION "/sys/bus/cxl/drivers/cxl_region"

/* kmem says so when it is refused the memory. */
static const char *const refusal[] = {
	"^kmem dax[0-9.]+: mapping[0-9]+: .* could not reserve region$",
	"^kmem dax[0-9.]+: probe with driver kmem failed with error ",
	NULL,
};

struct found {
	char name[64];
};

static int is_dax(void *ctx, const char *name)
{
	struct found *found = ctx;

	if (strncmp(name, "dax", 3) || !strchr(name, '.'))
		return 0;
	snprintf(found->name, sizeof(found->name), "%s", name);
	return 1;
}

static bool find_dax(const char *region, struct found *found)
{
	char folder[128];

	snprintf(folder, sizeof(folder), "/sys/bus/cxl/devices/%s/dax_%s", region, region);
	return sys_each(folder, is_dax, found) == 1;
}

/* The driver of the region's dax device, "" while there is none. */
static void driver_of(const char *region, char *out, size_t size)
{
	struct found found;

	out[0] = 0;
	if (find_dax(region, &found) &&
	    sys_link_name(out, size, "/sys/bus/dax/devices/%s/driver", found.name))
		out[0] = 0;
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct isotap_region_info info = tc_region(t, t->region);
	struct found dax;
	uint64_t deadline;
	char driver[64];

	if (!find_dax(info.name, &dax))
		tc_broken(t, "%s has no dax device", info.name);
	/* which the harness gave to device_dax by name */
	sys_write(dax.name, "/sys/bus/dax/drivers/device_dax/remove_id");
	tc_setup(t, "load kmem", module_load("kmem", ""));
	tc_setup(t, "ask for device-dax", sys_write("1", KM_PARAMETERS "/default_devdax"));
	tc_setup(t, "unbind the region", sys_write(info.name, CXL_REGION "/unbind"));
	tc_setup(t, "bind the region", sys_write(info.name, CXL_REGION "/bind"));
	deadline = ops->now(t->target) + SC_REACTION;
	do {
		tc_check(t, !guest_range_is_ram(info.base, info.size), "%s became System RAM",
			 info.name);
		driver_of(info.name, driver, sizeof(driver));
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	} while (!*driver && ops->now(t->target) < deadline);
	tc_check(t, !strcmp(driver, "device_dax"), "the driver of %s is '%s', expected device_dax",
		 info.name, driver);
}

ISOTAP_CASE(new_region_starts_as_devdax) = {
	.id = "new-region-starts-as-devdax",
	.area = "driver",
	.claim = "With the option set a new region becomes device-dax and is never System RAM, "
		 "kmem or not",
	.reqs = "SW-DAX-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_DEFAULT_DEVDAX,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.log_allowed = refusal,
	.run = run,
};
