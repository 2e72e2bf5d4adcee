// SPDX-License-Identifier: GPL-2.0-or-later
/* Needs of a case against a topology. A wrong answer here is a claim that nobody checked. */
#include "plan/needs.h"

#include <errno.h>
#include <stdio.h>

#include "plan/flags.h"
#include "regs/ti_decode.h"

struct needs_port needs_declared(const struct topo_ti *ti)
{
	struct needs_port port = {.present = ti->present};

	if (!ti->present)
		return port;
	port.cap = (ti->mem_ranges & 0xfu) |
		   ((uint32_t)ti->cache_ranges << TI_CAP_CACHE_RANGES_SHIFT & TI_CAP_CACHE_RANGES) |
		   (ti->mem_timeout ? TI_CAP_MEM_TIMEOUT : 0) |
		   (ti->cache_timeout ? TI_CAP_CACHE_TIMEOUT : 0) |
		   (ti->mem_isolation ? TI_CAP_MEM_ISO : 0) |
		   (ti->mem_link_down ? TI_CAP_MEM_ISO_LD : 0) |
		   (ti->cache_isolation ? TI_CAP_CACHE_ISO : 0) |
		   (ti->cache_link_down ? TI_CAP_CACHE_ISO_LD : 0) |
		   (ti->err_cor ? TI_CAP_ERR_COR : 0) | (ti->interrupt ? TI_CAP_INTERRUPT : 0);
	return port;
}

static int devices_behind_switch(const struct topo *topo, uint32_t port)
{
	int count = 0;

	for (int i = 0; i < topo->device_count; i++)
		count += topo->devices[i].port == (int)port && topo->devices[i].sw >= 0;
	return count;
}

static bool is_empty(const struct topo *topo, uint32_t port)
{
	for (int i = 0; i < topo->device_count; i++)
		if (topo->devices[i].port == (int)port)
			return false;
	return true;
}

/* Passes both ports with the capability and ports without. */
static bool is_mixed(const struct topo *topo, const struct needs_port *ports, int region)
{
	uint64_t passes = topo_region_ports(topo, region);
	bool with = false, without = false;

	for (int i = 0; i < topo->port_count; i++) {
		with |= passes >> i & 1 && ports[i].present;
		without |= passes >> i & 1 && !ports[i].present;
	}
	return with && without;
}

static bool is_across(const struct topo *topo, int region)
{
	uint64_t passes = topo_region_ports(topo, region);
	int first = __builtin_ctzll(passes);

	for (int i = 0; i < topo->port_count; i++)
		if (passes >> i & 1 && topo->ports[i].bridge != topo->ports[first].bridge)
			return true;
	return false;
}

static bool region_suits(const struct topo *topo, const struct needs_port *ports, uint32_t place,
			 int region)
{
	if (place & PLACE_ACROSS && !is_across(topo, region))
		return false;
	return topo->regions[region].mode == TOPO_MODE_DEVDAX &&
	       topo->regions[region].persistent == !!(place & PLACE_PERSISTENT) &&
	       is_mixed(topo, ports, region) == !!(place & PLACE_MIXED);
}

/* A device-dax region below the port that passes none of `avoid`; one that passes no other port is
 * preferred, unless an interleaved one is asked for. */
static uint32_t region_below(const struct topo *topo, const struct needs_port *ports,
			     uint32_t place, uint32_t port, bool interleaved, uint64_t avoid)
{
	uint32_t second = NEEDS_NONE;

	for (int i = 0; i < topo->region_count; i++) {
		uint64_t passes = topo_region_ports(topo, i);
		bool several = __builtin_popcountll(passes) > 1;

		if (!region_suits(topo, ports, place, i) || !(passes >> port & 1) ||
		    (passes & avoid))
			continue;
		if (several == interleaved)
			return (uint32_t)i;
		if (!interleaved && second == NEEDS_NONE)
			second = (uint32_t)i;
	}
	return second;
}

static int own_regions(const struct topo *topo, uint32_t port)
{
	int count = 0;

	for (int i = 0; i < topo->region_count; i++)
		count += topo->regions[i].mode == TOPO_MODE_DEVDAX &&
			 topo_region_ports(topo, i) == 1ull << port;
	return count;
}

/* All ports that share a region with this one, itself included. */
static uint64_t entangled(const struct topo *topo, uint32_t port)
{
	uint64_t mask = 1ull << port;

	for (int i = 0; i < topo->region_count; i++)
		if (topo_region_ports(topo, i) >> port & 1)
			mask |= topo_region_ports(topo, i);
	return mask;
}

static bool other_port(const struct topo *topo, const struct needs_port *ports, bool plain,
		       bool with_region, bool neighbour, struct needs_choice *out)
{
	uint64_t taken = entangled(topo, out->port);

	for (uint32_t i = 0; i < (uint32_t)topo->port_count; i++) {
		uint32_t region;

		if (ports[i].present == plain || (taken >> i & 1))
			continue;
		if (neighbour && topo->ports[i].bridge != topo->ports[out->port].bridge)
			continue;
		region = region_below(topo, ports, 0, i, false, taken);
		if (with_region && region == NEEDS_NONE)
			continue;
		out->other_port = i;
		out->other_region = region;
		return true;
	}
	return false;
}

static bool port_suits(const struct topo *topo, const struct needs_port *ports, uint32_t place,
		       uint32_t port)
{
	struct needs_choice choice = {.port = port};

	return (!(place & PLACE_HOTPLUG) || topo->ports[port].hotplug) &&
	       (!(place & PLACE_EMPTY) || is_empty(topo, port)) &&
	       (!(place & PLACE_LEVEL) || topo->ports[port].ti.level_link_down) &&
	       (!(place & PLACE_TWO_REGIONS) || own_regions(topo, port) > 1) &&
	       (!(place & PLACE_NEIGHBOUR) || other_port(topo, ports, false, true, true, &choice));
}

