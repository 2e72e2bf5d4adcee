// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where things go: addresses of windows and regions, and for each region the decoders it needs with
 * their number, interleave, targets and device addresses. Made once; creating a region programs it.
 */
#include "target/model/model.h"

#include <errno.h>
#include <string.h>

#define FIRST_WINDOW 0x1000000000ull
#define WINDOW_GAP 0x100000000ull

static uint64_t align_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

int plan_windows(struct model *m)
{
	uint64_t next = FIRST_WINDOW;

	for (int i = 0; i < m->topo->window_count; i++) {
		const struct topo_window *from = &m->topo->windows[i];
		struct model_window *w = &m->windows[m->window_count++];
		int ig = from->ways > 1 ? hdm_encode_granularity(from->granularity) : 0;

		if (ig < 0 || from->ways < 1 || from->ways > TOPO_MAX_WAYS)
			return -EINVAL;
		w->ways = (uint8_t)from->ways;
		w->power2 = !(from->ways & (from->ways - 1));
		w->shift = (uint8_t)(8 + ig);
		w->base = align_up(next, WINDOW_GAP * w->ways);
		w->size = from->size;
		for (int way = 0; way < from->ways; way++) {
			if (from->bridges[way] < 0 || from->bridges[way] >= m->topo->bridge_count)
				return -EINVAL;
			w->bridges[way] = (uint8_t)from->bridges[way];
		}
		next = w->base + w->size;
	}
	return 0;
}

/* Addresses of the regions: in the order of declaration inside their windows, volatile ones first,
 * because a device's decoders go up in address and its volatile memory comes first. */
static int place_regions(struct model *m)
{
	uint64_t next[TOPO_MAX_WINDOWS];

	for (uint32_t i = 0; i < m->window_count; i++)
		next[i] = m->windows[i].base;
	for (int persistent = 0; persistent < 2; persistent++) {
		for (uint32_t i = 0; i < m->region_count; i++) {
			const struct topo_region *from = &m->topo->regions[i];
			struct model_region *r = &m->regions[i];
			const struct model_window *w;

			if (from->persistent != !!persistent)
				continue;
			if (from->window < 0 || (uint32_t)from->window >= m->window_count ||
			    from->ways < 1 || from->ways > TOPO_MAX_WAYS ||
			    from->size % (HDM_ALIGN * (unsigned int)from->ways))
				return -EINVAL;
			w = &m->windows[from->window];
			r->base = align_up(next[from->window] - w->base,
					   HDM_ALIGN * (unsigned int)from->ways) +
				  w->base;
			r->size = from->size;
			next[from->window] = r->base + r->size;
			if (next[from->window] > w->base + w->size)
				return -EINVAL;
		}
	}
	return 0;
}

/* One level of an interleave: positions are the region's, `stride` positions apart belong to one
 * component. Writes into each slot what `target` says of that slot's devices. */
struct level {
	unsigned int stride, ways;
	uint8_t targets[TOPO_MAX_WAYS];
};

static uint8_t port_number(const struct model *m, const struct topo_device *d)
{
	return m->ports[d->port].number;
}

static uint8_t downstream_number(const struct model *m, const struct topo_device *d)
{
	(void)m;
	return (uint8_t)d->downstream;
}

/*
 * Which slots of the next level a component gets: of the positions first, first + stride, ... the
 * smallest count after which the targets repeat.
 */
static int find_level(const struct model *m, const struct topo_region *r, unsigned int first,
		      unsigned int stride,
		      uint8_t (*target)(const struct model *, const struct topo_device *),
		      struct level *out)
{
	unsigned int count = (unsigned int)r->ways / stride;
	uint8_t all[TOPO_MAX_WAYS] = {0};

	for (unsigned int i = 0; i < count; i++)
		all[i] = target(m, &m->topo->devices[r->devices[first + i * stride]]);
	out->stride = stride;
	for (out->ways = 1; out->ways <= count; out->ways++) {
		unsigned int same = 0;

		while (same < count && all[same] == all[same % out->ways])
			same++;
		if (count % out->ways == 0 && same == count)
			break;
	}
	memcpy(out->targets, all, out->ways);
	return out->ways <= HDM_MAX_TARGETS ? 0 : -EINVAL;
}

static int add_hop(struct model_region *r, const struct topo_region *from, struct hdm *hdm,
		   const struct level *level)
{
	struct model_hop *hop;
	int ig, iw;

	/* With one target the granularity selects nothing. */
	ig = hdm_encode_granularity(level->ways > 1 ? (uint64_t)from->granularity * level->stride
						    : 256);
	iw = hdm_encode_ways(level->ways);
	if (ig < 0 || iw < 0 || r->hop_count == MODEL_HOPS)
		return -EINVAL;
	hop = &r->hops[r->hop_count++];
	*hop = (struct model_hop){
		.hdm = hdm,
		.device = UINT8_MAX,
		.owner = UINT8_MAX,
		.ig = (uint8_t)ig,
		.iw = (uint8_t)iw,
	};
	for (unsigned int i = 0; i < level->ways && i < HDM_MAX_TARGETS; i++)
		*(i < 4 ? &hop->low : &hop->high) |= (uint32_t)level->targets[i] << 8 * (i & 3);
	return 0;
}

