// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A topology file to struct topo. Each item is read into its array in the order of the file, so
 * that indices do not depend on names; references are resolved as soon as they are read, since
 * everything they may name comes before them in the structure.
 */
#include "topo/internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Serial numbers that the file does not give: this plus the device's index. */
#define SERIAL_BASE 0x150700000000ull

#define KEYS(keys) keys, sizeof(keys) / sizeof(keys[0])

static const char *const partitions[] = {"volatile", "persistent"};

static void load_device(struct loader *l, const yaml_node_t *node, int port, int sw,
			uint32_t *used_downstream)
{
	enum { NAME, SERIAL, VOLATILE, PERSISTENT, DOWNSTREAM, COUNT };
	static const struct topo_key keys[COUNT] = {{"name", true},
						    {"serial", false},
						    {"volatile", false},
						    {"persistent", false},
						    {"downstream", false}};
	struct topo *topo = l->topo;
	yaml_node_t *values[COUNT];
	struct topo_device *d;
	uint64_t slot;

	if (topo->device_count == TOPO_MAX_DEVICES) {
		topo_mistake(l, topo_line(node), "found one more device, expected at most %d",
			     TOPO_MAX_DEVICES);
		return;
	}
	d = &topo->devices[topo->device_count];
	d->line = l->lines.device_serial[topo->device_count] = topo_line(node);
	d->port = port;
	d->sw = sw;
	d->downstream = -1;
	d->serial = SERIAL_BASE + (uint64_t)topo->device_count;
	topo->device_count++;
	/* Without a switch there is no downstream port to name. */
	if (!topo_get_map(l, node, "a device", keys, sw < 0 ? COUNT - 1 : COUNT, values))
		return;
	if (values[NAME])
		topo_get_new_name(l, values[NAME], d->name);
	if (values[SERIAL]) {
		l->lines.device_serial[d - topo->devices] = topo_line(values[SERIAL]);
		topo_get_number(l, values[SERIAL], "serial", 1, UINT64_MAX - 1, &d->serial);
	}
	for (int i = 0; i < 2; i++)
		if (values[VOLATILE + i])
			topo_get_size(l, values[VOLATILE + i], partitions[i], TOPO_UNIT,
				      TOPO_SIZE_MAX, i ? &d->persistent_size : &d->volatile_size);
	if (!values[VOLATILE] && !values[PERSISTENT])
		topo_mistake(l, d->line,
			     "found a device without memory, expected \"volatile\" or "
			     "\"persistent\"");
	if (sw < 0)
		return;
	if (values[DOWNSTREAM]) {
		if (!topo_get_number(l, values[DOWNSTREAM], "downstream", 0,
				     (uint64_t)topo->switches[sw].downstream_count - 1, &slot))
			return;
		if (*used_downstream >> slot & 1)
			topo_mistake(l, topo_line(values[DOWNSTREAM]),
				     "found downstream port %d in use, expected a free one",
				     (int)slot);
	} else {
		slot = (uint64_t)__builtin_ctz(~*used_downstream);
	}
	*used_downstream |= 1u << slot;
	d->downstream = (int)slot;
}

static void load_switch(struct loader *l, const yaml_node_t *node, int port)
{
	enum { NAME, DOWNSTREAM, DEVICES, COUNT };
	static const struct topo_key keys[COUNT] = {
		{"name", true}, {"downstream", false}, {"devices", true}};
	struct topo *topo = l->topo;
	yaml_node_t *values[COUNT];
	int index = topo->switch_count;
	struct topo_switch *s;
	uint32_t used = 0;
	uint64_t count;
	int devices;

	if (topo->switch_count == TOPO_MAX_SWITCHES) {
		topo_mistake(l, topo_line(node), "found one more switch, expected at most %d",
			     TOPO_MAX_SWITCHES);
		return;
	}
	s = &topo->switches[topo->switch_count++];
	s->line = topo_line(node);
	s->port = port;
	s->downstream_count = TOPO_MAX_DOWNSTREAM;
	if (!topo_get_map(l, node, "a switch", keys, COUNT, values))
		return;
	if (values[NAME])
		topo_get_new_name(l, values[NAME], s->name);
	devices = values[DEVICES] ? topo_get_list(l, values[DEVICES], "devices", "devices", 1,
						  TOPO_MAX_DOWNSTREAM)
				  : 0;
	if (values[DOWNSTREAM] &&
	    topo_get_number(l, values[DOWNSTREAM], "downstream", 1, TOPO_MAX_DOWNSTREAM, &count)) {
		s->downstream_count = (int)count;
		if (devices > (int)count)
			topo_mistake(l, topo_line(values[DEVICES]),
				     "found %d devices below %d downstream ports, expected at most "
				     "%d",
				     devices, (int)count, (int)count);
	} else if (devices) {
		s->downstream_count = devices;
	}
	for (int i = 0; i < devices; i++)
		load_device(l, topo_item(l, values[DEVICES], i), port, index, &used);
}

