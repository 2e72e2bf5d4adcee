// SPDX-License-Identifier: GPL-2.0-or-later
/* Builds a model from a topology. */
#include "target/model/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regs/instr.h"

#define FIRST_TIME 1000000u /* 0 means "did not happen" in stamps */

static void model_close(struct target *t)
{
	struct model *m = model_of(t);

	if (!m)
		return;
	sched_close(m);
	memory_free(m);
	for (uint32_t i = 0; i < TOPO_MAX_PORTS; i++)
		free(m->ports[i].trace);
	free(m);
	t->priv = NULL;
}

static const struct target_ops model_ops = {
	.name = "model",
	.close = model_close,
	.reg_read = model_reg_read,
	.reg_write = model_reg_write,
	.cfg_read = model_cfg_read,
	.cfg_write = model_cfg_write,
	.region_open = model_region_open,
	.region_close = model_region_close,
	.load = model_load,
	.store = model_store,
	.ranges = model_ranges,
	.region_info = model_region_info,
	.region_offline = model_region_offline,
	.region_online = model_region_online,
	.link_set = model_link_set,
	.link_state = model_link_state,
	.rescan = model_rescan,
	.cache_invalidate = model_cache_invalidate,
	.firmware_control = model_firmware_control,
	.notify = model_notify,
	.log = model_log,
	.region_set_mode = model_region_set_mode,
	.now = model_now,
	.look = model_look,
	.delay_until = model_delay_until,
	.wait = model_wait,
	.lock = model_lock,
	.unlock = model_unlock,
	.defer = model_defer,
	.cancel = model_cancel,
	.irq_register = model_irq_register,
	.irq_unregister = model_irq_unregister,
	.user_event = model_user_event,
	.inject = model_inject,
	.user_start = model_user_start,
	.user_report = model_user_report,
	.user_stop = model_user_stop,
	.below_read = model_below_read,
	.port_reset = model_port_reset,
	.personality = model_personality,
	.port_configure = model_port_configure,
	.firmware_set = model_firmware_set,
	.stamps = model_stamps,
	.counters = model_counters,
	.trace_read = model_trace_read,
	.trace_clear = model_trace_clear,
	.restore = model_restore,
};

static bool in(int value, int count)
{
	return value >= 0 && value < count;
}

/* A topology may also be built by hand: what would index out of bounds is refused. */
static bool sane(const struct topo *topo)
{
	if (!in(topo->bridge_count, TOPO_MAX_BRIDGES + 1) ||
	    !in(topo->port_count, TOPO_MAX_PORTS + 1) ||
	    !in(topo->switch_count, TOPO_MAX_SWITCHES + 1) ||
	    !in(topo->device_count, TOPO_MAX_DEVICES + 1) ||
	    !in(topo->window_count, TOPO_MAX_WINDOWS + 1) ||
	    !in(topo->region_count, TOPO_MAX_REGIONS + 1))
		return false;
	for (int i = 0; i < topo->port_count; i++)
		if (!in(topo->ports[i].bridge, topo->bridge_count))
			return false;
	for (int i = 0; i < topo->switch_count; i++)
		if (!in(topo->switches[i].port, topo->port_count))
			return false;
	for (int i = 0; i < topo->device_count; i++) {
		const struct topo_device *d = &topo->devices[i];

		if (!in(d->port, topo->port_count))
			return false;
		if (d->sw >= 0 &&
		    (d->sw >= topo->switch_count || !in(d->downstream, TOPO_MAX_DOWNSTREAM)))
			return false;
	}
	return true;
}

static void build_bridges(struct model *m)
{
	uint8_t ports[TOPO_MAX_BRIDGES] = {0};

	for (int i = 0; i < m->topo->bridge_count; i++) {
		memset(m->bridges[i].port_of, UINT8_MAX, sizeof(m->bridges[i].port_of));
		hdm_init(&m->bridges[i].hdm, false, 0);
	}
	for (uint32_t i = 0; i < m->port_count; i++) {
		struct model_port *p = &m->ports[i];
		struct model_bridge *b = &m->bridges[m->topo->ports[i].bridge];

		p->bridge = (uint8_t)m->topo->ports[i].bridge;
		p->number = ports[p->bridge]++;
		if (!p->number)
			b->first_port = (uint8_t)i;
		b->port_of[p->number] = (uint8_t)i;
	}
	for (int i = 0; i < m->topo->bridge_count; i++)
		m->bridges[i].passthrough =
			ports[i] == 1 && !m->topo->bridges[i].passthrough_decoders;
}

