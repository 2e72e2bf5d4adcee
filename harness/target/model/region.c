// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel makes of the memory: regions that are created by programming decoders, bound to a
 * driver, taken off line, and lost when what is below a port is enumerated again.
 */
#include "target/model/model.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct model_region *find_region(struct model *m, uint32_t region)
{
	return region < m->region_count ? &m->regions[region] : NULL;
}

static bool usable(const struct model_region *r)
{
	return r->created && r->bound;
}

bool region_system_ram_below(const struct model *m, const struct model_port *p)
{
	return p->regions & m->system_ram;
}

void region_bind(struct model *m, struct model_region *r, enum isotap_mode mode)
{
	uint32_t bit = 1u << (r - m->regions);

	r->mode = mode;
	r->bound = mode != ISOTAP_MODE_NONE;
	m->system_ram &= ~bit;
	if (mode == ISOTAP_MODE_SYSTEM_RAM)
		m->system_ram |= bit;
}

/* Whether registers of a hop can be reached: those of bridges always, others over the link. */
static bool reachable(const struct model *m, const struct model_hop *hop)
{
	if (hop->owner == UINT8_MAX)
		return true;
	if (!m->ports[hop->owner].link_up)
		return false;
	return hop->device == UINT8_MAX ||
	       (m->devices[hop->device].present && m->devices[hop->device].enumerated);
}

static void release(struct model *m, struct model_region *r, uint32_t hops)
{
	while (hops-- > 0)
		if (reachable(m, &r->hops[hops]))
			hdm_release(r->hops[hops].hdm, r->hops[hops].decoder);
}

int region_create(struct model *m, struct model_region *r)
{
	for (uint32_t i = 0; i < r->hop_count; i++)
		if (!reachable(m, &r->hops[i]))
			return -ENXIO;
	for (uint32_t i = 0; i < r->hop_count; i++) {
		if (hdm_program(r->hops[i].hdm, &r->hops[i], r->base, r->size)) {
			release(m, r, i);
			return -EIO;
		}
	}
	r->created = true;
	return 0;
}

/* A port's stamp is set when the last region below it has become unusable. */
static void stamp_offline(struct model *m, const struct model_region *r)
{
	for (uint32_t ports = r->ports; ports; ports &= ports - 1) {
		struct model_port *p = &m->ports[__builtin_ctz(ports)];
		bool all = true;

		if (!p->stamps.t_isolated || p->stamps.t_offline)
			continue;
		for (uint32_t rest = p->regions; rest; rest &= rest - 1)
			all = all && !usable(&m->regions[__builtin_ctz(rest)]);
		if (all)
			p->stamps.t_offline = m->clock.now;
	}
}

static void unbind(struct model *m, struct model_region *r)
{
	if (!r->bound)
		return;
	region_bind(m, r, ISOTAP_MODE_NONE);
	r->generation++;
	/* Who holds it keeps a file that leads nowhere. */
	r->stale += r->users;
	r->users = 0;
	stamp_offline(m, r);
}

int model_region_open(struct target *t, uint32_t region)
{
	struct model *m = model_of(t);
	struct model_region *r = find_region(m, region);

	clock_enter(m, MODEL_COST_CALL);
	if (m->dead)
		return -EHOSTDOWN;
	if (!r)
		return -EINVAL;
	if (!usable(r) || r->mode != ISOTAP_MODE_DEVDAX)
		return -ENXIO;
	r->users++;
	return 0;
}

int model_region_close(struct target *t, uint32_t region)
{
	struct model *m = model_of(t);
	struct model_region *r = find_region(m, region);

	clock_enter(m, MODEL_COST_CALL);
	if (!r)
		return -EINVAL;
	/* The older handles are those of a device that is gone. */
	if (r->stale)
		r->stale--;
	else if (r->users)
		r->users--;
	else
		return -EBADF;
	return 0;
}

static bool is_system_ram(const struct model *m, uint64_t base, uint64_t size)
{
	for (uint32_t rest = m->system_ram; rest; rest &= rest - 1) {
		const struct model_region *r = &m->regions[__builtin_ctz(rest)];

		if (base < r->base + r->size && r->base < base + size)
			return true;
	}
	return false;
}

int model_ranges(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t count = 0;

	clock_enter(m, MODEL_COST_CALL);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p)
		return -EINVAL;
	/* As the kernel recorded them when it committed the devices' decoders: on an isolated port
	 * the devices themselves cannot be asked. */
	for (uint32_t rest = p->regions; rest; rest &= rest - 1) {
		uint32_t id = (uint32_t)__builtin_ctz(rest);
		const struct model_region *r = &m->regions[id];

		if (!r->created)
			continue;
		if (count < max)
			out[count] = (struct isotap_range){
				.base = r->base,
				.size = r->size,
				.region = id,
				.system_ram = is_system_ram(m, r->base, r->size),
			};
		count++;
	}
	return (int)count;
}

