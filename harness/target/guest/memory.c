// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loads and stores as a program makes them: through a mapping of the dax device. A read that the
 * port refuses comes back as SIGBUS; its si_code depends on whether the machine check or the
 * teardown of the mapping won, so the port's own count of refused reads decides where there is one.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/sysfs.h"
#include "regs/instr.h"

static _Thread_local sigjmp_buf bus_return;
static _Thread_local volatile sig_atomic_t bus_armed;
static _Thread_local volatile int bus_code;

static void on_bus_error(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (!bus_armed) {
		/* not an access of ours: die of it, as without a handler */
		struct sigaction standard = {.sa_handler = SIG_DFL};

		sigaction(signal, &standard, NULL);
		raise(signal);
		return;
	}
	bus_code = info->si_code;
	siglongjmp(bus_return, 1);
}

int guest_memory_open(struct guest *g)
{
	struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};

	for (int i = 0; i < TARGET_MAX_REGIONS; i++)
		g->regions[i].fd = -1;
	return sigaction(SIGBUS, &action, NULL) ? -errno : 0;
}

static uint32_t read_exceptions(const struct guest *g, uint32_t region)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < g->target->port_count; i++)
		if (g->target->regions[region].ports & (1ull << i) && g->ports[i].instr)
			sum += guest_instr(&g->ports[i], INSTR_READ_EXCEPTIONS);
	return sum;
}

static int map_region(struct guest *g, uint32_t index)
{
	struct guest_region *region = &g->regions[index];
	char path[64];
	void *map;
	int rc;

	if (!region->dax[0] || guest_dax_mode(g, index) != ISOTAP_MODE_DEVDAX)
		return -ENXIO;
	snprintf(path, sizeof(path), "/dev/%s", region->dax);
	region->fd = open(path, O_RDWR | O_CLOEXEC);
	if (region->fd < 0)
		return errno == ENOENT || errno == ENXIO || errno == ENODEV ? -ENXIO : -errno;
	map = mmap(NULL, region->dax_size, PROT_READ | PROT_WRITE, MAP_SHARED, region->fd, 0);
	if (map == MAP_FAILED) {
		rc = errno == ENXIO || errno == ENODEV ? -ENXIO : -errno;
		close(region->fd);
		region->fd = -1;
		return rc;
	}
	region->map = map;
	region->exceptions = read_exceptions(g, index);
	return 0;
}

static void unmap_region(struct guest_region *region)
{
	if (region->map)
		munmap((void *)region->map, region->dax_size);
	if (region->fd >= 0)
		close(region->fd);
	region->map = NULL;
	region->fd = -1;
}

void guest_memory_drop(struct guest *g)
{
	for (uint32_t i = 0; i < g->target->region_count; i++)
		unmap_region(&g->regions[i]);
}

int guest_region_open(struct target *t, uint32_t index)
{
	struct guest *g = guest_of(t);
	int rc;

	guest_run_due(g);
	if (index >= t->region_count)
		return -ENOENT;
	if (g->regions[index].held)
		return 0;
	rc = map_region(g, index);
	g->regions[index].held = !rc;
	return rc;
}

int guest_region_close(struct target *t, uint32_t index)
{
	struct guest *g = guest_of(t);

	if (index >= t->region_count)
		return -ENOENT;
	unmap_region(&g->regions[index]);
	g->regions[index].held = false;
	return 0;
}

/* 0 if the access was made, 1 if it ended in SIGBUS. */
static int touch(volatile uint64_t *at, uint64_t *value, bool write)
{
	if (sigsetjmp(bus_return, 1)) {
		bus_armed = 0;
		return 1;
	}
	bus_armed = 1;
	if (write)
		*at = *value;
	else
		*value = *at;
	bus_armed = 0;
	return 0;
}

/* A SIGBUS without a machine check: the port refused a read, or the device is gone. */
static enum access_result bus_meaning(struct guest *g, uint32_t index)
{
	struct guest_region *region = &g->regions[index];
	uint32_t exceptions = read_exceptions(g, index);
	bool refused = exceptions != region->exceptions;

	region->exceptions = exceptions;
	if (refused || bus_code == BUS_MCEERR_AR || bus_code == BUS_MCEERR_AO)
		return ACCESS_EXCEPTION;
	return guest_dax_mode(g, index) == ISOTAP_MODE_DEVDAX ? ACCESS_EXCEPTION : ACCESS_GONE;
}

static int do_access(struct target *t, uint32_t index, uint64_t offset, uint64_t *value, bool write,
		     enum access_result *result)
{
	struct guest *g = guest_of(t);
	struct guest_region *region;
	int rc;

	guest_run_due(g);
	if (index >= t->region_count)
		return -ENOENT;
	region = &g->regions[index];
	if (offset & 7 || offset + 8 > (region->dax_size ? region->dax_size : region->size))
		return -EINVAL;
	if (!region->map) {
		rc = map_region(g, index);
		if (rc == -ENXIO) {
			*result = ACCESS_GONE;
			return 0;
		}
		if (rc)
			return rc;
	}
	*result = ACCESS_DONE;
	if (touch((volatile uint64_t *)(region->map + offset), value, write))
		*result = bus_meaning(g, index);
	if (!region->held)
		unmap_region(region);
	return 0;
}

int guest_load(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
	       enum access_result *result)
{
	return do_access(t, region, offset, value, false, result);
}

int guest_store(struct target *t, uint32_t region, uint64_t offset, uint64_t value,
		enum access_result *result)
{
	return do_access(t, region, offset, &value, true, result);
}
