// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a valid topology may hold and the emulator, or Linux on it, cannot give. Without this the
 * guest would boot and a region would fail to commit minutes later with nothing but -ENXIO.
 */
#include "topo/internal.h"

#include <errno.h>

/* HDM decoders of every component the emulator has (CXL_HDM_DECODER_COUNT). */
#define QEMU_DECODERS 4
/* Bus numbers that topo_qemu_args() leaves to one bridge, its own included. */
#define BUSES_PER_BRIDGE 30

static int ports_of(const struct topo *topo, int bridge)
{
	int n = 0;

	for (int i = 0; i < topo->port_count; i++)
		n += topo->ports[i].bridge == bridge;
	return n;
}

/* Regions whose data passes the bridge, the switch or the device (-1: any). */
static int regions_of(const struct topo *topo, int bridge, int sw, int device)
{
	int n = 0;

	for (int i = 0; i < topo->region_count; i++) {
		const struct topo_region *r = &topo->regions[i];
		bool hit = false;

		for (int j = 0; j < r->ways; j++) {
			const struct topo_device *d = &topo->devices[r->devices[j]];

			hit |= (bridge < 0 || topo->ports[d->port].bridge == bridge) &&
			       (sw < 0 || d->sw == sw) && (device < 0 || r->devices[j] == device);
		}
		n += hit;
	}
	return n;
}

static void check_decoders(struct loader *l, int line, const char *kind, const char *name,
			   int regions)
{
	if (regions > QEMU_DECODERS)
		topo_mistake(l, line,
			     "found %d regions that pass %s \"%s\", expected at most %d for qemu: "
			     "one HDM decoder each",
			     regions, kind, name, QEMU_DECODERS);
}

static void check_bridge(struct loader *l, int index)
{
	const struct topo *topo = l->topo;
	const struct topo_bridge *b = &topo->bridges[index];
	int regions = regions_of(topo, index, -1, -1), buses = 1;

	for (int i = 0; i < topo->port_count; i++)
		buses += topo->ports[i].bridge == index;
	/* a switch: the bus inside it and one below each downstream port */
	for (int i = 0; i < topo->switch_count; i++)
		if (topo->ports[topo->switches[i].port].bridge == index)
			buses += 1 + topo->switches[i].downstream_count;
	if (buses > BUSES_PER_BRIDGE)
		topo_mistake(l, b->line,
			     "found %d PCI buses below bridge \"%s\", expected at most %d for qemu",
			     buses, b->name, BUSES_PER_BRIDGE);
	if (ports_of(topo, index) == 1 && !b->passthrough_decoders && regions > 1)
		topo_mistake(l, b->line,
			     "found %d regions below bridge \"%s\", which has one root port, "
			     "expected 1 or \"passthrough-decoders: true\" for qemu",
			     regions, b->name);
	else
		check_decoders(l, b->line, "bridge", b->name, regions);
}

/* x86 without interrupt remapping allocates one MSI vector, whatever the port could use. */
static void check_interrupt(struct loader *l, const struct topo_port *p)
{
	if (!p->ti.present)
		return;
	if (p->ti.vectors != 1)
		topo_mistake(l, p->line,
			     "found %u vectors at root port \"%s\", expected 1 for qemu: its guest "
			     "allocates one",
			     p->ti.vectors, p->name);
	if (p->ti.message)
		topo_mistake(l, p->line,
			     "found message %u at root port \"%s\", expected 0 for qemu: its guest "
			     "allocates one vector",
			     p->ti.message, p->name);
}

/* Linux gives out a device's memory upwards: the persistent part begins where the volatile one
 * ends, so nothing volatile can follow it. */
static void check_order(struct loader *l, int device)
{
	const struct topo *topo = l->topo;
	const struct topo_region *persistent = NULL;

	for (int i = 0; i < topo->region_count; i++) {
		const struct topo_region *r = &topo->regions[i];

		for (int j = 0; j < r->ways; j++) {
			if (r->devices[j] != device)
				continue;
			if (r->persistent)
				persistent = r;
			else if (persistent)
				topo_mistake(l, r->line,
					     "found volatile region \"%s\" after the persistent "
					     "\"%s\" on device \"%s\", expected it before for qemu",
					     r->name, persistent->name, topo->devices[device].name);
		}
	}
}

int topo_check_qemu(const char *path, const struct topo *topo, topo_error_fn report, void *ctx)
{
	struct topo copy = *topo;
	struct loader l = {.path = path, .report = report, .ctx = ctx, .topo = &copy};

	for (int i = 0; i < topo->bridge_count; i++)
		check_bridge(&l, i);
	for (int i = 0; i < topo->port_count; i++)
		check_interrupt(&l, &topo->ports[i]);
	for (int i = 0; i < topo->switch_count; i++)
		check_decoders(&l, topo->switches[i].line, "switch", topo->switches[i].name,
			       regions_of(topo, -1, i, -1));
	for (int i = 0; i < topo->device_count; i++) {
		check_decoders(&l, topo->devices[i].line, "device", topo->devices[i].name,
			       regions_of(topo, -1, -1, i));
		check_order(&l, i);
	}
	return l.mistakes ? -EOPNOTSUPP : 0;
}
