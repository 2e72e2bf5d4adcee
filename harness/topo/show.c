// SPDX-License-Identifier: GPL-2.0-or-later
/* Draws a topology as text: what is below what, then where its memory lies. */
#include "topo/topo.h"

#include <inttypes.h>

#include "regs/ti.h"

static const char *const mode_names[] = {"none", "device-dax", "system-ram"};

static void print_size(FILE *out, uint64_t size)
{
	const uint64_t gib = 1ull << 30;

	if (size % gib || !size)
		fprintf(out, "%" PRIu64 "M", size >> 20);
	else
		fprintf(out, "%" PRIu64 "G", size / gib);
}

static void print_ranges(FILE *out, unsigned int ranges)
{
	if (!ti_ranges_valid(ranges)) {
		fprintf(out, " (reserved ranges encoding %#x)", ranges);
		return;
	}
	if (!ranges) {
		fputs(" (default range only)", out);
		return;
	}
	fputs(" (ranges ", out);
	for (unsigned int i = 0; i < 4; i++)
		if (ranges >> i & 1)
			fputc((int)('A' + i), out);
	fputc(')', out);
}

static void print_protocol(FILE *out, const char *name, bool timeout, unsigned int ranges,
			   bool isolation, bool link_down)
{
	const char *separator = " ";

	if (!timeout && !isolation && !link_down)
		return;
	fprintf(out, " %s:", name);
	if (timeout) {
		fputs(" timeout", out);
		print_ranges(out, ranges);
		separator = ", ";
	}
	if (isolation) {
		fprintf(out, "%sisolation", separator);
		separator = ", ";
	}
	if (link_down)
		fprintf(out, "%slink down", separator);
	fputc(';', out);
}

static void print_ti(FILE *out, const struct topo_ti *ti)
{
	if (!ti->present) {
		fputs("no T&I", out);
		return;
	}
	fputs("T&I", out);
	print_protocol(out, "mem", ti->mem_timeout, ti->mem_ranges, ti->mem_isolation,
		       ti->mem_link_down);
	print_protocol(out, "cache", ti->cache_timeout, ti->cache_ranges, ti->cache_isolation,
		       ti->cache_link_down);
	fputs(ti->err_cor ? " ERR_COR," : " no ERR_COR,", out);
	if (ti->interrupt)
		fprintf(out, " message %u of %u vector%s", ti->message, ti->vectors,
			ti->vectors == 1 ? "" : "s");
	else
		fputs(" no interrupt", out);
	if (ti->level_link_down)
		fputs(", level-triggered link down", out);
	if (!ti->conforming)
		fputs(", not conforming", out);
}

static void print_device(FILE *out, const struct topo_device *d)
{
	fprintf(out, "%s: device,", d->name);
	if (d->volatile_size) {
		fputc(' ', out);
		print_size(out, d->volatile_size);
		fputs(" volatile,", out);
	}
	if (d->persistent_size) {
		fputc(' ', out);
		print_size(out, d->persistent_size);
		fputs(" persistent,", out);
	}
	fprintf(out, " serial %#" PRIx64 "\n", d->serial);
}

static const struct topo_device *device_at(const struct topo *topo, int port, int sw,
					   int downstream)
{
	for (int i = 0; i < topo->device_count; i++) {
		const struct topo_device *d = &topo->devices[i];

		if (d->port == port && d->sw == sw && d->downstream == downstream)
			return d;
	}
	return NULL;
}

static void draw_switch(FILE *out, const struct topo *topo, int index, const char *bar)
{
	const struct topo_switch *s = &topo->switches[index];

	fprintf(out, "%s`-- %s: switch\n", bar, s->name);
	for (int i = 0; i < s->downstream_count; i++) {
		const struct topo_device *d = device_at(topo, s->port, index, i);

		fprintf(out, "%s    %c-- %d ", bar, i + 1 < s->downstream_count ? '|' : '`', i);
		if (d)
			print_device(out, d);
		else
			fputs("(empty)\n", out);
	}
}

static void draw_port(FILE *out, const struct topo *topo, int index, bool last)
{
	const struct topo_port *p = &topo->ports[index];
	const struct topo_device *d = device_at(topo, index, -1, -1);
	const char *bar = last ? "    " : "|   ";

	fprintf(out, "%c-- %s: root port, %s", last ? '`' : '|', p->name,
		p->hotplug ? "hot-plug slot, " : "");
	print_ti(out, &p->ti);
	fputc('\n', out);
	if (d) {
		fprintf(out, "%s`-- ", bar);
		print_device(out, d);
	}
	for (int i = 0; i < topo->switch_count; i++)
		if (topo->switches[i].port == index)
			draw_switch(out, topo, i, bar);
}

static void draw_bridge(FILE *out, const struct topo *topo, int index)
{
	const struct topo_bridge *b = &topo->bridges[index];
	int last = -1;

	fprintf(out, "\n%s: host bridge%s\n", b->name,
		b->passthrough_decoders ? ", HDM decoders even with one port" : "");
	for (int i = 0; i < topo->port_count; i++)
		if (topo->ports[i].bridge == index)
			last = i;
	for (int i = 0; i < topo->port_count; i++)
		if (topo->ports[i].bridge == index)
			draw_port(out, topo, i, i == last);
}

static void print_region(FILE *out, const struct topo *topo, int index)
{
	const struct topo_region *r = &topo->regions[index];
	uint64_t ports = topo_region_ports(topo, index);

	fprintf(out, "    %s: region, ", r->name);
	print_size(out, r->size);
	fprintf(out, ", %s%s on", mode_names[r->mode], r->persistent ? ", persistent," : "");
	for (int i = 0; i < r->ways; i++)
		fprintf(out, " %s", topo->devices[r->devices[i]].name);
	if (r->ways > 1)
		fprintf(out, " (%d ways of %u bytes)", r->ways, r->granularity);
	fputs(", passes", out);
	for (int i = 0; i < topo->port_count; i++)
		if (ports >> i & 1)
			fprintf(out, " %s", topo->ports[i].name);
	fputc('\n', out);
}

static void print_window(FILE *out, const struct topo *topo, int index)
{
	const struct topo_window *w = &topo->windows[index];
	uint64_t left = w->size;

	fprintf(out, "\n%s: window, ", w->name);
	print_size(out, w->size);
	fputs(" over", out);
	for (int i = 0; i < w->ways; i++)
		fprintf(out, " %s", topo->bridges[w->bridges[i]].name);
	if (w->ways > 1)
		fprintf(out, " (%d ways of %u bytes)", w->ways, w->granularity);
	fputc('\n', out);
	for (int i = 0; i < topo->region_count; i++) {
		if (topo->regions[i].window != index)
			continue;
		print_region(out, topo, i);
		left -= topo->regions[i].size;
	}
	if (left) {
		fputs("    (", out);
		print_size(out, left);
		fputs(" free)\n", out);
	}
}

void topo_show(const struct topo *topo, FILE *out)
{
	fprintf(out, "%s: %s\nhash %016" PRIx64 "\n", topo->name, topo->description, topo->hash);
	for (int i = 0; i < topo->bridge_count; i++)
		draw_bridge(out, topo, i);
	for (int i = 0; i < topo->window_count; i++)
		print_window(out, topo, i);
}
