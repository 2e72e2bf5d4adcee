// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FNV-1a over the declared machine, field by field and of fixed width: the same on every compiler
 * and computer, whatever comments, key order or the file's name are.
 */
#include "topo/internal.h"

#include <string.h>

static void add(uint64_t *h, uint64_t v)
{
	for (int i = 0; i < 8; i++, v >>= 8)
		*h = (*h ^ (v & 0xff)) * 0x100000001b3ull;
}

static void add_name(uint64_t *h, const char *name)
{
	size_t length = strlen(name);

	add(h, length);
	for (size_t i = 0; i < length; i++)
		*h = (*h ^ (unsigned char)name[i]) * 0x100000001b3ull;
}

static void add_ti(uint64_t *h, const struct topo_ti *ti)
{
	uint64_t bits = 0;
	const bool flags[] = {ti->present,         ti->mem_timeout,   ti->mem_isolation,
			      ti->mem_link_down,   ti->cache_timeout, ti->cache_isolation,
			      ti->cache_link_down, ti->err_cor,       ti->interrupt,
			      ti->level_link_down, ti->conforming};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		bits |= (uint64_t)flags[i] << i;
	add(h, bits);
	add(h, ti->mem_ranges);
	add(h, ti->cache_ranges);
	add(h, ti->vectors);
	add(h, ti->message);
}

static void add_tree(uint64_t *h, const struct topo *topo)
{
	add(h, (uint64_t)topo->bridge_count);
	for (int i = 0; i < topo->bridge_count; i++) {
		add_name(h, topo->bridges[i].name);
		add(h, topo->bridges[i].passthrough_decoders);
	}
	add(h, (uint64_t)topo->port_count);
	for (int i = 0; i < topo->port_count; i++) {
		add_name(h, topo->ports[i].name);
		add(h, (uint64_t)topo->ports[i].bridge);
		add(h, topo->ports[i].hotplug);
		add_ti(h, &topo->ports[i].ti);
	}
	add(h, (uint64_t)topo->switch_count);
	for (int i = 0; i < topo->switch_count; i++) {
		add_name(h, topo->switches[i].name);
		add(h, (uint64_t)topo->switches[i].port);
		add(h, (uint64_t)topo->switches[i].downstream_count);
	}
	add(h, (uint64_t)topo->device_count);
	for (int i = 0; i < topo->device_count; i++) {
		const struct topo_device *d = &topo->devices[i];

		add_name(h, d->name);
		add(h, (uint64_t)d->port);
		add(h, (uint64_t)(int64_t)d->sw);
		add(h, (uint64_t)(int64_t)d->downstream);
		add(h, d->serial);
		add(h, d->volatile_size);
		add(h, d->persistent_size);
	}
}

static void add_list(uint64_t *h, const int *items, int count)
{
	add(h, (uint64_t)count);
	for (int i = 0; i < count; i++)
		add(h, (uint64_t)items[i]);
}

uint64_t topo_hash(const struct topo *topo)
{
	uint64_t h = 0xcbf29ce484222325ull;

	add_tree(&h, topo);
	add(&h, (uint64_t)topo->window_count);
	for (int i = 0; i < topo->window_count; i++) {
		const struct topo_window *w = &topo->windows[i];

		add_name(&h, w->name);
		add(&h, w->size);
		add_list(&h, w->bridges, w->ways);
		add(&h, w->granularity);
	}
	add(&h, (uint64_t)topo->region_count);
	for (int i = 0; i < topo->region_count; i++) {
		const struct topo_region *r = &topo->regions[i];

		add_name(&h, r->name);
		add(&h, (uint64_t)r->window);
		add(&h, r->size);
		add_list(&h, r->devices, r->ways);
		add(&h, r->granularity);
		add(&h, r->persistent);
		add(&h, (uint64_t)r->mode);
	}
	return h;
}