static void load_port(struct loader *l, const yaml_node_t *node, int bridge)
{
	enum { NAME, HOTPLUG, TI, DEVICE, SWITCH, COUNT };
	static const struct topo_key keys[COUNT] = {{"name", true},
						    {"hotplug", false},
						    {"ti", false},
						    {"device", false},
						    {"switch", false}};
	struct topo *topo = l->topo;
	int index = topo->port_count;
	yaml_node_t *values[COUNT];
	struct topo_port *p;

	if (index == TOPO_MAX_PORTS) {
		topo_mistake(l, topo_line(node), "found one more root port, expected at most %d",
			     TOPO_MAX_PORTS);
		return;
	}
	p = &topo->ports[topo->port_count++];
	p->line = topo_line(node);
	p->bridge = bridge;
	if (!topo_get_map(l, node, "a root port", keys, COUNT, values))
		return;
	if (values[NAME])
		topo_get_new_name(l, values[NAME], p->name);
	if (values[HOTPLUG])
		topo_get_bool(l, values[HOTPLUG], "hotplug", &p->hotplug);
	if (values[TI])
		topo_load_ti(l, values[TI], &p->ti);
	if (values[DEVICE] && values[SWITCH])
		topo_mistake(l, topo_line(values[SWITCH]),
			     "found \"device\" and \"switch\" below one root port, expected one of "
			     "them");
	if (values[DEVICE])
		load_device(l, values[DEVICE], index, -1, NULL);
	if (values[SWITCH])
		load_switch(l, values[SWITCH], index);
}

static void load_bridge(struct loader *l, const yaml_node_t *node)
{
	enum { NAME, PASSTHROUGH, PORTS, COUNT };
	static const struct topo_key keys[COUNT] = {
		{"name", true}, {"passthrough-decoders", false}, {"ports", true}};
	struct topo *topo = l->topo;
	int index = topo->bridge_count++;
	struct topo_bridge *b = &topo->bridges[index];
	yaml_node_t *values[COUNT];
	int count;

	b->line = topo_line(node);
	if (!topo_get_map(l, node, "a bridge", keys, COUNT, values))
		return;
	if (values[NAME])
		topo_get_new_name(l, values[NAME], b->name);
	if (values[PASSTHROUGH])
		topo_get_bool(l, values[PASSTHROUGH], "passthrough-decoders",
			      &b->passthrough_decoders);
	if (!values[PORTS])
		return;
	count = topo_get_list(l, values[PORTS], "ports", "root ports", 1, TOPO_MAX_PORTS);
	for (int i = 0; i < count; i++)
		load_port(l, topo_item(l, values[PORTS], i), index);
}

/* Index of the item that the node names, -1 after reporting. Items begin with their names. */
static int find_item(struct loader *l, const yaml_node_t *node, const char *key, const char *kind,
		     const char *first, size_t item_size, int count)
{
	const char *name = topo_get_reference(l, node, key);

	if (!name)
		return -1;
	for (int i = 0; i < count; i++)
		if (!strcmp(first + (size_t)i * item_size, name))
			return i;
	topo_mistake(l, topo_line(node), "found unknown name %s, expected the name of a %s",
		     topo_quote_node(node).s, kind);
	return -1;
}

