// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The data path: a load or store finds its device by decoding the address at every level, window,
 * host bridge, switch and device, passes the root port and its isolation, and reaches memory that
 * is kept page by page. A page that was never written reads as zero and takes no room.
 */
#include "target/model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "regs/instr.h"

/* ---- pages ---- */

static struct model_page *find_page(struct model *m, uint32_t device, uint64_t dpa)
{
	uint64_t key = ((uint64_t)device << 52 | dpa >> MODEL_PAGE_SHIFT) + 1;
	uint32_t slot = (uint32_t)(key * 0x9e3779b97f4a7c15ull >> 40) & (2 * MODEL_MAX_PAGES - 1);

	while (m->pages[slot].key && m->pages[slot].key != key)
		slot = (slot + 1) & (2 * MODEL_MAX_PAGES - 1);
	if (!m->pages[slot].key && m->page_count < MODEL_MAX_PAGES)
		return &m->pages[slot];
	return m->pages[slot].key ? &m->pages[slot] : NULL;
}

static uint64_t memory_read(struct model *m, uint32_t device, uint64_t dpa)
{
	const struct model_page *page = find_page(m, device, dpa);

	if (!page || !page->key)
		return 0;
	return page->words[dpa >> 3 & (MODEL_PAGE_WORDS - 1)];
}

static int memory_write(struct model *m, uint32_t device, uint64_t dpa, uint64_t value)
{
	struct model_page *page = find_page(m, device, dpa);

	if (!page)
		return -ENOSPC;
	if (unlikely(!page->key)) {
		page->words = calloc(MODEL_PAGE_WORDS, sizeof(*page->words));
		if (!page->words)
			return -ENOMEM;
		page->key = ((uint64_t)device << 52 | dpa >> MODEL_PAGE_SHIFT) + 1;
		m->page_slots[m->page_count++] = (uint16_t)(page - m->pages);
	}
	page->words[dpa >> 3 & (MODEL_PAGE_WORDS - 1)] = value;
	return 0;
}

void memory_power_off(struct model *m, uint32_t device)
{
	uint64_t first = (uint64_t)device << 52, pages;

	pages = m->devices[device].volatile_size >> MODEL_PAGE_SHIFT;
	for (uint32_t i = 0; i < m->page_count; i++) {
		const struct model_page *page = &m->pages[m->page_slots[i]];

		if (page->key - 1 - first < pages)
			memset(page->words, 0, MODEL_PAGE_WORDS * sizeof(uint64_t));
	}
}

void memory_free(struct model *m)
{
	for (uint32_t i = 0; i < m->page_count; i++)
		free(m->pages[m->page_slots[i]].words);
}

/* ---- routing ---- */

static const struct hdm_live *decode(const struct hdm *h, unsigned int count, uint64_t hpa)
{
	for (unsigned int i = 0; i < count; i++)
		if (hpa - h->live[i].base < h->live[i].size)
			return &h->live[i];
	return NULL;
}

static unsigned int target_of(const struct hdm_live *live, uint64_t hpa)
{
	uint64_t granule = (hpa - live->base) >> live->shift;

	return (unsigned int)(live->power2 ? granule & (live->ways - 1u) : granule % live->ways);
}

/* CXL r3.2 8.2.4.20.13: the interleave bits leave the offset. */
static uint64_t dpa_of(const struct hdm_live *live, uint64_t hpa)
{
	uint64_t offset = hpa - live->base, low = (1ull << live->shift) - 1;
	uint64_t granule = offset >> live->shift;

	granule = live->power2 ? granule >> live->ways_log2 : granule / live->ways;
	return live->dpa + (granule << live->shift) + (offset & low);
}

/* Window and host bridge: the root port that an address goes to, or NULL. */
static struct model_port *route_to_port(struct model *m, uint64_t hpa)
{
	const struct model_bridge *bridge;
	const struct hdm_live *live;
	uint8_t port;

