// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Regions: made by the kernel's own steps in sysfs (Documentation/ABI/testing/sysfs-bus-cxl), found
 * again by the devices they lie on, since names are given out anew each time.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/sysfs.h"

#define DAX_TIMEOUT_MS 3000
#define DECODERS_MAX 32

/* ---- finding ---- */

static int find_dax(void *ctx, const char *name)
{
	struct guest_region *region = ctx;
	unsigned int id, instance;

	if (sscanf(name, "dax%u.%u", &id, &instance) != 2)
		return 0;
	snprintf(region->dax, sizeof(region->dax), "%.31s", name);
	return 1;
}

static int find_dax_now(void *ctx)
{
	struct guest_region *region = ctx;
	char folder[128];

	region->dax[0] = 0;
	snprintf(folder, sizeof(folder), CXL_DEVICES "/%s/dax_%s", region->name, region->name);
	if (region->persistent && guest_pmem_dax_folder(region, folder, sizeof(folder)))
		return 0;
	if (sys_each(folder, find_dax, region) <= 0)
		return 0;
	if (sys_read_u64(&region->dax_size, DAX_DEVICES "/%s/size", region->dax))
		region->dax_size = region->size;
	return 1;
}

/* Takes what the kernel says of a region's place. */
static void region_fill(struct guest *g, uint32_t index, const char *name)
{
	struct guest_region *region = &g->regions[index];

	if (name != region->name)
		snprintf(region->name, sizeof(region->name), "%.31s", name);
	snprintf(g->target->regions[index].name, ISOTAP_NAME_MAX, "%s", region->name);
	if (sys_read_u64(&region->base, CXL_DEVICES "/%s/resource", region->name))
		region->base = 0;
	if (sys_read_u64(&region->size, CXL_DEVICES "/%s/size", region->name))
		region->size = 0;
	find_dax_now(region);
}

/* Index of the topology's region that starts on the device of this endpoint decoder, or -1. Two of
 * one size on one device are as good as each other. */
static int region_by_decoder(const struct guest *g, const char *decoder, uint64_t size)
{
	char endpoint[64], memdev[64];
	unsigned int port, number;

	if (sscanf(decoder, "decoder%u.%u", &port, &number) != 2)
		return -1;
	snprintf(endpoint, sizeof(endpoint), "endpoint%u", port);
	if (sys_link_name(memdev, sizeof(memdev), CXL_DEVICES "/%s/uport", endpoint))
		return -1;
	for (int i = 0; i < g->topo->region_count; i++) {
		const struct topo_region *region = &g->topo->regions[i];

		if (!g->regions[i].name[0] && region->size == size &&
		    !strcmp(g->memdev[region->devices[0]], memdev))
			return i;
	}
	return -1;
}

static int found_region(void *ctx, const char *name)
{
	struct guest *g = ctx;
	uint64_t commit, size;
	char target[64];
	int index;

	if (strncmp(name, "region", 6) || sys_read_u64(&commit, CXL_DEVICES "/%s/commit", name) ||
	    !commit || sys_read_u64(&size, CXL_DEVICES "/%s/size", name) ||
	    sys_read(target, sizeof(target), CXL_DEVICES "/%s/target0", name))
		return 0;
	index = region_by_decoder(g, target, size);
	if (index >= 0)
		region_fill(g, (uint32_t)index, name);
	return 0;
}

int guest_regions_find(struct guest *g)
{
	for (int i = 0; i < g->topo->region_count; i++)
		g->regions[i].name[0] = g->regions[i].dax[0] = 0;
	return sys_each(CXL_DEVICES, found_region, g);
}

bool guest_region_committed(struct guest *g, uint32_t region)
{
	uint64_t commit;
	char target[64];

	return g->regions[region].name[0] &&
	       !sys_read_u64(&commit, CXL_DEVICES "/%s/commit", g->regions[region].name) &&
	       commit == 1 &&
	       !sys_read(target, sizeof(target), CXL_DEVICES "/%s/target0",
			 g->regions[region].name) &&
	       target[0];
}

/* ---- making ---- */

/* A step of creation; the first that fails is named. */
struct steps {
	char *error;
	size_t size;
	int rc;
};

static void step(struct steps *s, const char *path, const char *value)
{
	if (s->rc)
		return;
	s->rc = sys_write(value, "%s", path);
	if (s->rc)
		snprintf(s->error, s->size, "writing '%s' to %s: %s", value, path,
			 strerror(-s->rc));
}

