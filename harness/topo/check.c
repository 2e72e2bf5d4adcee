// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What no single value shows: sizes against each other and interleave. What is already known to be
 * wrong (0, -1) is left out, so that one mistake is one message.
 *
 * Interleave: the window picks a bridge by the address bits at its granularity, the bridge a root
 * port by the next ones, a switch a downstream port by those after them, and the device drops all
 * of them (CXL r3.2 8.2.4.20, 9.13.1). So device p of a region must lie below bridge p mod ways,
 * and so on downwards.
 */
#include "topo/internal.h"

bool topo_ways_valid(int ways)
{
	return ways >= 1 && ways <= TOPO_MAX_WAYS && !(ways & (ways - 1));
}

static bool check_ways(struct loader *l, int line, int ways, const char *of)
{
	if (topo_ways_valid(ways))
		return true;
	if (ways == 3 || ways == 6 || ways == 12)
		topo_mistake(l, line,
			     "found %d %s, expected 1, 2, 4, 8 or 16 (bridges and switches have no "
			     "3, 6 and 12 ways)",
			     ways, of);
	else
		topo_mistake(l, line, "found %d %s, expected 1, 2, 4, 8 or 16", ways, of);
	return false;
}

/* Reports each element that was in the list before. Returns whether all are known and different. */
static bool check_list(struct loader *l, const int *items, const int *lines, int count,
		       const char *kind)
{
	bool good = true;

	for (int i = 0; i < count; i++) {
		if (items[i] < 0)
			good = false;
		for (int j = 0; j < i && items[i] >= 0; j++) {
			if (items[i] != items[j])
				continue;
			topo_mistake(l, lines[i],
				     "found %s \"%s\" again (first on line %d), expected another "
				     "one",
				     kind,
				     *kind == 'b' ? l->topo->bridges[items[i]].name
						  : l->topo->devices[items[i]].name,
				     lines[j]);
			good = false;
			break;
		}
	}
	return good;
}

static void check_window(struct loader *l, int index)
{
	const struct topo_window *w = &l->topo->windows[index];
	uint64_t used = 0;

	if (!w->ways)
		return;
	check_ways(l, l->lines.window_bridges[index], w->ways, "bridges");
	check_list(l, w->bridges, l->lines.window_bridge[index], w->ways, "bridge");
	if (!w->size)
		return;
	if (w->size % ((uint64_t)w->ways * TOPO_UNIT))
		topo_mistake(l, l->lines.window_size[index],
			     "found size %s over %d bridges, expected a multiple of %s",
			     topo_size_text(w->size).s, w->ways,
			     topo_size_text((uint64_t)w->ways * TOPO_UNIT).s);
	for (int i = 0; i < l->topo->region_count; i++)
		if (l->topo->regions[i].window == index)
			used += l->topo->regions[i].size;
	if (used > w->size)
		topo_mistake(l, l->lines.window_size[index],
			     "found size %s, expected at least %s for the window's regions",
			     topo_size_text(w->size).s, topo_size_text(used).s);
}

static void check_device(struct loader *l, int index)
{
	const struct topo *topo = l->topo;
	const struct topo_device *d = &topo->devices[index];
	uint64_t used[2] = {0}, has[2] = {d->volatile_size, d->persistent_size};

	for (int i = 0; i < index; i++)
		if (topo->devices[i].serial == d->serial)
			topo_mistake(l, l->lines.device_serial[index],
				     "found serial %#llx again (first on line %d), expected "
				     "another one",
				     (unsigned long long)d->serial, l->lines.device_serial[i]);
	for (int i = 0; i < topo->region_count; i++) {
		const struct topo_region *r = &topo->regions[i];

		for (int j = 0; j < r->ways; j++) {
			uint64_t part = r->size / (uint64_t)r->ways;

			if (r->devices[j] != index)
				continue;
			used[r->persistent] += part;
			if (used[r->persistent] <= has[r->persistent] || !part)
				continue;
			topo_mistake(l, l->lines.region_device[i][j],
				     "found device \"%s\" in use for %s, expected at most its %s "
				     "of %s memory",
				     d->name, topo_size_text(used[r->persistent]).s,
				     topo_size_text(has[r->persistent]).s,
				     r->persistent ? "persistent" : "volatile");
			break;
		}
	}
}

/* What decodes at a level: the ways so far, and what is chosen among. */
struct level {
	int region, first, stride, count; /* positions first, first + stride, ... */
	const char *parent;
};

static int downstream_of(const struct topo *topo, int region, int position)
{
	return topo->devices[topo->regions[region].devices[position]].downstream;
}

static int port_of(const struct topo *topo, int region, int position)
{
	return topo->devices[topo->regions[region].devices[position]].port;
}

/* At one level the targets must alternate: q-th equal to (q mod n)-th for n different ones.
 * Returns n, or 0 after reporting. */
