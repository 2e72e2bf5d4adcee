// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory devices of the topology: the kernel numbers them as it finds them, so they are told apart
 * by serial number. And what happens to them when the link above is lost and comes back.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent/sysfs.h"

#define LINK_TIMEOUT_MS 2000
#define PROBE_TIMEOUT_MS 5000
#define PCI_BAR0 0x10

static int found_device(void *ctx, const char *name)
{
	struct guest *g = ctx;
	uint64_t serial;

	if (strncmp(name, "mem", 3) || sys_read_u64(&serial, CXL_DEVICES "/%s/serial", name))
		return 0;
	for (int i = 0; i < g->topo->device_count; i++)
		if (g->topo->devices[i].serial == serial)
			snprintf(g->memdev[i], sizeof(g->memdev[i]), "%.31s", name);
	return 0;
}

int guest_find_devices(struct guest *g)
{
	int count = 0;

	memset(g->memdev, 0, sizeof(g->memdev));
	sys_each(CXL_DEVICES, found_device, g);
	for (int i = 0; i < g->topo->device_count; i++)
		count += g->memdev[i][0] != 0;
	return count;
}

/* ../../../devices/pci0000:0c/0000:0c:00.0/0000:0d:00.0/mem0: components after "pci...". */
int guest_device_port(const char *memdev, char *bdf, size_t size)
{
	char link[PATH_MAX], *host, *port, *end;
	int rc = sys_link(link, sizeof(link), CXL_DEVICES "/%s", memdev);

	if (rc)
		return rc;
	host = strstr(link, "/pci");
	port = host ? strchr(host + 1, '/') : NULL;
	end = port ? strchr(port + 1, '/') : NULL;
	if (!end)
		return -ENOENT;
	*end = 0;
	snprintf(bdf, size, "%s", port + 1);
	return 0;
}

struct endpoint_search {
	const char *memdev;
	char *out;
	size_t size;
};

static int is_endpoint_of(void *ctx, const char *name)
{
	struct endpoint_search *search = ctx;
	char memdev[64];

	if (strncmp(name, "endpoint", 8) ||
	    sys_link_name(memdev, sizeof(memdev), CXL_DEVICES "/%s/uport", name) ||
	    strcmp(memdev, search->memdev))
		return 0;
	snprintf(search->out, search->size, "%s", name);
	return 1;
}

int guest_endpoint(const char *memdev, char *out, size_t size)
{
	struct endpoint_search search = {.memdev = memdev, .out = out, .size = size};

	out[0] = 0;
	if (!memdev[0])
		return -ENODEV;
	return sys_each(CXL_DEVICES, is_endpoint_of, &search) > 0 ? 0 : -ENODEV;
}

/* The kernel knows an address for BAR 0; a reset device has forgotten it. */
static bool device_forgot(const char *memdev)
{
	char path[PATH_MAX];
	uint32_t bar = 0;
	bool forgot;
	int fd;

	snprintf(path, sizeof(path), CXL_DEVICES "/%s/../config", memdev);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;
	forgot = pread(fd, &bar, sizeof(bar), PCI_BAR0) != sizeof(bar) || bar == ~0u ||
		 !(bar & ~0xfu);
	close(fd);
	return forgot;
}

bool guest_port_stale(struct guest *g, uint32_t port)
{
	for (int i = 0; i < g->topo->device_count; i++) {
		if (g->topo->devices[i].port != (int)port)
			continue;
		if (!g->memdev[i][0] || device_forgot(g->memdev[i]))
			return true;
	}
	return false;
}

/* PCI functions directly below the port; removing one takes all below it along. */
static int remove_child(void *ctx, const char *name)
{
	const char *bdf = ctx;
	unsigned int domain, bus, device, function;

	if (sscanf(name, "%x:%x:%x.%x", &domain, &bus, &device, &function) != 4)
		return 0;
	sys_write("1", PCI_DEVICES "/%s/%s/remove", bdf, name);
	return 0;
}

struct link_check {
	struct target *t;
	uint32_t port;
};

static int link_is_up(void *ctx)
{
	struct link_check *check = ctx;

	return guest_link_state(check->t, check->port) > 0;
}

struct device_check {
	struct guest *g;
	uint32_t port;
};

static int devices_are_there(void *ctx)
{
	struct device_check *check = ctx;
	char endpoint[64], decoder[32];

	guest_find_devices(check->g);
	for (int i = 0; i < check->g->topo->device_count; i++) {
		if (check->g->topo->devices[i].port != (int)check->port)
			continue;
		if (guest_endpoint(check->g->memdev[i], endpoint, sizeof(endpoint)))
			return 0;
		snprintf(decoder, sizeof(decoder), "decoder%.20s.0", endpoint + 8);
		if (!sys_exists(CXL_DEVICES "/%s/driver", endpoint) ||
		    !sys_exists(CXL_DEVICES "/%s", decoder))
			return 0;
	}
	return 1;
}

/*
 * Below a slot the kernel's hot-plug driver removes and enumerates by itself. Linux (6.12 at least)
 * does not bear that somebody else asks for a removal meanwhile: it frees the function twice.
 */
static bool was_exchanged(struct guest *g, uint32_t port)
{
	if (!g->topo->ports[port].hotplug)
		return false;
	guest_slot_settle(g, port);
	guest_find_devices(g);
	return !guest_port_stale(g, port);
}

int guest_rescan(struct target *t, uint32_t port)
{
	struct guest *g = guest_of(t);
	struct link_check link = {.t = t, .port = port};
	struct device_check devices = {.g = g, .port = port};
	char folder[PATH_MAX];
	int rc;

	if (port >= t->port_count)
		return -ENODEV;
	for (uint32_t i = 0; i < t->region_count; i++)
		if (t->regions[i].ports & (1ull << port))
			guest_region_close(t, i);
	for (uint32_t i = 0; i < t->region_count; i++)
		if (t->regions[i].ports & (1ull << port))
			guest_region_delete(g, i);
	if (!was_exchanged(g, port)) {
		snprintf(folder, sizeof(folder), PCI_DEVICES "/%s", g->ports[port].bdf);
		sys_each(folder, remove_child, g->ports[port].bdf);
	}
	guest_regions_sweep(g);
	if (!sys_await(link_is_up, &link, LINK_TIMEOUT_MS))
		return -ENOLINK;
	rc = sys_write("1", PCI_DEVICES "/%s/rescan", g->ports[port].bdf);
	if (rc)
		return rc;
	return sys_await(devices_are_there, &devices, PROBE_TIMEOUT_MS) ? 0 : -ENODEV;
}
