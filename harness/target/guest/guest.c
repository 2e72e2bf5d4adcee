// SPDX-License-Identifier: GPL-2.0-or-later
/* Opens the machine this runs in as a target: devices found, ports mapped, regions made. */
#include "target/guest/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/sysfs.h"
#include "regs/instr.h"

#define DEVICES_TIMEOUT_MS 10000

static void guest_log(struct target *t, enum isotap_log_level level, const char *text)
{
	char line[ISOTAP_TEXT_MAX + 32];

	(void)t;
	/* a level at which it cannot be taken for a complaint of the kernel */
	snprintf(line, sizeof(line), "<6>isotap: %d: %.*s\n", level, ISOTAP_TEXT_MAX, text);
	sys_write(line, "/dev/kmsg");
}

static void guest_close(struct target *t)
{
	struct guest *g = guest_of(t);

	if (!g)
		return;
	for (uint32_t i = 0; i < t->region_count; i++)
		guest_region_close(t, i);
	for (uint32_t i = 0; i < t->port_count; i++) {
		if (g->ports[i].block)
			munmap((void *)g->ports[i].block, g->ports[i].block_size);
		if (g->ports[i].cfg > 0)
			close(g->ports[i].cfg);
	}
	guest_trace_close(g);
	t->priv = NULL;
	/* a listener thread may still look at it */
	if (!g->listening)
		free(g);
}

static const struct target_ops guest_ops = {
	.name = "qemu",
	.close = guest_close,
	.reg_read = guest_reg_read,
	.reg_write = guest_reg_write,
	.cfg_read = guest_cfg_read,
	.cfg_write = guest_cfg_write,
	.region_open = guest_region_open,
	.region_close = guest_region_close,
	.load = guest_load,
	.store = guest_store,
	.ranges = guest_ranges,
	.region_info = guest_region_info,
	.region_offline = guest_region_offline,
	.region_online = guest_region_online,
	.link_set = guest_link_set,
	.link_state = guest_link_state,
	.rescan = guest_rescan,
	.notify = guest_notify,
	.log = guest_log,
	.region_set_mode = guest_region_set_mode,
	.now = guest_now,
	.delay_until = guest_delay_until,
	.wait = guest_wait,
	.lock = guest_lock,
	.unlock = guest_unlock,
	.defer = guest_defer,
	.cancel = guest_cancel,
	.user_event = guest_user_event,
	.inject = guest_inject,
	.user_start = guest_user_start,
	.user_report = guest_user_report,
	.user_stop = guest_user_stop,
	.below_read = guest_below_read,
	.restore = guest_restore,
};

/* The same with what only an instrumented port offers. */
static struct target_ops instrumented_ops(bool configurable)
{
	struct target_ops ops = guest_ops;

	ops.personality = guest_personality;
	ops.stamps = guest_stamps;
	ops.counters = guest_counters;
	ops.trace_read = guest_trace_read;
	ops.trace_clear = guest_trace_clear;
	if (configurable) {
		ops.port_reset = guest_port_reset;
		ops.port_configure = guest_port_configure;
	}
	return ops;
}

static struct target_ops with_instruments;

static int devices_ready(void *ctx)
{
	struct guest *g = ctx;
	char endpoint[64], decoder[32];

	if (guest_find_devices(g) < g->topo->device_count)
		return 0;
	for (int i = 0; i < g->topo->device_count; i++) {
		if (guest_endpoint(g->memdev[i], endpoint, sizeof(endpoint)))
			return 0;
		snprintf(decoder, sizeof(decoder), "decoder%.20s.0", endpoint + 8);
		if (!sys_exists(CXL_DEVICES "/%s/driver", endpoint) ||
		    !sys_exists(CXL_DEVICES "/%s", decoder))
			return 0;
	}
	return 1;
}