/* Special in a way that was not asked for. */
static bool is_odd(const struct topo *topo, const struct case_needs *needs, uint32_t port)
{
	return (topo->ports[port].hotplug && !(needs->place & PLACE_HOTPLUG)) ||
	       (topo->ports[port].ti.level_link_down && !(needs->place & PLACE_LEVEL)) ||
	       (is_empty(topo, port) && !(needs->place & PLACE_EMPTY)) ||
	       (own_regions(topo, port) > 1 && !(needs->place & PLACE_TWO_REGIONS) &&
		!needs->behind_switch);
}

static bool port_fits(const struct case_needs *needs, const struct topo *topo,
		      const struct needs_port *ports, bool plain, uint32_t port, uint32_t region)
{
	if (ports[port].present == plain || !port_suits(topo, ports, needs->place, port))
		return false;
	if (!plain && (ports[port].cap & needs->cap_bits) != needs->cap_bits)
		return false;
	if ((needs->regions || needs->interleaved || plain ||
	     needs->place & (PLACE_MIXED | PLACE_PERSISTENT | PLACE_ACROSS)) &&
	    region == NEEDS_NONE)
		return false;
	return !needs->behind_switch || devices_behind_switch(topo, port) >= 2;
}

/* An ordinary port if there is one. */
static bool first_port(const struct case_needs *needs, const struct topo *topo,
		       const struct needs_port *ports, bool plain, struct needs_choice *out)
{
	bool found = false;

	for (uint32_t i = 0; i < (uint32_t)topo->port_count; i++) {
		uint32_t region = region_below(topo, ports, needs->place, i, needs->interleaved, 0);
		bool odd = is_odd(topo, needs, i);

		if ((found && odd) || !port_fits(needs, topo, ports, plain, i, region))
			continue;
		out->port = i;
		out->region = region;
		if (!odd)
			return true;
		found = true;
	}
	return found;
}

static int lacking(char *reason, size_t size, const char *what)
{
	snprintf(reason, size, "needs %s", what);
	return -ENOENT;
}

static int lacking_port(const struct case_needs *needs, char *reason, size_t size)
{
	FILE *out = fmemopen(reason, size, "w");
	char place[128];

	if (!out)
		return lacking(reason, size, "another port");
	fputs("needs a root port with T&I", out);
	if (needs->cap_bits) {
		fputs(" that offers ", out);
		ti_decode(out, TI_CAP, 4, needs->cap_bits);
	}
	if (needs->interleaved)
		fputs(", below a region interleaved over two root ports", out);
	if (needs->behind_switch)
		fputs(", with two devices behind a switch", out);
	if (needs->regions)
		fputs(", with a device-dax region", out);
	if (needs->place) {
		flags_text(case_places, needs->place, place, sizeof(place));
		fprintf(out, ", %s", place);
	}
	fclose(out);
	reason[size - 1] = '\0';
	return -ENOENT;
}

int needs_resolve(const struct case_needs *needs, const struct topo *topo,
		  const struct needs_port *ports, struct needs_choice *out, char *reason,
		  size_t size)
{
	bool neighbour = needs->place & PLACE_NEIGHBOUR;
	uint32_t with_ti = 0, devdax = 0;
	bool any_port = needs->ports || needs->regions || needs->interleaved ||
			needs->behind_switch || needs->cap_bits || needs->place;

	*out = (struct needs_choice){NEEDS_NONE, NEEDS_NONE, NEEDS_NONE, NEEDS_NONE};
	for (int i = 0; i < topo->port_count; i++)
		with_ti += ports[i].present;
	for (int i = 0; i < topo->region_count; i++)
		devdax += topo->regions[i].mode == TOPO_MODE_DEVDAX;
	if (with_ti < needs->ports) {
		snprintf(reason, size, "needs %u root port%s with T&I", needs->ports,
			 needs->ports == 1 ? "" : "s");
		return -ENOENT;
	}
	if (devdax < needs->regions) {
		snprintf(reason, size, "needs %u device-dax region%s", needs->regions,
			 needs->regions == 1 ? "" : "s");
		return -ENOENT;
	}
	if (needs->place & PLACE_NOWHERE && with_ti)
		return lacking(reason, size, "a machine without T&I");
	if (needs->plain_port && !needs->ports) {
		if (!first_port(needs, topo, ports, true, out))
			return lacking(reason, size, "a port without T&I with a region below");
		other_port(topo, ports, false, false, false, out);
		return 0;
	}
	if (any_port && !first_port(needs, topo, ports, false, out))
		return lacking_port(needs, reason, size);
	if (out->port == NEEDS_NONE)
		return 0;
	if (needs->plain_port) {
		if (!other_port(topo, ports, true, true, false, out))
			return lacking(reason, size, "a port without T&I with a region below");
	} else if (!other_port(topo, ports, false, true, neighbour, out) &&
		   !other_port(topo, ports, false, false, neighbour, out)) {
		if (needs->ports > 1 && !needs->interleaved && !needs->behind_switch)
			return lacking(reason, size, "two ports that share no region");
	}
	if (needs->ports > 1 && needs->regions > 1 && !needs->interleaved &&
	    !needs->behind_switch && out->other_region == NEEDS_NONE)
		return lacking(reason, size, "two regions that share no port");
	return 0;
}