static void build_devices(struct model *m)
{
	for (int i = 0; i < m->topo->switch_count; i++) {
		memset(m->switches[i].device_of, UINT8_MAX, sizeof(m->switches[i].device_of));
		hdm_init(&m->switches[i].hdm, false, 0);
		m->ports[m->topo->switches[i].port].sw = (uint8_t)i;
	}
	for (uint32_t i = 0; i < m->device_count; i++) {
		const struct topo_device *from = &m->topo->devices[i];
		struct model_port *p = &m->ports[from->port];

		m->devices[i].volatile_size = from->volatile_size;
		hdm_init(&m->devices[i].hdm, true, from->volatile_size + from->persistent_size);
		p->devices[p->device_count++] = (uint8_t)i;
		if (from->sw >= 0)
			m->switches[from->sw].device_of[from->downstream] = (uint8_t)i;
		else
			p->device = (uint8_t)i;
	}
}

static int build(struct model *m)
{
	static const enum isotap_mode modes[] = {
		[TOPO_MODE_NONE] = ISOTAP_MODE_NONE,
		[TOPO_MODE_DEVDAX] = ISOTAP_MODE_DEVDAX,
		[TOPO_MODE_SYSTEM_RAM] = ISOTAP_MODE_SYSTEM_RAM,
	};
	int rc;

	for (uint32_t i = 0; i < m->port_count; i++) {
		m->ports[i].sw = m->ports[i].device = UINT8_MAX;
		m->ports[i].hotplug = m->topo->ports[i].hotplug;
		m->ports[i].cfg = &m->cfg[i];
	}
	build_bridges(m);
	build_devices(m);
	rc = plan_windows(m);
	if (!rc)
		rc = plan_regions(m);
	if (rc)
		return rc;
	for (uint32_t i = 0; i < m->region_count; i++) {
		struct model_region *r = &m->regions[i];

		r->declared = modes[m->topo->regions[i].mode];
		for (uint32_t ports = r->ports; ports; ports &= ports - 1)
			m->ports[__builtin_ctz(ports)].regions |= 1u << i;
	}
	return 0;
}

static int open_trace(struct model *m, uint32_t slots)
{
	uint32_t count = INSTR_TRACE_SLOTS;

	/* At least what the instrumentation page shows. */
	while (count < slots && count < 1u << 20)
		count <<= 1;
	m->trace_mask = count - 1;
	for (uint32_t i = 0; i < m->port_count; i++) {
		m->ports[i].trace = malloc(count * sizeof(*m->ports[i].trace));
		if (!m->ports[i].trace)
			return -ENOMEM;
		m->ports[i].trace_on = true;
	}
	return 0;
}

static void describe(struct target *t, const struct model *m)
{
	t->topo = m->topo;
	t->ops = &m->ops;
	t->caps = TARGET_IRQ | TARGET_UNCLAIMED | TARGET_TRACE | TARGET_STAMPS |
		  TARGET_VIRTUAL_CLOCK | TARGET_SYSTEM_RAM | TARGET_UEVENT | TARGET_CACHE_INV |
		  TARGET_FIRMWARE | TARGET_REFORM | TARGET_RESERVED | TARGET_RESET |
		  TARGET_PERSONALITY | TARGET_USERS | TARGET_BELOW;
	if (!m->ops.trace_read)
		t->caps &= ~TARGET_TRACE;
	t->faults = FAULT_BIT(FAULT_KIND_COUNT) - 1;
	t->port_count = m->port_count;
	t->region_count = m->region_count;
	for (uint32_t i = 0; i < m->port_count; i++) {
		snprintf(t->ports[i].name, sizeof(t->ports[i].name), "0000:%02x:%02x.0",
			 config_bus(m->ports[i].bridge) & 0xff, m->ports[i].number);
		snprintf(t->ports[i].topo_name, sizeof(t->ports[i].topo_name), "%.31s",
			 m->topo->ports[i].name);
		t->ports[i].block_size = COMP_BLOCK_SIZE;
	}
	for (uint32_t i = 0; i < m->region_count; i++) {
		snprintf(t->regions[i].name, sizeof(t->regions[i].name), "region%u", i);
		snprintf(t->regions[i].topo_name, sizeof(t->regions[i].topo_name), "%.31s",
			 m->topo->regions[i].name);
		t->regions[i].ports = m->regions[i].ports;
	}
}

int target_model_open(struct target *t, const struct topo *topo,
		      const struct target_model_config *config)
{
	struct model *m;
	int rc;

	memset(t, 0, sizeof(*t));
	if (!sane(topo))
		return -EINVAL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return -ENOMEM;
	t->priv = m;
	m->topo = topo;
	m->rng = config->seed;
	m->clock.now = FIRST_TIME;
	m->clock.next = UINT64_MAX;
	m->port_count = (uint32_t)topo->port_count;
	m->device_count = (uint32_t)topo->device_count;
	m->region_count = (uint32_t)topo->region_count;
	m->ops = model_ops;
	if (!config->trace)
		m->ops.trace_read = NULL, m->ops.trace_clear = NULL;
	rc = sched_open(m, &config->schedule);
	if (!rc)
		rc = build(m);
	if (!rc && config->trace)
		rc = open_trace(m, config->trace_slots);
	if (!rc) {
		describe(t, m);
		rc = model_restore(t);
	}
	if (rc)
		model_close(t);
	return rc;
}
