// SPDX-License-Identifier: GPL-2.0-or-later
/* What a port's T&I capability offers; the keys are the emulator's property names without "ti-". */
#include "topo/internal.h"

#include <string.h>

#include "regs/ti.h"

enum ti_key {
	TI_MEM_RANGES,
	TI_MEM_TIMEOUT,
	TI_MEM_ISOLATION,
	TI_MEM_LINK_DOWN,
	TI_CACHE_RANGES,
	TI_CACHE_TIMEOUT,
	TI_CACHE_ISOLATION,
	TI_CACHE_LINK_DOWN,
	TI_ERR_COR_KEY,
	TI_INTERRUPT_KEY,
	TI_VECTORS,
	TI_MESSAGE,
	TI_TRIGGER,
	TI_CONFORMING,
	TI_KEYS
};

static const struct topo_key ti_keys[TI_KEYS] = {
	[TI_MEM_RANGES] = {"mem-ranges", false},
	[TI_MEM_TIMEOUT] = {"mem-timeout", false},
	[TI_MEM_ISOLATION] = {"mem-isolation", false},
	[TI_MEM_LINK_DOWN] = {"mem-link-down", false},
	[TI_CACHE_RANGES] = {"cache-ranges", false},
	[TI_CACHE_TIMEOUT] = {"cache-timeout", false},
	[TI_CACHE_ISOLATION] = {"cache-isolation", false},
	[TI_CACHE_LINK_DOWN] = {"cache-link-down", false},
	[TI_ERR_COR_KEY] = {"err-cor", false},
	[TI_INTERRUPT_KEY] = {"interrupt", false},
	[TI_VECTORS] = {"vectors", false},
	[TI_MESSAGE] = {"message", false},
	[TI_TRIGGER] = {"link-down-trigger", false},
	[TI_CONFORMING] = {"conforming", false},
};

static const struct topo_ti ti_full = {
	.present = true,
	.mem_ranges = 0xf,
	.mem_timeout = true,
	.mem_isolation = true,
	.mem_link_down = true,
	.err_cor = true,
	.interrupt = true,
	.vectors = 1,
	.conforming = true,
};

static void load_bool(struct loader *l, yaml_node_t *const *values, enum ti_key key, bool *out)
{
	if (values[key])
		topo_get_bool(l, values[key], ti_keys[key].name, out);
}

static bool load_byte(struct loader *l, yaml_node_t *const *values, enum ti_key key, uint64_t max,
		      uint8_t *out)
{
	uint64_t v;

	if (!values[key] || !topo_get_number(l, values[key], ti_keys[key].name, 0, max, &v))
		return false;
	*out = (uint8_t)v;
	return true;
}

/* The line of a key's value, or of the whole mapping where its default applies. */
static int line_of(const yaml_node_t *map, yaml_node_t *const *values, enum ti_key key)
{
	return topo_line(values[key] ? values[key] : map);
}

static void check_ranges(struct loader *l, yaml_node_t *const *values, enum ti_key key,
			 unsigned int ranges)
{
	if (values[key] && !ti_ranges_valid(ranges))
		topo_mistake(l, topo_line(values[key]),
			     "found reserved encoding %#x for \"%s\", expected 0, 1, 2, 3, 6, 7, "
			     "0xe or 0xf (or \"conforming: false\")",
			     ranges, ti_keys[key].name);
}

static void check_link_down(struct loader *l, const yaml_node_t *map, yaml_node_t *const *values,
			    enum ti_key link_down, enum ti_key isolation)
{
	topo_mistake(l, line_of(map, values, link_down),
		     "found \"%s\" without \"%s\", expected both or \"%s: false\" (or "
		     "\"conforming: false\")",
		     ti_keys[link_down].name, ti_keys[isolation].name, ti_keys[link_down].name);
}