static int check_level(struct loader *l, const struct level *at,
		       int (*target)(const struct topo *, int, int), const char *what)
{
	uint64_t seen = 0;
	int n = 0;

	for (int q = 0; q < at->count; q++) {
		int t = target(l->topo, at->region, at->first + q * at->stride);

		if (t < 0) /* reported when it was read */
			return 0;
		n += !(seen >> t & 1);
		seen |= 1ull << t;
	}
	if (!topo_ways_valid(n) || n > TOPO_TARGET_LIST) {
		topo_mistake(l, l->lines.region_devices[at->region],
			     "found %d %ss below \"%s\" in one region, expected 1, 2, 4 or 8", n,
			     what, at->parent);
		return 0;
	}
	for (int q = n; q < at->count; q++) {
		int p = at->first + q * at->stride, r = at->first + (q % n) * at->stride;
		const struct topo_region *region = &l->topo->regions[at->region];

		if (target(l->topo, at->region, p) == target(l->topo, at->region, r))
			continue;
		topo_mistake(l, l->lines.region_device[at->region][p],
			     "found device \"%s\" at position %d, expected one behind the same %s "
			     "as \"%s\" at position %d (%d ways below \"%s\")",
			     l->topo->devices[region->devices[p]].name, p, what,
			     l->topo->devices[region->devices[r]].name, r, n, at->parent);
		return 0;
	}
	return n;
}

static bool check_bridges(struct loader *l, int index)
{
	const struct topo *topo = l->topo;
	const struct topo_region *r = &topo->regions[index];
	const struct topo_window *w = &topo->windows[r->window];
	bool good = true;

	if (r->ways % w->ways) {
		topo_mistake(l, l->lines.region_devices[index],
			     "found %d device%s, expected a multiple of %d: window \"%s\" is "
			     "interleaved over %d bridges",
			     r->ways, r->ways == 1 ? "" : "s", w->ways, w->name, w->ways);
		return false;
	}
	for (int p = 0; p < r->ways; p++) {
		const struct topo_device *d = &topo->devices[r->devices[p]];
		int want = w->bridges[p % w->ways], is = topo->ports[d->port].bridge;

		if (want < 0)
			return false;
		if (want == is)
			continue;
		topo_mistake(l, l->lines.region_device[index][p],
			     "found device \"%s\" below bridge \"%s\" at position %d, expected one "
			     "below \"%s\"",
			     d->name, topo->bridges[is].name, p, topo->bridges[want].name);
		good = false;
	}
	return good;
}

static void check_interleave(struct loader *l, int index)
{
	const struct topo *topo = l->topo;
	const struct topo_region *r = &topo->regions[index];
	const struct topo_window *w = &topo->windows[r->window];

	if (!check_bridges(l, index))
		return;
	for (int b = 0; b < w->ways; b++) {
		struct level at = {.region = index,
				   .first = b,
				   .stride = w->ways,
				   .count = r->ways / w->ways,
				   .parent = topo->bridges[w->bridges[b]].name};
		int ports = check_level(l, &at, port_of, "root port");

		for (int q = 0; q < ports && at.count > ports; q++) {
			const struct topo_device *d = &topo->devices[r->devices[b + q * w->ways]];
			struct level below = {.region = index,
					      .first = b + q * w->ways,
					      .stride = w->ways * ports,
					      .count = at.count / ports,
					      .parent =
						      d->sw < 0 ? "" : topo->switches[d->sw].name};

			check_level(l, &below, downstream_of, "downstream port");
		}
	}
}

static void check_region(struct loader *l, int index)
{
	const struct topo *topo = l->topo;
	const struct topo_region *r = &topo->regions[index];
	const struct topo_window *w = r->window < 0 ? NULL : &topo->windows[r->window];
	bool good;

	if (!r->ways)
		return;
	good = check_ways(l, l->lines.region_devices[index], r->ways, "devices");
	good &= check_list(l, r->devices, l->lines.region_device[index], r->ways, "device");
	if (r->size % ((uint64_t)r->ways * TOPO_UNIT))
		topo_mistake(l, l->lines.region_size[index],
			     "found size %s over %d devices, expected a multiple of %s",
			     topo_size_text(r->size).s, r->ways,
			     topo_size_text((uint64_t)r->ways * TOPO_UNIT).s);
	if (r->persistent && r->mode == TOPO_MODE_SYSTEM_RAM)
		topo_mistake(l, r->line,
			     "found persistent memory as system-ram, expected device-dax or none");
	if (!w || !w->ways)
		return;
	if (w->ways > 1 && r->granularity && w->granularity && r->granularity != w->granularity)
		topo_mistake(l, l->lines.region_granularity[index],
			     "found granularity %u, expected %u as in window \"%s\", which is "
			     "interleaved",
			     r->granularity, w->granularity, w->name);
	if (good && topo_ways_valid(w->ways))
		check_interleave(l, index);
}

void topo_check(struct loader *l)
{
	for (int i = 0; i < l->topo->window_count; i++)
		check_window(l, i);
	for (int i = 0; i < l->topo->device_count; i++)
		check_device(l, i);
	for (int i = 0; i < l->topo->region_count; i++)
		check_region(l, i);
}
