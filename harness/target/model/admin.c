// SPDX-License-Identifier: GPL-2.0-or-later
/* What surrounds the ports: resets, redefinition, stamps, what user space is told, and restore. */
#include "target/model/model.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "regs/instr.h"

int model_stamps(struct target *t, uint32_t port, struct target_stamps *out)
{
	struct model_port *p = model_port(model_of(t), port);

	clock_enter(model_of(t), MODEL_COST_CALL);
	if (!p)
		return -EINVAL;
	*out = p->stamps;
	return 0;
}

int model_counters(struct target *t, uint32_t port, struct target_counters *out)
{
	struct model_port *p = model_port(model_of(t), port);

	clock_enter(model_of(t), MODEL_COST_CALL);
	if (!p)
		return -EINVAL;
	*out = p->counters;
	return 0;
}

int model_notify(struct target *t, const struct isotap_event *event)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, event->port);

	clock_enter(m, MODEL_COST_CALL);
	if (!p)
		return -EINVAL;
	if (event->kind == ISOTAP_EVENT_ISOLATED && !p->stamps.t_notified)
		p->stamps.t_notified = m->clock.now;
	/* Nobody has to listen: the oldest is lost. */
	if (m->user_count == MODEL_USER_EVENTS) {
		m->user_head = (m->user_head + 1) % MODEL_USER_EVENTS;
		m->user_count--;
	}
	m->user_events[(m->user_head + m->user_count++) % MODEL_USER_EVENTS] = *event;
	return 0;
}

int model_user_event(struct target *t, uint64_t deadline, struct isotap_event *out)
{
	struct model *m = model_of(t);

	clock_enter(m, MODEL_COST_CALL);
	if (deadline > m->clock.now + MODEL_MAX_WAIT_NS)
		deadline = m->clock.now + MODEL_MAX_WAIT_NS;
	while (!m->user_count && !m->dead && clock_run_one(m, deadline))
		;
	if (!m->user_count) {
		if (m->clock.now < deadline)
			m->clock.now = deadline;
		return m->dead ? -EHOSTDOWN : -ETIMEDOUT;
	}
	*out = m->user_events[m->user_head];
	m->user_head = (m->user_head + 1) % MODEL_USER_EVENTS;
	m->user_count--;
	return 0;
}

void model_log(struct target *t, enum isotap_log_level level, const char *text)
{
	struct model *m = model_of(t);

	snprintf(m->log[m->log_count++ % MODEL_LOG_LINES], ISOTAP_TEXT_MAX, "<%d>%s", (int)level,
		 text);
}

int model_cache_invalidate(struct target *t, uint64_t base, uint64_t size)
{
	struct model *m = model_of(t);
	uint32_t ports = 0, late = 0;

	clock_enter(m, MODEL_COST_CALL);
	if (base + size < base)
		return -EINVAL;
	for (uint32_t i = 0; i < m->region_count; i++)
		if (base < m->regions[i].base + m->regions[i].size &&
		    m->regions[i].base < base + size) {
			ports |= m->regions[i].ports;
			if (m->regions[i].created && m->regions[i].bound)
				late |= m->regions[i].ports;
		}
	for (; late; late &= late - 1)
		m->ports[__builtin_ctz(late)].counters.invalidations_late++;
	for (; ports; ports &= ports - 1)
		m->ports[__builtin_ctz(ports)].counters.cache_invalidations++;
	return 0;
}

int model_firmware_set(struct target *t, uint32_t port, uint32_t keeps)
{
	struct model_port *p = model_port(model_of(t), port);

	clock_enter(model_of(t), MODEL_COST_CALL);
	if (!p || keeps & ~(ISOTAP_FW_KEEPS_ISOLATION | ISOTAP_FW_KEEPS_NOTIFICATION))
		return -EINVAL;
	p->firmware = keeps;
	return 0;
}

uint32_t model_firmware_control(struct target *t, uint32_t port)
{
	struct model_port *p = model_port(model_of(t), port);

	clock_enter(model_of(t), MODEL_COST_CALL);
	return p ? p->firmware : 0;
}

int port_personality(struct model_port *p, uint32_t personality)
{
	if (personality >= INSTR_PERS_COUNT)
		return -EINVAL;
	p->personality = (uint8_t)personality;
	ti_shape(p);
	block_elements(p);
	return 0;
}

