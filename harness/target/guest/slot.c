// SPDX-License-Identifier: GPL-2.0-or-later
/* The hot-plug slot below a root port, through the kernel's hot-plug driver. */
#include "target/guest/guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/sysfs.h"

#define SLOTS "/sys/bus/pci/slots"
#define PCI_SECONDARY_BUS 0x19
#define SLOT_TIMEOUT_MS 2000
#define SETTLE_TIMEOUT_MS 10000

struct slot_search {
	char address[ISOTAP_NAME_MAX]; /* "0000:0d:00" */
	char name[ISOTAP_NAME_MAX];
};

static int is_slot(void *ctx, const char *name)
{
	struct slot_search *search = ctx;
	char address[ISOTAP_NAME_MAX];

	if (sys_read(address, sizeof(address), SLOTS "/%s/address", name) ||
	    strcmp(address, search->address) || !sys_exists(SLOTS "/%s/power", name))
		return 0;
	snprintf(search->name, sizeof(search->name), "%.31s", name);
	return 1;
}

static int find_slot(struct guest *g, uint32_t port, struct slot_search *search)
{
	uint32_t bus;

	if (!g->topo->ports[port].hotplug ||
	    guest_config_read(g->ports[port].cfg, PCI_SECONDARY_BUS, 1, &bus))
		return -ENOENT;
	snprintf(search->address, sizeof(search->address), "0000:%02x:00", bus);
	return sys_each(SLOTS, is_slot, search) > 0 ? 0 : -ENOENT;
}

struct slot_step {
	struct slot_search search;
	const char *value;
	int rc;
};

/* Refused while the kernel is about to switch it itself, and where nothing is to be done. */
static int is_switched(void *ctx)
{
	struct slot_step *step = ctx;
	char power[8];

	step->rc = sys_write(step->value, SLOTS "/%s/power", step->search.name);
	return !step->rc ||
	       (!sys_read(power, sizeof(power), SLOTS "/%s/power", step->search.name) &&
		!strcmp(power, step->value));
}

int guest_slot_power(struct guest *g, uint32_t port, bool on)
{
	struct slot_step step = {.value = on ? "1" : "0"};
	int rc = find_slot(g, port, &step.search);

	if (!rc && !sys_await(is_switched, &step, SLOT_TIMEOUT_MS))
		rc = step.rc;
	return rc;
}

bool guest_slot_is_off(struct guest *g, uint32_t port)
{
	struct slot_search search;
	uint64_t power;

	return !find_slot(g, port, &search) &&
	       !sys_read_u64(&power, SLOTS "/%s/power", search.name) && !power;
}

/* A thread of the hot-plug driver, "irq/25-pciehp", that is not asleep waiting for an event. */
static int is_at_work(void *ctx, const char *name)
{
	char comm[32], stat[256];
	const char *state;

	(void)ctx;
	if (name[0] < '0' || name[0] > '9' || sys_read(comm, sizeof(comm), "/proc/%s/comm", name) ||
	    !strstr(comm, "pciehp") || sys_read(stat, sizeof(stat), "/proc/%s/stat", name))
		return 0;
	state = strrchr(stat, ')');
	return state && strncmp(state, ") S", 3) != 0;
}

static int are_settled(void *ctx)
{
	(void)ctx;
	return !sys_each("/proc", is_at_work, NULL);
}

void guest_slot_settle(struct guest *g, uint32_t port)
{
	if (!g->topo->ports[port].hotplug)
		return;
	sys_await(are_settled, NULL, SETTLE_TIMEOUT_MS);
	if (guest_slot_is_off(g, port) && !guest_slot_power(g, port, true))
		sys_await(are_settled, NULL, SETTLE_TIMEOUT_MS);
}
