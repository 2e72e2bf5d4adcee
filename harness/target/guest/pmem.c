// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Persistent regions: their dax device hangs off the nvdimm bus, below a namespace that lies on
 * the region (Documentation/ABI/testing/sysfs-bus-nvdimm, sysfs-bus-nfit). Labels and the info
 * block outlive the region; what is there already is taken over.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "agent/module.h"
#include "agent/sysfs.h"

#define ND_DEVICES "/sys/bus/nd/devices"
#define ND_TIMEOUT_MS 3000
#define UUID_SIZE 40

int guest_pmem_open(const struct guest *g)
{
	static const char *const modules[] = {"cxl_pmem", "dax_pmem"};
	bool any = false;
	int rc = 0;

	for (int i = 0; i < g->topo->region_count; i++)
		any |= g->topo->regions[i].persistent;
	for (size_t i = 0; any && !rc && i < sizeof(modules) / sizeof(modules[0]); i++)
		rc = module_load(modules[i], "");
	return rc;
}

/* One for each use, the same in every boot: what was made earlier is recognised by it. */
static void make_uuid(uint32_t region, char use, char *out)
{
	snprintf(out, UUID_SIZE, "15070000-0000-4000-8000-0000000000%c%x", use, region & 0xf);
}

void guest_pmem_uuid(uint32_t region, char *out, size_t size)
{
	char uuid[UUID_SIZE];

	make_uuid(region, 'a', uuid);
	snprintf(out, size, "%s", uuid);
}

/* Devices of the nvdimm bus carry the number of the region that they lie on. */
static unsigned int number_of(const struct guest_region *region)
{
	unsigned int number = UINT_MAX;

	sscanf(region->name, "region%u", &number);
	return number;
}

static int nd_region_is_there(void *ctx)
{
	static const char *const seeds[] = {"namespace_seed", "dax_seed"};
	char seed[64];

	/* they are named before they are registered */
	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		if (sys_read(seed, sizeof(seed), ND_DEVICES "/region%u/%s", number_of(ctx),
			     seeds[i]) ||
		    !seed[0] || !sys_exists(ND_DEVICES "/%s/uuid", seed))
			return 0;
	return 1;
}

/* The namespace that has a size, if any. */
static int is_namespace(void *ctx, const char *name)
{
	uint64_t size;

	if (strncmp(name, "namespace", 9) || sys_read_u64(&size, ND_DEVICES "/%s/size", name) ||
	    !size)
		return 0;
	snprintf(ctx, 64, "%.63s", name);
	return 1;
}

struct nd_steps {
	char *error;
	size_t size;
	int rc;
};

struct nd_write {
	const char *device, *file, *value;
	int rc;
};

/* A namespace is seen in sysfs a moment before the nd bus finds it. */
static int is_written(void *ctx)
{
	struct nd_write *w = ctx;

	w->rc = sys_write(w->value, ND_DEVICES "/%s/%s", w->device, w->file);
	return w->rc != -ENODEV;
}

static void nd_step(struct nd_steps *s, const char *device, const char *file, const char *value)
{
	struct nd_write write = {.device = device, .file = file, .value = value};

	if (s->rc)
		return;
	sys_await(is_written, &write, ND_TIMEOUT_MS);
	s->rc = write.rc;
	if (s->rc)
		snprintf(s->error, s->size, "writing '%s' to " ND_DEVICES "/%s/%s: %s", value,
			 device, file, strerror(-s->rc));
}

static int is_dax(void *ctx, const char *name)
{
	unsigned int region, id;

	(void)ctx;
	return sscanf(name, "dax%u.%u", &region, &id) == 2;
}

/* A driver alone says nothing: it is there as long as a seed is tried, too, which fails. */
static bool has_dax(const char *device)
{
	char folder[128];

	snprintf(folder, sizeof(folder), ND_DEVICES "/%s", device);
	return sys_exists("%s/driver", folder) && sys_each(folder, is_dax, NULL) > 0;
}

