// SPDX-License-Identifier: GPL-2.0-or-later
/* The dax device of a region: what it is bound to, who uses it, and changing that. */
#include "target/guest/guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/module.h"
#include "agent/sysfs.h"

#define BIND_TIMEOUT_MS 1000
#define DEPTH_MAX 16

enum isotap_mode guest_dax_mode(const struct guest *g, uint32_t region)
{
	char driver[64];

	if (!g->regions[region].dax[0] ||
	    sys_link_name(driver, sizeof(driver), DAX_DEVICES "/%s/driver", g->regions[region].dax))
		return ISOTAP_MODE_NONE;
	if (!strcmp(driver, "device_dax"))
		return ISOTAP_MODE_DEVDAX;
	return strcmp(driver, "kmem") ? ISOTAP_MODE_NONE : ISOTAP_MODE_SYSTEM_RAM;
}

struct mode_check {
	const struct guest *g;
	uint32_t region;
	enum isotap_mode mode;
};

/* The driver's name is there before its probe has run: the character device opens at its end. */
static int has_mode(void *ctx)
{
	struct mode_check *check = ctx;
	char path[64];
	int fd;

	if (guest_dax_mode(check->g, check->region) != check->mode)
		return 0;
	if (check->mode != ISOTAP_MODE_DEVDAX)
		return 1;
	snprintf(path, sizeof(path), "/dev/%s", check->g->regions[check->region].dax);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A name that the driver does not know yet is made known, which binds it as well; later a plain
 * bind is what works. */
static int dax_bind_driver(const struct guest *g, uint32_t region, const char *driver,
			   enum isotap_mode mode)
{
	struct mode_check check = {.g = g, .region = region, .mode = mode};
	const char *dax = g->regions[region].dax;
	int rc;

	if (!dax[0])
		return -ENXIO;
	if (has_mode(&check))
		return 0;
	rc = sys_write(dax, DAX_DRIVERS "/%s/bind", driver);
	if (rc)
		rc = sys_write(dax, DAX_DRIVERS "/%s/new_id", driver);
	if (rc)
		return has_mode(&check) ? 0 : rc;
	/* newer kernels (7.x) probe in a thread of their own */
	return sys_await(has_mode, &check, BIND_TIMEOUT_MS) ? 0 : -ENODEV;
}

int guest_dax_bind(struct guest *g, uint32_t region)
{
	return dax_bind_driver(g, region, "device_dax", ISOTAP_MODE_DEVDAX);
}

int guest_dax_unbind(struct guest *g, uint32_t region)
{
	enum isotap_mode mode = guest_dax_mode(g, region);
	const char *dax = g->regions[region].dax;
	int rc = 0;

	if (mode == ISOTAP_MODE_NONE)
		return 0;
	if (mode == ISOTAP_MODE_SYSTEM_RAM)
		rc = guest_blocks_set(&g->regions[region], false);
	if (!rc)
		rc = sys_write(dax, DAX_DRIVERS "/%s/unbind",
			       mode == ISOTAP_MODE_DEVDAX ? "device_dax" : "kmem");
	if (rc == -ENODEV && guest_dax_mode(g, region) == ISOTAP_MODE_NONE)
		rc = 0; /* somebody else was quicker */
	return rc;
}

static int to_system_ram(struct guest *g, uint32_t region)
{
	int rc = guest_dax_unbind(g, region);

	if (rc)
		return rc;
	/* a name that device_dax claims would be bound to it again */
	sys_write(g->regions[region].dax, DAX_DRIVERS "/device_dax/remove_id");
	/* block by block: some may have to stay off line, and what the page allocator keeps for
	 * itself, unlike what is movable, could not be taken off line again */
	sys_write("offline", "/sys/devices/system/memory/auto_online_blocks");
	rc = module_load("kmem", "");
	if (rc)
		return rc;
	rc = dax_bind_driver(g, region, "kmem", ISOTAP_MODE_SYSTEM_RAM);
	if (!rc)
		rc = guest_blocks_set(&g->regions[region], true);
	if (!rc && !guest_range_is_ram(g->regions[region].base, g->regions[region].size))
		rc = -EPERM;
	return rc;
}

/* While kmem is loaded it takes every new dax device of a region: not ours to leave it so. */
static void drop_kmem(struct guest *g)
{
	for (int i = 0; i < g->topo->region_count; i++)
		if (guest_dax_mode(g, (uint32_t)i) == ISOTAP_MODE_SYSTEM_RAM)
			return;
	if (sys_exists("/sys/module/kmem"))
		module_unload("kmem");
}

int guest_region_set_mode(struct target *t, uint32_t region, enum isotap_mode mode)
{
	struct guest *g = guest_of(t);
	int rc;

	guest_run_due(g);
	if (region >= t->region_count)
		return -ENOENT;
	if (!g->regions[region].dax[0])
		return -ENXIO;
	if (guest_dax_mode(g, region) == mode)
		return 0;
	if (mode == ISOTAP_MODE_SYSTEM_RAM)
		return to_system_ram(g, region);
	rc = guest_dax_unbind(g, region);
	drop_kmem(g);
	if (!rc && mode == ISOTAP_MODE_DEVDAX)
		rc = guest_dax_bind(g, region);
	return rc;
}

/* ---- users ---- */

struct user_search {
	char device[64]; /* "/dev/dax0.0" */
	uint32_t users;
	char pid[16];
};

static int is_open_file(void *ctx, const char *name)
{
	struct user_search *search = ctx;
	char target[PATH_MAX];

	return !sys_link(target, sizeof(target), "/proc/%s/fd/%s", search->pid, name) &&
	       !strcmp(target, search->device);
}

static bool has_mapping(const struct user_search *search)
{
	char path[64], line[PATH_MAX];
	bool found = false;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%s/maps", search->pid);
	maps = fopen(path, "re");
	if (!maps)
		return false;
	while (!found && fgets(line, sizeof(line), maps)) {
		char *at = strstr(line, search->device);

		found = at && strcspn(at, " \n") == strlen(search->device);
	}
	fclose(maps);
	return found;
}

static void check_process(struct user_search *search, const char *pid)
{
	char folder[64];

	snprintf(search->pid, sizeof(search->pid), "%.15s", pid);
	snprintf(folder, sizeof(folder), "/proc/%.15s/fd", pid);
	if (sys_each(folder, is_open_file, search) > 0 || has_mapping(search))
		search->users++;
}

static int check_any(void *ctx, const char *name)
{
	char program[PATH_MAX];

	/* kernel threads have no program */
	if (name[0] >= '0' && name[0] <= '9' &&
	    sys_link(program, sizeof(program), "/proc/%s/exe", name) != -ENOENT)
		check_process(ctx, name);
	return 0;
}

/* The process and what it has started, so that the many kernel threads need no look each. */
static int check_tree(struct user_search *search, const char *pid, int depth)
{
	char children[4096], *next, *child;
	int rc = sys_read(children, sizeof(children), "/proc/%s/task/%s/children", pid, pid);

	if (rc)
		return depth ? 0 : rc; /* it may have ended meanwhile */
	check_process(search, pid);
	for (child = strtok_r(children, " ", &next); child && depth < DEPTH_MAX;
	     child = strtok_r(NULL, " ", &next))
		check_tree(search, child, depth + 1);
	return 0;
}

int guest_dax_users(const struct guest *g, uint32_t region)
{
	struct user_search search = {0};
	int rc;

	if (!g->regions[region].dax[0])
		return 0;
	snprintf(search.device, sizeof(search.device), "/dev/%s", g->regions[region].dax);
	/* everything in the guest descends from its init; a thread other than a process's first
	 * starts none here */
	rc = check_tree(&search, "1", 0);
	if (rc) {
		search.users = 0;
		rc = sys_each("/proc", check_any, &search);
	}
	return rc < 0 ? -1 : (int)search.users;
}

/* ---- System RAM, by address ---- */

bool guest_range_is_ram(uint64_t base, uint64_t size)
{
	FILE *iomem = fopen("/proc/iomem", "re");
	unsigned long long start, end;
	char line[256];
	bool ram = false;

	if (!iomem)
		return true; /* not known to be safe */
	while (!ram && fgets(line, sizeof(line), iomem)) {
		if (!strstr(line, ": System RAM") || sscanf(line, " %llx-%llx", &start, &end) != 2)
			continue;
		ram = start < base + size && end >= base;
	}
	fclose(iomem);
	return ram;
}