__attribute__((format(printf, 4, 5))) static void
region_step(struct steps *s, const char *name, const char *file, const char *format, ...)
{
	char path[160], value[64];
	va_list ap;

	va_start(ap, format);
	vsnprintf(value, sizeof(value), format, ap);
	va_end(ap);
	snprintf(path, sizeof(path), CXL_DEVICES "/%s/%s", name, file);
	step(s, path, value);
}

/* Root decoders come in the order of the fixed memory windows. */
static void root_decoder(const struct guest *g, uint32_t region, char *out, size_t size)
{
	snprintf(out, size, "decoder0.%d", g->topo->regions[region].window);
}

/* A decoder whose region is gone still holds its part of the device: it gives it back. */
static bool decoder_is_free(const char *decoder)
{
	uint64_t used;
	char region[64];

	if (sys_read_u64(&used, CXL_DEVICES "/%s/dpa_size", decoder))
		return false;
	if (used && !sys_read(region, sizeof(region), CXL_DEVICES "/%s/region", decoder) &&
	    !region[0] && !sys_write("0", CXL_DEVICES "/%s/dpa_size", decoder))
		used = 0;
	return !used;
}

/* The first decoder of the device's endpoint that holds nothing. */
static int free_decoder(const struct guest *g, int device, char *out, size_t size)
{
	char endpoint[64];
	int rc = guest_endpoint(g->memdev[device], endpoint, sizeof(endpoint));

	if (rc)
		return rc;
	for (int i = 0; i < DECODERS_MAX; i++) {
		snprintf(out, size, "decoder%.20s.%d", endpoint + 8, i);
		if (!sys_exists(CXL_DEVICES "/%s", out))
			break;
		if (decoder_is_free(out))
			return 0;
	}
	return -ENOSPC;
}

static void create_endpoints(struct guest *g, const struct topo_region *region, struct steps *s,
			     char decoders[][32])
{
	for (int way = 0; !s->rc && way < region->ways; way++) {
		s->rc = free_decoder(g, region->devices[way], decoders[way], 32);
		if (s->rc) {
			snprintf(s->error, s->size, "device %s: no free endpoint decoder: %s",
				 g->topo->devices[region->devices[way]].name, strerror(-s->rc));
			return;
		}
		region_step(s, decoders[way], "mode", region->persistent ? "pmem" : "ram");
		region_step(s, decoders[way], "dpa_size", "0x%llx",
			    (unsigned long long)(region->size / region->ways));
	}
}

/* A region that is none of the topology's any more: its devices have gone. */
static int delete_orphan(void *ctx, const char *name)
{
	char link[PATH_MAX], *end, *root;
	struct guest *g = ctx;
	uint64_t commit;

	if (strncmp(name, "region", 6) || sys_read_u64(&commit, CXL_DEVICES "/%s/commit", name))
		return 0;
	for (int i = 0; i < g->topo->region_count; i++)
		if (!strcmp(g->regions[i].name, name) && commit)
			return 0;
	/* .../root0/decoder0.0/region0 */
	if (sys_link(link, sizeof(link), CXL_DEVICES "/%s", name))
		return 0;
	end = strrchr(link, '/');
	if (!end)
		return 0;
	*end = 0;
	root = strrchr(link, '/');
	if (root)
		sys_write(name, CXL_DEVICES "%s/delete_region", root);
	return 0;
}

void guest_regions_sweep(struct guest *g)
{
	sys_each(CXL_DEVICES, delete_orphan, g);
}