static void load_window(struct loader *l, const yaml_node_t *node)
{
	enum { NAME, SIZE, BRIDGES, GRANULARITY, COUNT };
	static const struct topo_key keys[COUNT] = {
		{"name", true}, {"size", true}, {"bridges", true}, {"granularity", false}};
	struct topo *topo = l->topo;
	int index = topo->window_count++;
	struct topo_window *w = &topo->windows[index];
	yaml_node_t *values[COUNT], *item;
	uint64_t granularity = 256;

	w->line = topo_line(node);
	if (!topo_get_map(l, node, "a window", keys, COUNT, values))
		return;
	if (values[NAME])
		topo_get_new_name(l, values[NAME], w->name);
	if (values[SIZE]) {
		l->lines.window_size[index] = topo_line(values[SIZE]);
		topo_get_size(l, values[SIZE], "size", TOPO_UNIT, TOPO_SIZE_MAX, &w->size);
	}
	if (values[GRANULARITY] &&
	    !topo_get_size(l, values[GRANULARITY], "granularity", 256, 16384, &granularity))
		granularity = 0;
	w->granularity = (uint32_t)granularity;
	if (!values[BRIDGES])
		return;
	l->lines.window_bridges[index] = topo_line(values[BRIDGES]);
	w->ways = topo_get_list(l, values[BRIDGES], "bridges", "bridges", 1, TOPO_MAX_WAYS);
	for (int i = 0; i < w->ways; i++) {
		item = topo_item(l, values[BRIDGES], i);
		l->lines.window_bridge[index][i] = topo_line(item);
		w->bridges[i] = find_item(l, item, "bridges", "bridge", topo->bridges[0].name,
					  sizeof(topo->bridges[0]), topo->bridge_count);
	}
}

static void load_region_devices(struct loader *l, const yaml_node_t *list, int index)
{
	struct topo *topo = l->topo;
	struct topo_region *r = &topo->regions[index];
	yaml_node_t *item;

	l->lines.region_devices[index] = topo_line(list);
	r->ways = topo_get_list(l, list, "devices", "devices", 1, TOPO_MAX_WAYS);
	for (int i = 0; i < r->ways; i++) {
		item = topo_item(l, list, i);
		l->lines.region_device[index][i] = topo_line(item);
		r->devices[i] = find_item(l, item, "devices", "device", topo->devices[0].name,
					  sizeof(topo->devices[0]), topo->device_count);
	}
}

static void load_region(struct loader *l, const yaml_node_t *node)
{
	enum { NAME, WINDOW, SIZE, DEVICES, GRANULARITY, TYPE, MODE, COUNT };
	static const struct topo_key keys[COUNT] = {
		{"name", true},         {"window", true}, {"size", true}, {"devices", true},
		{"granularity", false}, {"type", false},  {"mode", false}};
	static const char *const modes[] = {"none", "device-dax", "system-ram", NULL};
	static const char *const types[] = {"volatile", "persistent", NULL};
	struct topo *topo = l->topo;
	int index = topo->region_count++, word;
	struct topo_region *r = &topo->regions[index];
	yaml_node_t *values[COUNT];
	uint64_t granularity = 256;

	r->line = topo_line(node);
	r->window = -1;
	r->mode = TOPO_MODE_DEVDAX;
	if (!topo_get_map(l, node, "a region", keys, COUNT, values))
		return;
	if (values[NAME])
		topo_get_new_name(l, values[NAME], r->name);
	if (values[WINDOW])
		r->window = find_item(l, values[WINDOW], "window", "window", topo->windows[0].name,
				      sizeof(topo->windows[0]), topo->window_count);
	if (values[SIZE]) {
		l->lines.region_size[index] = topo_line(values[SIZE]);
		topo_get_size(l, values[SIZE], "size", TOPO_UNIT, TOPO_SIZE_MAX, &r->size);
	}
	if (values[DEVICES])
		load_region_devices(l, values[DEVICES], index);
	if (r->window >= 0)
		granularity = topo->windows[r->window].granularity;
	l->lines.region_granularity[index] = r->line;
	if (values[GRANULARITY]) {
		l->lines.region_granularity[index] = topo_line(values[GRANULARITY]);
		if (!topo_get_size(l, values[GRANULARITY], "granularity", 256, 16384, &granularity))
			granularity = 0;
	}
	r->granularity = (uint32_t)granularity;
	if (values[TYPE] && topo_get_word(l, values[TYPE], "type", types, &word))
		r->persistent = word == 1;
	if (values[MODE] && topo_get_word(l, values[MODE], "mode", modes, &word))
		r->mode = (enum topo_mode)word;
}