/* The seed is in sysfs before the kernel, in a thread of its own, has tried drivers with it. If
 * that comes late it finds the seed made and binds it: then nothing is left to do. */
static int is_bound(void *ctx)
{
	struct nd_write *w = ctx;

	w->rc = 0;
	if (has_dax(w->device))
		return 1;
	w->rc = sys_write(w->device, "/sys/bus/nd/drivers/%s/bind", w->value);
	return w->rc != -ENODEV && w->rc != -EAGAIN && w->rc != -EBUSY;
}

static void nd_bind(struct nd_steps *s, const char *device, const char *driver)
{
	struct nd_write write = {.device = device, .value = driver};

	if (s->rc)
		return;
	sys_await(is_bound, &write, ND_TIMEOUT_MS);
	s->rc = write.rc;
	if (s->rc)
		snprintf(s->error, s->size, "binding %s to %s: %s", device, driver,
			 strerror(-s->rc));
}

static void make_namespace(const struct guest_region *region, uint32_t index, char *name,
			   struct nd_steps *s)
{
	char folder[64], uuid[UUID_SIZE], size[32];
	uint64_t available;

	snprintf(folder, sizeof(folder), ND_DEVICES "/region%u", number_of(region));
	if (sys_each(folder, is_namespace, name) > 0)
		return;
	make_uuid(index, 'b', uuid);
	s->rc = sys_read(name, 64, "%s/namespace_seed", folder);
	if (!s->rc)
		s->rc = sys_read_u64(&available, "%s/available_size", folder);
	if (s->rc) {
		snprintf(s->error, s->size, "%s: no seed: %s", folder, strerror(-s->rc));
		return;
	}
	snprintf(size, sizeof(size), "%llu", (unsigned long long)available);
	nd_step(s, name, "uuid", uuid);
	nd_step(s, name, "size", size);
}

/* Page structs in the host's own memory: in the region they would be lost with it. */
static void make_dax(const struct guest_region *region, uint32_t index, const char *namespace,
		     struct nd_steps *s)
{
	char uuid[UUID_SIZE], name[64];

	if (s->rc)
		return;
	make_uuid(index, 'c', uuid);
	s->rc = sys_read(name, sizeof(name), ND_DEVICES "/region%u/dax_seed", number_of(region));
	if (s->rc) {
		snprintf(s->error, s->size, "%s: no dax seed: %s", region->name, strerror(-s->rc));
		return;
	}
	nd_step(s, name, "mode", "ram");
	nd_step(s, name, "align", "2097152");
	nd_step(s, name, "uuid", uuid);
	nd_step(s, name, "namespace", namespace);
	nd_bind(s, name, "dax_pmem");
}

int guest_pmem_make_dax(struct guest *g, uint32_t index, char *error, size_t size)
{
	struct guest_region *region = &g->regions[index];
	struct nd_steps s = {.error = error, .size = size};
	char namespace[64] = "";

	if (!sys_await(nd_region_is_there, region, ND_TIMEOUT_MS)) {
		snprintf(error, size, "%s: no nvdimm region appeared", region->name);
		return -ETIMEDOUT;
	}
	make_namespace(region, index, namespace, &s);
	make_dax(region, index, namespace, &s);
	return s.rc;
}

struct dax_search {
	unsigned int region;
	char name[64];
};

static int is_nd_dax(void *ctx, const char *name)
{
	struct dax_search *search = ctx;
	unsigned int region, id;

	if (sscanf(name, "dax%u.%u", &region, &id) != 2 || region != search->region ||
	    !has_dax(name))
		return 0;
	snprintf(search->name, sizeof(search->name), "%.63s", name);
	return 1;
}

int guest_pmem_dax_folder(const struct guest_region *region, char *out, size_t size)
{
	struct dax_search search = {.region = number_of(region)};

	if (sys_each(ND_DEVICES, is_nd_dax, &search) <= 0)
		return -ENOENT;
	snprintf(out, size, ND_DEVICES "/%s", search.name);
	return 0;
}