static void describe(struct guest *g, struct target *t)
{
	bool instr = t->port_count > 0;

	for (uint32_t i = 0; i < t->port_count; i++) {
		memcpy(t->ports[i].name, g->ports[i].bdf, ISOTAP_NAME_MAX);
		memcpy(t->ports[i].topo_name, g->topo->ports[i].name, TOPO_NAME_MAX);
		t->ports[i].block_size = g->ports[i].block_size;
		instr &= g->ports[i].instr;
	}
	t->caps = TARGET_KERNEL | TARGET_SYSTEM_RAM | TARGET_UEVENT | TARGET_USERS | TARGET_BELOW;
	if (instr) {
		t->caps |= TARGET_TRACE | TARGET_STAMPS | TARGET_UNCLAIMED | TARGET_PERSONALITY;
		t->caps |= guest_can_configure(g) ? TARGET_RESET | TARGET_REFORM : 0;
		with_instruments = instrumented_ops(t->caps & TARGET_REFORM);
		t->ops = &with_instruments;
	}
	t->faults = guest_faults(g);
}

static int open_regions(struct guest *g, struct target *t, char *error, size_t size)
{
	int rc;

	guest_regions_find(g);
	/* the last first: what cases use most lies in the first, and the one that was made last
	 * comes back without any other making room for it */
	for (uint32_t i = t->region_count; i-- > 0;) {
		if (!g->regions[i].name[0]) {
			rc = guest_region_create(g, i, error, size);
			if (rc)
				return rc;
		}
		if (g->topo->regions[i].mode == TOPO_MODE_DEVDAX)
			rc = guest_dax_bind(g, i);
		else if (g->topo->regions[i].mode == TOPO_MODE_SYSTEM_RAM)
			rc = guest_region_set_mode(t, i, ISOTAP_MODE_SYSTEM_RAM);
		else
			rc = 0;
		if (rc) {
			snprintf(error, size, "region %s: cannot bind %s: %s",
				 g->topo->regions[i].name, g->regions[i].dax, strerror(-rc));
			return rc;
		}
	}
	return 0;
}

int target_guest_open(struct target *t, const struct topo *topo, char *error, size_t error_size)
{
	struct guest *g = calloc(1, sizeof(*g));
	int rc;

	memset(t, 0, sizeof(*t));
	if (!g)
		return -ENOMEM;
	g->target = t;
	g->topo = topo;
	pthread_mutex_init(&g->event_lock, NULL);
	t->ops = &guest_ops;
	t->topo = topo;
	t->priv = g;
	t->port_count = (uint32_t)topo->port_count;
	t->region_count = (uint32_t)topo->region_count;
	for (uint32_t i = 0; i < t->region_count; i++) {
		memcpy(t->regions[i].topo_name, topo->regions[i].name, TOPO_NAME_MAX);
		t->regions[i].ports = topo_region_ports(topo, (int)i);
	}
	error[0] = 0;
	for (uint32_t i = 0; i < t->region_count; i++)
		g->regions[i].persistent = topo->regions[i].persistent;
	rc = guest_pmem_open(g);
	if (!rc)
		rc = guest_memory_open(g);
	if (!rc)
		rc = guest_clock_open(g);
	if (!rc && !sys_await(devices_ready, g, DEVICES_TIMEOUT_MS)) {
		snprintf(error, error_size, "%d of %d memory devices appeared",
			 guest_find_devices(g), topo->device_count);
		rc = -ETIMEDOUT;
	}
	if (!rc)
		rc = guest_ports_open(g, error, error_size);
	if (!rc)
		describe(g, t);
	if (!rc)
		rc = open_regions(g, t, error, error_size);
	if (rc && !error[0])
		snprintf(error, error_size, "%s", strerror(-rc));
	if (rc)
		guest_close(t);
	return rc;
}

int guest_refresh(struct target *t)
{
	struct guest *g = guest_of(t);

	guest_find_devices(g);
	guest_regions_find(g);
	for (uint32_t i = 0; i < t->port_count; i++) {
		guest_find_irq(&g->ports[i]);
		if (g->ports[i].instr)
			guest_trace_clear(t, i);
	}
	return guest_listen(g);
}