static void load_items(struct loader *l, const yaml_node_t *node, const char *key, int min, int max,
		       void (*load)(struct loader *l, const yaml_node_t *node))
{
	int count = node ? topo_get_list(l, node, key, key, min, max) : 0;

	for (int i = 0; i < count; i++)
		load(l, topo_item(l, node, i));
}

static void load_root(struct loader *l)
{
	enum { DESCRIPTION, BRIDGES, WINDOWS, REGIONS, COUNT };
	static const struct topo_key keys[COUNT] = {
		{"description", true}, {"bridges", true}, {"windows", false}, {"regions", false}};
	yaml_node_t *values[COUNT], *root = yaml_document_get_root_node(l->doc);
	struct topo *topo = l->topo;

	if (!root) {
		topo_mistake(l, 1, "found nothing, expected a topology");
		return;
	}
	if (!topo_get_map(l, root, "a topology", keys, COUNT, values))
		return;
	if (values[DESCRIPTION])
		topo_get_text(l, values[DESCRIPTION], "description", topo->description,
			      sizeof(topo->description));
	load_items(l, values[BRIDGES], "bridges", 1, TOPO_MAX_BRIDGES, load_bridge);
	load_items(l, values[WINDOWS], "windows", 1, TOPO_MAX_WINDOWS, load_window);
	load_items(l, values[REGIONS], "regions", 1, TOPO_MAX_REGIONS, load_region);
	if (topo->bridge_count)
		topo_check(l);
}

/* The file's base name without its suffix, for messages and results. */
static void name_from_path(const char *path, char *out)
{
	const char *base = strrchr(path, '/');
	size_t length;

	base = base ? base + 1 : path;
	length = strcspn(base, ".");
	if (length >= TOPO_NAME_MAX)
		length = TOPO_NAME_MAX - 1;
	for (size_t i = 0; i < length; i++) {
		char c = base[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '_';

		out[i] = plain ? c : '-';
	}
	out[length] = '\0';
}

int topo_parse(const char *path, const char *text, size_t length, struct topo *out,
	       topo_error_fn report, void *ctx)
{
	struct loader l = {.path = path, .report = report, .ctx = ctx, .topo = out};
	yaml_document_t doc;
	int rc;

	memset(out, 0, sizeof(*out));
	rc = topo_yaml_load(&l, text, length, &doc);
	if (rc)
		return rc;
	name_from_path(path, out->name);
	load_root(&l);
	yaml_document_delete(&doc);
	if (l.mistakes) {
		memset(out, 0, sizeof(*out));
		return -EINVAL;
	}
	out->hash = topo_hash(out);
	return 0;
}

int topo_load(const char *path, struct topo *out, topo_error_fn report, void *ctx)
{
	struct loader l = {.path = path, .report = report, .ctx = ctx};
	size_t length = 0;
	char *text = NULL;
	FILE *file;
	int rc = 0;

	memset(out, 0, sizeof(*out));
	file = fopen(path, "re");
	if (file)
		text = malloc(TOPO_TEXT_MAX + 1);
	if (text)
		length = fread(text, 1, TOPO_TEXT_MAX + 1, file);
	if (!text || ferror(file)) {
		rc = -(errno ? errno : EIO);
		topo_mistake(&l, 0, "found a file that cannot be read (%s), expected a topology",
			     strerror(-rc));
	} else {
		rc = topo_parse(path, text, length, out, report, ctx);
	}
	free(text);
	if (file)
		fclose(file);
	return rc;
}
