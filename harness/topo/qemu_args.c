// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The emulator's arguments. Its ids come from indices, never from names in the file, so that a name
 * can neither clash with one of the emulator's nor carry an option: bridge hbN, root port rpN,
 * switch usN with downstream ports dsN_M, device devN, backends memN, pmemN and lsaN.
 */
#include "topo/topo.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BUS 12
#define BUSES_PER_BRIDGE 30 /* as topo_check_qemu() knows */
#define FIRST_SLOT 2
#define MIB(size) ((unsigned long long)((size) >> 20))

struct args {
	char **list;
	size_t count, room;
	bool failed;
};

__attribute__((format(printf, 2, 3))) static void add(struct args *a, const char *format, ...)
{
	char *text = NULL, **list;
	va_list ap;
	int n;

	if (a->failed)
		return;
	if (a->count + 1 >= a->room) {
		list = realloc(a->list, (a->room + 64) * sizeof(*list));
		if (!list) {
			a->failed = true;
			return;
		}
		a->list = list;
		a->room += 64;
		a->list[a->count] = NULL;
	}
	va_start(ap, format);
	n = vasprintf(&text, format, ap);
	va_end(ap);
	if (n < 0) {
		a->failed = true;
		return;
	}
	a->list[a->count++] = text;
	a->list[a->count] = NULL;
}

static const char *on(bool value)
{
	return value ? "on" : "off";
}

/* The port's place below its bridge: PCI device number and CXL port number. */
static int place_of(const struct topo *topo, int port)
{
	int place = 0;

	for (int i = 0; i < port; i++)
		place += topo->ports[i].bridge == topo->ports[port].bridge;
	return place;
}

void topo_qemu_bdf(const struct topo *topo, int port, char *out, size_t size)
{
	snprintf(out, size, "0000:%02x:%02x.0",
		 FIRST_BUS + BUSES_PER_BRIDGE * topo->ports[port].bridge, place_of(topo, port));
}

static void ti_properties(const struct topo_ti *ti, char *out, size_t size)
{
	if (!ti->present) {
		snprintf(out, size, ",ti=off,isotap=on");
		return;
	}
	snprintf(out, size,
		 ",ti=on,ti-mem-ranges=%u,ti-mem-timeout=%s,ti-mem-isolation=%s,"
		 "ti-mem-link-down=%s,ti-cache-ranges=%u,ti-cache-timeout=%s,"
		 "ti-cache-isolation=%s,ti-cache-link-down=%s,ti-err-cor=%s,ti-interrupt=%s,"
		 "ti-link-down-trigger=%s,isotap=on",
		 ti->mem_ranges, on(ti->mem_timeout), on(ti->mem_isolation), on(ti->mem_link_down),
		 ti->cache_ranges, on(ti->cache_timeout), on(ti->cache_isolation),
		 on(ti->cache_link_down), on(ti->err_cor), on(ti->interrupt),
		 ti->level_link_down ? "level" : "edge");
}

static void add_ports(struct args *a, const struct topo *topo, bool instrumented)
{
	for (int i = 0; i < topo->port_count; i++) {
		const struct topo_port *p = &topo->ports[i];
		int place = place_of(topo, i);
		char ti[512] = "";

		if (instrumented)
			ti_properties(&p->ti, ti, sizeof(ti));
		add(a, "-device");
		add(a, "cxl-rp,port=%d,addr=0x%x,bus=hb%d,id=rp%d,chassis=0,slot=%d,hotplug=%s%s",
		    place, place, p->bridge, i, FIRST_SLOT + i, on(p->hotplug), ti);
	}
}

static void add_switches(struct args *a, const struct topo *topo)
{
	for (int i = 0; i < topo->switch_count; i++) {
		const struct topo_switch *s = &topo->switches[i];

		add(a, "-device");
		add(a, "cxl-upstream,bus=rp%d,id=us%d", s->port, i);
		for (int j = 0; j < s->downstream_count; j++) {
			add(a, "-device");
			add(a,
			    "cxl-downstream,port=%d,addr=0x%x,bus=us%d,id=ds%d_%d,chassis=0,"
			    "slot=%d,hotplug=%s",
			    j, j, i, i, j,
			    FIRST_SLOT + TOPO_MAX_PORTS + TOPO_MAX_DOWNSTREAM * i + j,
			    on(topo->ports[s->port].hotplug));
		}
	}
}

static void add_device(struct args *a, const struct topo *topo, int i)
{
	const struct topo_device *d = &topo->devices[i];
	char bus[32], memory[96] = "";
	size_t at = 0;

	if (d->volatile_size) {
		add(a, "-object");
		add(a, "memory-backend-ram,id=mem%d,size=%lluM", i, MIB(d->volatile_size));
		at += (size_t)snprintf(memory, sizeof(memory), ",volatile-memdev=mem%d", i);
	}
	if (d->persistent_size) {
		add(a, "-object");
		add(a, "memory-backend-ram,id=pmem%d,size=%lluM", i, MIB(d->persistent_size));
		add(a, "-object");
		add(a, "memory-backend-ram,id=lsa%d,size=256K", i);
		snprintf(memory + at, sizeof(memory) - at, ",persistent-memdev=pmem%d,lsa=lsa%d", i,
			 i);
	}
	if (d->sw < 0)
		snprintf(bus, sizeof(bus), "rp%d", d->port);
	else
		snprintf(bus, sizeof(bus), "ds%d_%d", d->sw, d->downstream);
	add(a, "-device");
	add(a, "cxl-type3,bus=%s,id=dev%d,sn=%#llx%s", bus, i, (unsigned long long)d->serial,
	    memory);
}

/* One argument for all: the emulator does not merge lists of several -M. */
static void add_windows(struct args *a, const struct topo *topo)
{
	char text[TOPO_MAX_WINDOWS * (TOPO_MAX_WAYS * 40 + 120)];
	size_t at = 0;

	for (int i = 0; i < topo->window_count; i++) {
		const struct topo_window *w = &topo->windows[i];

		for (int j = 0; j < w->ways; j++)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
					       "%scxl-fmw.%d.targets.%d=hb%d", at ? "," : "", i, j,
					       w->bridges[j]);
		at += (size_t)snprintf(text + at, sizeof(text) - at,
				       ",cxl-fmw.%d.size=%lluM,"
				       "cxl-fmw.%d.interleave-granularity=%u",
				       i, MIB(w->size), i, w->granularity);
	}
	if (!at)
		return;
	add(a, "-M");
	add(a, "%s", text);
}

char **topo_qemu_args(const struct topo *topo, bool instrumented)
{
	struct args a = {0};

	for (int i = 0; i < topo->bridge_count; i++) {
		add(&a, "-device");
		add(&a, "pxb-cxl,bus=pcie.0,bus_nr=%d,id=hb%d%s", FIRST_BUS + BUSES_PER_BRIDGE * i,
		    i, topo->bridges[i].passthrough_decoders ? ",hdm_for_passthrough=on" : "");
	}
	add_ports(&a, topo, instrumented);
	add_switches(&a, topo);
	for (int i = 0; i < topo->device_count; i++)
		add_device(&a, topo, i);
	add_windows(&a, topo);
	if (a.failed) {
		topo_free_args(a.list);
		return NULL;
	}
	return a.list;
}

void topo_free_args(char **args)
{
	for (size_t i = 0; args && args[i]; i++)
		free(args[i]);
	free(args);
}