int model_personality(struct target *t, uint32_t port, uint32_t personality)
{
	struct model_port *p = model_port(model_of(t), port);

	clock_enter(model_of(t), MODEL_COST_CALL);
	return p ? port_personality(p, personality) : -EINVAL;
}

int model_port_reset(struct target *t, uint32_t port)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t aer, ctrl;

	clock_enter(m, MODEL_COST_DRIVER);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p)
		return -EINVAL;
	/* Control first: a reset is no link down that isolates. */
	ctrl = wrong_reset_control(p);
	p->ctrl = 0;
	p->status = wrong_reset_status(p);
	aer = p->cfg->value[(CONFIG_AER + AER_ROOT_STATUS) / 4];
	config_build(m, p, &m->topo->ports[port].ti);
	p->cfg->value[(CONFIG_AER + AER_ROOT_STATUS) / 4] = aer;
	port_link_reset(m, p);
	config_setup(m, p);
	p->ctrl = ctrl;
	return m->dead ? -EHOSTDOWN : 0;
}

static void configure(struct model *m, struct model_port *p, const struct topo_ti *ti)
{
	config_build(m, p, ti);
	ti_configure(m, p, ti);
	block_build(p);
	config_setup(m, p);
}

int model_port_configure(struct target *t, uint32_t port, const struct topo_ti *ti)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);

	clock_enter(m, MODEL_COST_DRIVER);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p)
		return -EINVAL;
	configure(m, p, ti);
	p->down &= ~(DOWN_DISABLED | DOWN_SBR | DOWN_HELD);
	port_link_update(m, p);
	return 0;
}

/* ---- restore ---- */

static void restore_port(struct model *m, struct model_port *p)
{
	clock_drop_hw(m, model_port_id(m, p), UINT8_MAX);
	p->isolating = 0;
	p->down = p->device_count ? 0 : DOWN_EMPTY;
	p->link_up = !p->down;
	p->training = p->stuck = p->hang = p->busy_stuck = p->busy_undefined = false;
	p->personality = INSTR_PERS_NONE;
	p->instr_delay = p->firmware = 0;
	p->stamps = (struct target_stamps){0};
	p->counters = (struct target_counters){0};
	configure(m, p, &m->topo->ports[model_port_id(m, p)].ti);
	for (uint32_t i = 0; i < p->device_count; i++) {
		struct model_device *d = &m->devices[p->devices[i]];

		d->present = d->enumerated = true;
		hdm_reset(&d->hdm);
	}
	if (p->sw != UINT8_MAX)
		hdm_reset(&m->switches[p->sw].hdm);
	hdm_reset(&m->bridges[p->bridge].hdm);
}

/* Every part of a region is found by decoding an address of it. */
static int verify_region(struct model *m, uint32_t region)
{
	const struct topo_region *from = &m->topo->regions[region];
	const struct model_region *r = &m->regions[region];

	for (int way = 0; way < from->ways; way++) {
		uint32_t device;
		uint64_t dpa;

		if (memory_route(m, r->base + (uint64_t)way * from->granularity, &device, &dpa) ||
		    device != (uint32_t)from->devices[way])
			return -EIO;
	}
	return 0;
}

static int verify(struct model *m)
{
	int rc = 0;

	for (uint32_t i = 0; i < m->port_count; i++)
		if (m->ports[i].ctrl || m->ports[i].status ||
		    m->ports[i].link_up != !!m->ports[i].device_count)
			rc = -EIO;
	for (uint32_t i = 0; i < m->region_count && !rc; i++)
		rc = verify_region(m, i);
	return rc;
}

int model_restore(struct target *t)
{
	struct model *m = model_of(t);
	int rc;

	m->dead = false;
	/* A case may have ended anywhere, also inside a handler. */
	m->clock.locked = m->clock.in_irq = m->clock.in_work = false;
	clock_drop_irqs(m);
	users_drop(m);
	m->user_count = 0;
	for (uint32_t i = 0; i < m->port_count; i++)
		restore_port(m, &m->ports[i]);
	m->clock.now += MODEL_TRAIN_NS;
	for (uint32_t i = 0; i < m->region_count; i++)
		m->regions[i].created = false;
	for (uint32_t i = 0; i < m->region_count; i++) {
		struct model_region *r = &m->regions[i];

		rc = region_create(m, r);
		if (rc)
			return rc;
		r->users = r->stale = 0;
		region_bind(m, r, r->declared);
	}
	rc = verify(m);
	return rc ? rc : target_make_ports(t, t->personality);
}