static int create_once(struct guest *g, uint32_t index, char *error, size_t size)
{
	const struct topo_region *region = &g->topo->regions[index];
	struct steps s = {.error = error, .size = size};
	const char *create = region->persistent ? "create_pmem_region" : "create_ram_region";
	char root[32], name[ISOTAP_NAME_MAX], decoders[TOPO_MAX_WAYS][32], file[32], uuid[40];

	root_decoder(g, index, root, sizeof(root));
	s.rc = sys_read(name, sizeof(name), CXL_DEVICES "/%s/%s", root, create);
	if (s.rc) {
		snprintf(error, size, "%s/%s: %s", root, create, strerror(-s.rc));
		return s.rc;
	}
	region_step(&s, root, create, "%s", name);
	if (s.rc)
		return s.rc;
	guest_pmem_uuid(index, uuid, sizeof(uuid));
	if (region->persistent)
		region_step(&s, name, "uuid", "%s\n", uuid); /* not without */
	region_step(&s, name, "interleave_granularity", "%u", region->granularity);
	region_step(&s, name, "interleave_ways", "%d", region->ways);
	create_endpoints(g, region, &s, decoders);
	region_step(&s, name, "size", "0x%llx", (unsigned long long)region->size);
	for (int way = 0; way < region->ways; way++) {
		snprintf(file, sizeof(file), "target%d", way);
		region_step(&s, name, file, "%s", decoders[way]);
	}
	region_step(&s, name, "commit", "1");
	step(&s, "/sys/bus/cxl/drivers/cxl_region/bind", name);
	if (!s.rc) {
		snprintf(g->regions[index].name, ISOTAP_NAME_MAX, "%s", name);
		if (region->persistent)
			s.rc = guest_pmem_make_dax(g, index, error, size);
		if (!s.rc && !sys_await(find_dax_now, &g->regions[index], DAX_TIMEOUT_MS)) {
			snprintf(error, size, "%s: no dax device appeared", name);
			s.rc = -ETIMEDOUT;
		}
		region_fill(g, index, g->regions[index].name);
	}
	if (s.rc)
		sys_write(name, CXL_DEVICES "/%s/delete_region", root);
	return s.rc;
}

/* Gives the endpoint decoders back too: those of a device that stays hold their memory else. */
int guest_region_delete(struct guest *g, uint32_t index)
{
	char root[32], decoders[TOPO_MAX_WAYS][32];
	struct guest_region *region = &g->regions[index];
	int ways = g->topo->regions[index].ways, rc;

	if (!region->name[0])
		return 0;
	for (int way = 0; way < ways; way++)
		if (sys_read(decoders[way], 32, CXL_DEVICES "/%s/target%d", region->name, way))
			decoders[way][0] = 0;
	root_decoder(g, index, root, sizeof(root));
	rc = sys_write(region->name, CXL_DEVICES "/%s/delete_region", root);
	region->name[0] = region->dax[0] = 0;
	for (int way = 0; way < ways; way++)
		if (decoders[way][0])
			sys_write("0", CXL_DEVICES "/%s/dpa_size", decoders[way]);
	return rc;
}

/* ---- order ---- */

static uint32_t region_bridges(const struct guest *g, uint32_t index)
{
	uint32_t bridges = 0;

	for (int i = 0; i < g->topo->port_count; i++)
		if (g->target->regions[index].ports >> i & 1)
			bridges |= 1u << g->topo->ports[i].bridge;
	return bridges;
}

/* The region below the same bridges that lies highest, or -1. */
static int highest_neighbour(struct guest *g, uint32_t index)
{
	int highest = -1;

	for (int i = 0; i < g->topo->region_count; i++) {
		if (i == (int)index || !g->regions[i].name[0] ||
		    !(region_bridges(g, (uint32_t)i) & region_bridges(g, index)))
			continue;
		if (highest < 0 || g->regions[i].base > g->regions[highest].base)
			highest = i;
	}
	return highest;
}

static int put_back(struct guest *g, const int *moved, const enum isotap_mode *modes, int count,
		    char *error, size_t size)
{
	int rc = 0;

	while (!rc && count--) {
		rc = create_once(g, (uint32_t)moved[count], error, size);
		if (!rc && modes[count] == ISOTAP_MODE_DEVDAX)
			rc = guest_dax_bind(g, (uint32_t)moved[count]);
	}
	return rc;
}

/*
 * Linux hands out a bridge's decoders, and addresses below it, in ascending order only, and hands
 * out none while one below the highest is free ("out of order"). A region that was not the last one
 * therefore comes back only if those above it make room, as an administrator would have them do:
 * nobody may be using them.
 */
int guest_region_create(struct guest *g, uint32_t index, char *error, size_t size)
{
	enum isotap_mode modes[TARGET_MAX_REGIONS];
	int moved[TARGET_MAX_REGIONS], count = 0, rc = -EBUSY, rc_back;
	uint64_t before = g->regions[index].base;
	char unused[16];

	error[0] = 0;
	guest_regions_sweep(g);
	for (;;) {
		int other = highest_neighbour(g, index);

		/* newer kernels warn of every attempt that is out of order: none that must fail */
		if (other < 0 || !before || g->regions[other].base < before)
			rc = create_once(g, index, error, size);
		if (rc != -EBUSY || other < 0 || guest_dax_users(g, (uint32_t)other))
			break;
		modes[count] = guest_dax_mode(g, (uint32_t)other);
		if (modes[count] == ISOTAP_MODE_SYSTEM_RAM)
			break;
		moved[count++] = other;
		guest_region_delete(g, (uint32_t)other);
	}
	if (rc && !error[0])
		snprintf(error, size, "region %s cannot be created: one above it is in use",
			 g->topo->regions[index].name);
	rc_back = put_back(g, moved, modes, count, rc ? unused : error, rc ? sizeof(unused) : size);
	return rc ? rc : rc_back;
}