static bool has_hop(const struct model_region *r, const struct hdm *hdm)
{
	for (uint32_t i = 0; i < r->hop_count; i++)
		if (r->hops[i].hdm == hdm)
			return true;
	return false;
}

/* The switch above a device, if it has one. `first` and `stride`: the positions that reach its
 * port. */
static int plan_switch(struct model *m, struct model_region *r, const struct topo_region *from,
		       const struct topo_device *d, unsigned int first, unsigned int stride)
{
	struct model_switch *sw;
	struct level level;
	int rc;

	if (d->sw < 0)
		return 0;
	sw = &m->switches[d->sw];
	if (has_hop(r, &sw->hdm))
		return 0;
	rc = find_level(m, from, first, stride, downstream_number, &level);
	if (rc || (rc = add_hop(r, from, &sw->hdm, &level)))
		return rc;
	r->hops[r->hop_count - 1].owner = (uint8_t)d->port;
	return 0;
}

static int plan_device(struct model *m, struct model_region *r, const struct topo_region *from,
		       int device)
{
	struct level level = {.stride = 1, .ways = (unsigned int)from->ways};
	int ig = hdm_encode_granularity(from->ways > 1 ? from->granularity : 256);
	int iw = hdm_encode_ways(level.ways);

	if (ig < 0 || iw < 0 || r->hop_count == MODEL_HOPS || has_hop(r, &m->devices[device].hdm))
		return -EINVAL;
	r->hops[r->hop_count++] = (struct model_hop){
		.hdm = &m->devices[device].hdm,
		.device = (uint8_t)device,
		.owner = (uint8_t)m->topo->devices[device].port,
		.ig = (uint8_t)ig,
		.iw = (uint8_t)iw,
	};
	return 0;
}

static int plan_region(struct model *m, struct model_region *r, const struct topo_region *from)
{
	const struct model_window *w = &m->windows[from->window];
	struct level level;
	int rc;

	for (int pos = 0; pos < from->ways; pos++)
		if (from->devices[pos] < 0 || (uint32_t)from->devices[pos] >= m->device_count)
			return -EINVAL;
	if (from->ways % w->ways ||
	    (w->ways > 1 && 8 + hdm_encode_granularity(from->granularity) != w->shift))
		return -EINVAL;
	for (unsigned int pos = 0; pos < (unsigned int)from->ways; pos++) {
		const struct topo_device *d = &m->topo->devices[from->devices[pos]];
		unsigned int first = pos % w->ways, stride = w->ways;
		struct model_bridge *bridge = &m->bridges[w->bridges[first]];

		if (m->ports[d->port].bridge != w->bridges[first])
			return -EINVAL;
		rc = find_level(m, from, first, stride, port_number, &level);
		if (!rc && !bridge->passthrough && !has_hop(r, &bridge->hdm))
			rc = add_hop(r, from, &bridge->hdm, &level);
		if (rc)
			return rc;
		first += (pos - first) / stride % level.ways * stride;
		stride *= level.ways;
		rc = plan_switch(m, r, from, d, first, stride);
		if (!rc)
			rc = plan_device(m, r, from, from->devices[pos]);
		if (rc)
			return rc;
		r->ports |= 1u << d->port;
	}
	return 0;
}

/* Numbers the decoders and places the device memory, in ascending address. */
static int number_decoders(struct model *m)
{
	uint64_t dpa[TOPO_MAX_DEVICES][2] = {0};
	uint32_t done = 0;

	for (uint32_t i = 0; i < m->device_count; i++)
		dpa[i][1] = m->devices[i].volatile_size;
	for (uint32_t n = 0; n < m->region_count; n++) {
		uint32_t lowest = UINT32_MAX;
		struct model_region *r;
		bool persistent;

		for (uint32_t i = 0; i < m->region_count; i++)
			if (!(done >> i & 1) &&
			    (lowest == UINT32_MAX || m->regions[i].base < m->regions[lowest].base))
				lowest = i;
		done |= 1u << lowest;
		r = &m->regions[lowest];
		persistent = m->topo->regions[lowest].persistent;
		for (uint32_t i = 0; i < r->hop_count; i++) {
			struct model_hop *hop = &r->hops[i];

			hop->decoder = hop->hdm->used++;
			if (hop->decoder >= (hop->hdm->device ? 10 : 16))
				return -EINVAL;
			if (hop->device == UINT8_MAX)
				continue;
			hop->dpa = dpa[hop->device][persistent];
			dpa[hop->device][persistent] +=
				r->size / (unsigned int)m->topo->regions[lowest].ways;
		}
	}
	/* The counts were borrowed. */
	for (uint32_t i = 0; i < m->region_count; i++)
		for (uint32_t h = 0; h < m->regions[i].hop_count; h++)
			m->regions[i].hops[h].hdm->used = 0;
	return 0;
}

int plan_regions(struct model *m)
{
	int rc = place_regions(m);

	for (uint32_t i = 0; i < m->region_count && !rc; i++)
		rc = plan_region(m, &m->regions[i], &m->topo->regions[i]);
	return rc ? rc : number_decoders(m);
}