/* CXL r3.2 8.2.4.24.1 */
static void check_ti(struct loader *l, const yaml_node_t *map, yaml_node_t *const *values,
		     const struct topo_ti *ti)
{
	check_ranges(l, values, TI_MEM_RANGES, ti->mem_ranges);
	check_ranges(l, values, TI_CACHE_RANGES, ti->cache_ranges);
	if (ti->mem_link_down && !ti->mem_isolation)
		check_link_down(l, map, values, TI_MEM_LINK_DOWN, TI_MEM_ISOLATION);
	if (ti->cache_link_down && !ti->cache_isolation)
		check_link_down(l, map, values, TI_CACHE_LINK_DOWN, TI_CACHE_ISOLATION);
	if (ti->message && !ti->interrupt)
		topo_mistake(l, line_of(map, values, TI_MESSAGE),
			     "found message %u without \"interrupt\", expected message 0 (or "
			     "\"conforming: false\")",
			     ti->message);
	else if (ti->vectors && ti->message >= ti->vectors)
		topo_mistake(l, line_of(map, values, TI_MESSAGE),
			     "found message %u of %u vectors, expected at most %u (or "
			     "\"conforming: false\")",
			     ti->message, ti->vectors, ti->vectors - 1);
}

static void load_vectors(struct loader *l, yaml_node_t *const *values, struct topo_ti *ti)
{
	if (!load_byte(l, values, TI_VECTORS, UINT8_MAX, &ti->vectors))
		return;
	if (ti->vectors && ti->vectors <= 32 && !(ti->vectors & (ti->vectors - 1)))
		return;
	topo_mistake(l, topo_line(values[TI_VECTORS]),
		     "found %u for \"vectors\", expected 1, 2, 4, 8, 16 or 32", ti->vectors);
	ti->vectors = 0;
}

void topo_load_ti(struct loader *l, const yaml_node_t *node, struct topo_ti *ti)
{
	static const char *const words[] = {"none", "full", NULL};
	static const char *const triggers[] = {"edge", "level", NULL};
	yaml_node_t *values[TI_KEYS];
	int word = 0;

	if (node->type == YAML_SCALAR_NODE) {
		if (topo_get_word(l, node, "ti", words, &word) && word)
			*ti = ti_full;
		return;
	}
	if (!topo_get_map(l, node, "\"ti\"", ti_keys, TI_KEYS, values))
		return;
	*ti = ti_full;
	load_bool(l, values, TI_MEM_TIMEOUT, &ti->mem_timeout);
	load_bool(l, values, TI_MEM_ISOLATION, &ti->mem_isolation);
	load_bool(l, values, TI_MEM_LINK_DOWN, &ti->mem_link_down);
	load_bool(l, values, TI_CACHE_TIMEOUT, &ti->cache_timeout);
	load_bool(l, values, TI_CACHE_ISOLATION, &ti->cache_isolation);
	load_bool(l, values, TI_CACHE_LINK_DOWN, &ti->cache_link_down);
	load_bool(l, values, TI_ERR_COR_KEY, &ti->err_cor);
	load_bool(l, values, TI_INTERRUPT_KEY, &ti->interrupt);
	load_bool(l, values, TI_CONFORMING, &ti->conforming);
	/* A protocol without timeout offers no ranges unless the file says otherwise. */
	if (!ti->mem_timeout)
		ti->mem_ranges = 0;
	load_byte(l, values, TI_MEM_RANGES, 0xf, &ti->mem_ranges);
	load_byte(l, values, TI_CACHE_RANGES, 0xf, &ti->cache_ranges);
	load_byte(l, values, TI_MESSAGE, 31, &ti->message);
	load_vectors(l, values, ti);
	if (values[TI_TRIGGER] &&
	    topo_get_word(l, values[TI_TRIGGER], ti_keys[TI_TRIGGER].name, triggers, &word))
		ti->level_link_down = word == 1;
	if (ti->conforming)
		check_ti(l, node, values, ti);
}