	for (uint32_t i = 0; i < m->window_count; i++) {
		const struct model_window *w = &m->windows[i];
		uint64_t granule = (hpa - w->base) >> w->shift;

		if (hpa - w->base >= w->size)
			continue;
		granule = w->power2 ? granule & (w->ways - 1u) : granule % w->ways;
		bridge = &m->bridges[w->bridges[granule]];
		if (bridge->passthrough)
			return &m->ports[bridge->first_port];
		live = decode(&bridge->hdm, bridge->hdm.live_count, hpa);
		if (!live)
			return NULL;
		port = live->targets[target_of(live, hpa)];
		if (port >= TOPO_MAX_PORTS || bridge->port_of[port] == UINT8_MAX)
			return NULL;
		return &m->ports[bridge->port_of[port]];
	}
	return NULL;
}

/* Below a root port. `stale`: with the decoders that the last reset took away. */
static int route_below(struct model *m, const struct model_port *p, uint64_t hpa, bool stale,
		       uint32_t *device, uint64_t *dpa)
{
	const struct hdm_live *live;
	const struct hdm *h;

	*device = p->device;
	if (p->sw != UINT8_MAX) {
		const struct model_switch *sw = &m->switches[p->sw];

		live = decode(&sw->hdm, stale ? sw->hdm.last_count : sw->hdm.live_count, hpa);
		if (!live || live->targets[target_of(live, hpa)] >= TOPO_MAX_DOWNSTREAM)
			return -ENXIO;
		*device = sw->device_of[live->targets[target_of(live, hpa)]];
	}
	if (*device == UINT8_MAX)
		return -ENXIO;
	h = &m->devices[*device].hdm;
	live = decode(h, stale ? h->last_count : h->live_count, hpa);
	if (!live)
		return -ENXIO;
	*dpa = dpa_of(live, hpa);
	return 0;
}

int memory_route(struct model *m, uint64_t hpa, uint32_t *device, uint64_t *dpa)
{
	const struct model_port *p = route_to_port(m, hpa);

	return p ? route_below(m, p, hpa, false, device, dpa) : -ENXIO;
}

/* ---- accesses ---- */

/* Waits for an access that gets no answer. 0: it can go on, or the port is isolated now. */
static int await_answer(struct model *m, struct model_port *p)
{
	uint64_t timeout = port_timeout(m, p);
	uint64_t limit = m->clock.now + (timeout ? timeout : MODEL_PATIENCE_NS);

	/* A request to a link that is down is not held: without a timeout it fails at once. */
	while ((p->link_up || timeout || p->isolating) && (p->hang || !p->link_up) &&
	       (!(p->status & TI_STATUS_MEM_ISO) || (timeout && wrong_pending_waits(p))))
		if (m->dead || !clock_run_one(m, limit))
			break;
	if (m->dead)
		return -EHOSTDOWN;
	if (timeout && wrong_pending_waits(p) && m->clock.now < limit)
		m->clock.now = limit;
	if (timeout && !p->hang && p->link_up && wrong_timer_runs_on(p) &&
	    !(p->status & TI_STATUS_MEM_ISO))
		port_timed_out(m, p);
	if (p->status & TI_STATUS_MEM_ISO || (!p->hang && p->link_up))
		return 0;
	if (p->link_up || timeout)
		m->clock.now = m->clock.now < limit ? limit : m->clock.now;
	if (timeout)
		port_timed_out(m, p);
	while (p->isolating && !m->dead && clock_run_one(m, UINT64_MAX))
		;
	if (!(p->status & TI_STATUS_MEM_ISO))
		model_die(m, "machine check: access to lost memory with isolation disabled");
	return m->dead ? -EHOSTDOWN : 0;
}

/* Where an access goes. NULL: nothing claims the address, or `*result` is GONE. */
static struct model_port *way_of(struct model *m, uint32_t region, uint64_t offset, uint64_t *hpa,
				 enum access_result *result)
{
	const struct model_region *r = &m->regions[region];

	*result = ACCESS_GONE;
	if (!r->created || !r->bound || r->mode != ISOTAP_MODE_DEVDAX)
		return NULL;
	*result = ACCESS_DONE;
	*hpa = r->base + offset;
	return route_to_port(m, *hpa);
}

static bool unanswered(const struct model_port *p)
{
	return unlikely(p->hang || !p->link_up) && !(p->status & TI_STATUS_MEM_ISO);
}