/* ---- what the platform says of them ---- */

int guest_region_info(struct target *t, uint32_t index, struct isotap_region_info *out)
{
	struct guest *g = guest_of(t);
	struct guest_region *region;

	guest_run_due(g);
	if (index >= t->region_count)
		return -ENOENT;
	region = &g->regions[index];
	if (!guest_region_committed(g, index)) {
		guest_regions_find(g);
		if (!region->name[0])
			return -ENOENT;
	}
	if (!region->dax[0] || !sys_exists(DAX_DEVICES "/%s", region->dax))
		find_dax_now(region);
	memset(out, 0, sizeof(*out));
	out->id = index;
	memcpy(out->name, region->name, sizeof(out->name));
	out->base = region->base;
	out->size = region->size;
	out->ports = t->regions[index].ports;
	out->mode = guest_dax_mode(g, index);
	out->users = guest_dax_users(g, index);
	out->usable = out->mode != ISOTAP_MODE_NONE;
	return 0;
}

struct range_search {
	struct guest *g;
	uint32_t port, max, count;
	struct isotap_range *out;
};

static void range_of_decoder(struct range_search *search, const char *decoder)
{
	struct isotap_range range = {.region = ISOTAP_NO_REGION};
	char region[64];

	if (sys_read_u64(&range.size, CXL_DEVICES "/%s/size", decoder) || !range.size ||
	    sys_read_u64(&range.base, CXL_DEVICES "/%s/start", decoder) ||
	    range.base == UINT64_MAX ||
	    sys_read(region, sizeof(region), CXL_DEVICES "/%s/region", decoder))
		return;
	for (int i = 0; i < search->g->topo->region_count; i++)
		if (region[0] && !strcmp(search->g->regions[i].name, region))
			range.region = (uint32_t)i;
	range.system_ram = guest_range_is_ram(range.base, range.size);
	if (search->count < search->max)
		search->out[search->count] = range;
	search->count++;
}

int guest_ranges(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max)
{
	struct guest *g = guest_of(t);
	struct range_search search = {.g = g, .port = port, .max = max, .out = out};
	char endpoint[64], decoder[64];

	guest_run_due(g);
	if (port >= t->port_count)
		return -ENODEV;
	for (int i = 0; i < g->topo->device_count; i++) {
		if (g->topo->devices[i].port != (int)port ||
		    guest_endpoint(g->memdev[i], endpoint, sizeof(endpoint)))
			continue;
		for (int d = 0; d < DECODERS_MAX; d++) {
			snprintf(decoder, sizeof(decoder), "decoder%.20s.%d", endpoint + 8, d);
			if (!sys_exists(CXL_DEVICES "/%s", decoder))
				break;
			range_of_decoder(&search, decoder);
		}
	}
	return (int)search.count;
}

int guest_region_offline(struct target *t, uint32_t region)
{
	struct guest *g = guest_of(t);

	if (region >= t->region_count)
		return -ENOENT;
	if (!g->regions[region].dax[0])
		return 0;
	return guest_dax_unbind(g, region);
}

int guest_region_online(struct target *t, uint32_t region)
{
	struct guest *g = guest_of(t);
	char error[160];
	int rc = 0;

	if (region >= t->region_count)
		return -ENOENT;
	if (!guest_region_committed(g, region)) {
		/* it may have been made under another name, by the kernel or an administrator */
		char old[ISOTAP_NAME_MAX];

		memcpy(old, g->regions[region].name, sizeof(old));
		guest_regions_find(g);
		if (!g->regions[region].name[0]) {
			memcpy(g->regions[region].name, old, sizeof(old));
			guest_region_delete(g, region);
			guest_find_devices(g);
			rc = guest_region_create(g, region, error, sizeof(error));
			if (rc)
				guest_of(t)->target->ops->log(t, ISOTAP_LOG_ERR, error);
		}
	}
	if (!rc && !g->regions[region].dax[0])
		find_dax_now(&g->regions[region]);
	if (!rc && guest_dax_mode(g, region) == ISOTAP_MODE_SYSTEM_RAM)
		rc = guest_dax_unbind(g, region);
	return rc ? rc : guest_dax_bind(g, region);
}