int model_region_info(struct target *t, uint32_t region, struct isotap_region_info *out)
{
	struct model *m = model_of(t);
	struct model_region *r = find_region(m, region);

	clock_enter(m, MODEL_COST_CALL);
	if (m->dead)
		return -EHOSTDOWN;
	if (!r || !r->created)
		return -ENOENT;
	*out = (struct isotap_region_info){
		.id = region,
		.base = r->base,
		.size = r->size,
		.ports = r->ports,
		.mode = r->bound ? r->mode : ISOTAP_MODE_NONE,
		.users = r->users,
		.usable = usable(r),
	};
	memcpy(out->name, t->regions[region].name, sizeof(out->name));
	return 0;
}

int model_region_offline(struct target *t, uint32_t region)
{
	struct model *m = model_of(t);
	struct model_region *r = find_region(m, region);

	clock_enter(m, MODEL_COST_DRIVER);
	if (m->dead)
		return -EHOSTDOWN;
	if (!r)
		return -EINVAL;
	/* Pages in use do not leave the page allocator. */
	if (usable(r) && r->mode == ISOTAP_MODE_SYSTEM_RAM)
		return -EBUSY;
	unbind(m, r);
	return 0;
}

int region_online(struct model *m, uint32_t region)
{
	struct model_region *r = find_region(m, region);
	int rc;

	if (m->dead)
		return -EHOSTDOWN;
	if (!r)
		return -EINVAL;
	if (usable(r))
		return r->mode == ISOTAP_MODE_DEVDAX ? 0 : -EBUSY;
	if (!r->created && (rc = region_create(m, r)))
		return rc;
	region_bind(m, r, ISOTAP_MODE_DEVDAX);
	return 0;
}

int model_region_online(struct target *t, uint32_t region)
{
	clock_enter(model_of(t), MODEL_COST_DRIVER);
	return region_online(model_of(t), region);
}

int region_set_mode(struct model *m, uint32_t region, enum isotap_mode mode)
{
	struct model_region *r = find_region(m, region);

	if (m->dead)
		return -EHOSTDOWN;
	if (!r || (unsigned int)mode > ISOTAP_MODE_SYSTEM_RAM)
		return -EINVAL;
	if (!r->created)
		return -ENXIO;
	if (r->bound && r->mode == mode)
		return 0;
	if (r->users && mode == ISOTAP_MODE_SYSTEM_RAM)
		return -EBUSY;
	unbind(m, r);
	region_bind(m, r, mode);
	/* The page allocator touches what it is given. */
	if (mode == ISOTAP_MODE_SYSTEM_RAM)
		for (uint32_t ports = r->ports; ports; ports &= ports - 1)
			if (!m->ports[__builtin_ctz(ports)].link_up ||
			    m->ports[__builtin_ctz(ports)].status & TI_STATUS_MEM_ISO)
				model_die(m, "machine check: lost memory used as System RAM");
	return m->dead ? -EHOSTDOWN : 0;
}

int model_region_set_mode(struct target *t, uint32_t region, enum isotap_mode mode)
{
	clock_enter(model_of(t), MODEL_COST_DRIVER);
	return region_set_mode(model_of(t), region, mode);
}

void region_drivers_leave(struct model *m, struct model_port *p)
{
	for (uint32_t rest = p->regions; rest; rest &= rest - 1) {
		struct model_region *r = &m->regions[__builtin_ctz(rest)];

		/* Pages in use do not leave the page allocator, whoever asks. */
		if (usable(r) && r->mode == ISOTAP_MODE_SYSTEM_RAM)
			continue;
		unbind(m, r);
		if (r->created)
			release(m, r, r->hop_count);
		r->created = false;
	}
}

int model_rescan(struct target *t, uint32_t port)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint64_t limit;

	clock_enter(m, MODEL_COST_RESCAN);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p)
		return -EINVAL;
	if (region_system_ram_below(m, p))
		return -EBUSY;
	region_drivers_leave(m, p);
	/* Enumeration waits for a link that is about to come up. */
	limit = m->clock.now + 2 * SCHED_TRAIN_NS;
	while (p->training && clock_run_one(m, limit))
		;
	for (uint32_t i = 0; i < p->device_count && p->link_up; i++)
		m->devices[p->devices[i]].enumerated = m->devices[p->devices[i]].present;
	return m->dead ? -EHOSTDOWN : 0;
}