/* What both kinds of access have in common. 0: go on at the port, or `*result` says how it ended
 * if *port is NULL. */
static int begin(struct target *t, uint32_t region, uint64_t offset, struct model_port **port,
		 uint64_t *hpa, enum access_result *result)
{
	struct model *m = model_of(t);

	clock_enter(m, MODEL_COST_ACCESS);
	*port = NULL;
	*result = ACCESS_GONE;
	if (unlikely(m->dead))
		return -EHOSTDOWN;
	if (unlikely(region >= m->region_count || offset & 7 || offset >= m->regions[region].size))
		return -EINVAL;
	*port = way_of(m, region, offset, hpa, result);
	return *port && unanswered(*port) ? await_answer(m, *port) : 0;
}

static uint64_t load_at(struct model *m, struct model_port *p, uint64_t hpa,
			enum access_result *result)
{
	uint32_t device;
	uint64_t dpa;

	/* An address that nothing claims reads as all-ones. */
	if (!p)
		return UINT64_MAX;
	if (p->status & TI_STATUS_MEM_ISO && wrong_isolated(m, p, hpa)) {
		m->clock.now += wrong_delay(p);
		if (p->personality == INSTR_PERS_PLAIN_DATA)
			return UINT64_MAX;
		p->counters.read_exceptions++;
		*result = ACCESS_EXCEPTION;
		return UINT64_MAX;
	}
	return route_below(m, p, hpa, false, &device, &dpa) ? UINT64_MAX
							    : memory_read(m, device, dpa);
}

static int store_at(struct model *m, struct model_port *p, uint64_t hpa, uint64_t value)
{
	bool through = false;
	uint32_t device;
	uint64_t dpa;

	if (!p)
		return 0;
	if (p->status & TI_STATUS_MEM_ISO && wrong_isolated(m, p, hpa)) {
		m->clock.now += wrong_delay(p);
		through = p->personality == INSTR_PERS_WRITE_THROUGH;
		if (!through) {
			p->counters.writes_dropped++;
			return 0;
		}
	}
	p->counters.writes_forwarded++;
	if (route_below(m, p, hpa, false, &device, &dpa) &&
	    !(through && !route_below(m, p, hpa, true, &device, &dpa)))
		return 0;
	return memory_write(m, device, dpa, value);
}

int model_load(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
	       enum access_result *result)
{
	struct model_port *p;
	uint64_t hpa = 0;
	int rc = begin(t, region, offset, &p, &hpa, result);

	*value = rc ? UINT64_MAX : load_at(model_of(t), p, hpa, result);
	return rc;
}

int model_store(struct target *t, uint32_t region, uint64_t offset, uint64_t value,
		enum access_result *result)
{
	struct model_port *p;
	uint64_t hpa = 0;
	int rc = begin(t, region, offset, &p, &hpa, result);

	return rc ? rc : store_at(model_of(t), p, hpa, value);
}

/* As await_answer(), one look at a time. */
static int try_answer(struct model *m, struct model_port *p, uint64_t *limit)
{
	bool timed = wrong_timeout_on(p);

	if (p->isolating)
		return -EAGAIN;
	if (!*limit)
		*limit = m->clock.now + (timed        ? port_timeout(m, p)
					 : p->link_up ? MODEL_PATIENCE_NS
						      : 0);
	if (m->clock.now < *limit)
		return -EAGAIN;
	if (timed)
		port_timed_out(m, p);
	if (p->isolating)
		return -EAGAIN;
	if (!(p->status & TI_STATUS_MEM_ISO))
		model_die(m, "machine check: access to lost memory with isolation disabled");
	return m->dead ? -EHOSTDOWN : 0;
}

int memory_try(struct model *m, uint32_t region, uint64_t offset, bool write, uint64_t *value,
	       uint64_t *limit, enum access_result *result)
{
	uint64_t hpa = 0;
	struct model_port *p = way_of(m, region, offset, &hpa, result);
	int rc = p && unanswered(p) ? try_answer(m, p, limit) : 0;

	if (rc || *result == ACCESS_GONE)
		return rc;
	if (write)
		return store_at(m, p, hpa, *value);
	*value = load_at(m, p, hpa, result);
	return 0;
}
