// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Back to what the topology declares and software of the kernel's own made of it, from whatever a
 * case left, also one that was killed halfway: nothing here relies on what this process remembers.
 * What looks right already costs a few reads.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/protocol.h"
#include "agent/sysfs.h"
#include "regs/instr.h"
#include "regs/ti.h"

#define BUSY_TIMEOUT_MS 1000
#define LINK_TIMEOUT_MS 2000
#define CXL_STATUS_BITS TI_STATUS_RW1CS

static const struct {
	enum fault_kind fault;
	uint32_t command;
} cures[] = {
	{FAULT_LINK_RESTORE, INSTR_CMD_LINK_UP},
	{FAULT_HANG_CLEAR, INSTR_CMD_HANG_OFF},
	{FAULT_BUSY_CLEAR, INSTR_CMD_BUSY_OFF},
	{FAULT_BUSY_UNDEFINED_CLEAR, INSTR_CMD_BUSY_UNDEF_OFF},
};

struct port_check {
	struct target *t;
	uint32_t port;
};

static uint32_t ti_read(struct target *t, uint32_t port, uint32_t reg)
{
	uint32_t value = ~0u;

	guest_reg_read(t, ORIGIN_HARNESS, port, guest_of(t)->ports[port].ti + reg, &value);
	return value;
}

static void ti_write(struct target *t, uint32_t port, uint32_t reg, uint32_t value)
{
	guest_reg_write(t, ORIGIN_HARNESS, port, guest_of(t)->ports[port].ti + reg, value);
}

static int not_busy(void *ctx)
{
	struct port_check *check = ctx;

	return !(ti_read(check->t, check->port, TI_STATUS) & TI_STATUS_RP_BUSY);
}

static int link_up(void *ctx)
{
	struct port_check *check = ctx;

	return guest_link_state(check->t, check->port) > 0;
}

static void cure_faults(struct target *t, uint32_t port)
{
	const struct guest_port *p = &guest_of(t)->ports[port];

	if (!p->instr)
		return;
	guest_instr_write(p, INSTR_DELAY_NS, 0);
	for (size_t i = 0; i < sizeof(cures) / sizeof(cures[0]); i++)
		if (t->faults & FAULT_BIT(cures[i].fault))
			guest_instr_write(p, INSTR_COMMAND, cures[i].command);
	if (guest_instr(p, INSTR_PERSONALITY))
		guest_instr_write(p, INSTR_PERSONALITY, INSTR_PERS_NONE);
	guest_instr_write(p, INSTR_TRACE_CTL, 1);
}

/* A case may have given the port another capability; not all can, so only what differs is written.
 */
static int restore_capability(struct target *t, uint32_t port)
{
	const struct topo_ti *ti = &guest_of(t)->topo->ports[port].ti;

	if (!((ti_read(t, port, TI_CAP) ^ topo_ti_capability(ti)) & ~TI_CAP_MESSAGE))
		return 0;
	return guest_port_configure(t, port, ti);
}

static bool port_has_device(const struct topo *topo, uint32_t port)
{
	for (int i = 0; i < topo->device_count; i++)
		if (topo->devices[i].port == (int)port)
			return true;
	return false;
}

/* Disarmed first: a link that is still down would isolate again. */
static int quiet_port(struct target *t, uint32_t port)
{
	struct port_check check = {.t = t, .port = port};

	cure_faults(t, port);
	guest_link_set(t, port, 1);
	if (guest_of(t)->ports[port].ti) {
		int rc = restore_capability(t, port);

		if (rc)
			return rc;
		if (ti_read(t, port, TI_CTRL) & TI_CTRL_DEFINED)
			ti_write(t, port, TI_CTRL, ti_read(t, port, TI_CTRL) & ~TI_CTRL_DEFINED);
		if (ti_read(t, port, TI_STATUS) & CXL_STATUS_BITS) {
			if (!sys_await(not_busy, &check, BUSY_TIMEOUT_MS))
				return -EBUSY;
			ti_write(t, port, TI_STATUS, ti_read(t, port, TI_STATUS) & CXL_STATUS_BITS);
		}
	}
	/* nothing below, no link */
	if (!port_has_device(t->topo, port))
		return 0;
	return sys_await(link_up, &check, LINK_TIMEOUT_MS) ? 0 : -ENOLINK;
}

/* Says what did not work, once, and passes the error on. */
static int complain(struct target *t, const char *what, const char *name, int rc)
{
	char text[ISOTAP_TEXT_MAX];

	if (rc) {
		snprintf(text, sizeof(text), "restore: %s %s: %s", what, name, strerror(-rc));
		t->ops->log(t, ISOTAP_LOG_ERR, text);
	}
	return rc;
}

static int restore_region(struct target *t, uint32_t index)
{
	static const enum isotap_mode modes[] = {
		[TOPO_MODE_NONE] = ISOTAP_MODE_NONE,
		[TOPO_MODE_DEVDAX] = ISOTAP_MODE_DEVDAX,
		[TOPO_MODE_SYSTEM_RAM] = ISOTAP_MODE_SYSTEM_RAM,
	};
	struct guest *g = guest_of(t);
	enum isotap_mode mode = modes[g->topo->regions[index].mode];
	int rc = 0;

	guest_region_close(t, index);
	if (!guest_region_committed(g, index) || !g->regions[index].dax[0] ||
	    !sys_exists(DAX_DEVICES "/%s", g->regions[index].dax))
		rc = guest_region_online(t, index);
	if (!rc && guest_dax_mode(g, index) != mode)
		rc = guest_region_set_mode(t, index, mode);
	return rc;
}

/* Software that lives in the kernel from boot on may have armed ports then. */
static void enable_as_found(struct target *t, uint32_t port)
{
	if (guest_of(t)->ports[port].ctrl)
		ti_write(t, port, TI_CTRL,
			 ti_read(t, port, TI_CTRL) | guest_of(t)->ports[port].ctrl);
}

static int verify(struct target *t)
{
	struct guest *g = guest_of(t);
	bool module = sys_exists("/sys/module/" AGENT_KMOD);

	for (uint32_t i = 0; i < t->port_count; i++) {
		/* files of a module that is gone: reading one would run code that is not there */
		if (guest_port_stale(g, i) ||
		    (!module && sys_exists(PCI_DEVICES "/%s/cxl_ti", g->ports[i].bdf)))
			return -ESTALE;
		if (!g->ports[i].ti)
			continue;
		if ((ti_read(t, i, TI_CTRL) & TI_CTRL_DEFINED) != g->ports[i].ctrl ||
		    ti_read(t, i, TI_STATUS) & CXL_STATUS_BITS)
			return -EIO;
	}
	return 0;
}

int guest_restore(struct target *t)
{
	struct guest *g = guest_of(t);
	uint64_t stale = 0;
	int rc = 0;

	g->work_count = 0;
	g->locked = g->working = false;
	guest_users_end(t);
	guest_find_devices(g);
	guest_regions_find(g);
	for (uint32_t i = 0; !rc && i < t->port_count; i++)
		rc = complain(t, "quiet", g->ports[i].bdf, quiet_port(t, i));
	for (uint32_t i = 0; !rc && i < t->port_count; i++)
		if (guest_port_stale(g, i))
			stale |= 1ull << i;
	for (uint32_t i = 0; !rc && i < t->port_count; i++)
		if (stale & (1ull << i))
			rc = complain(t, "rescan below", g->ports[i].bdf, guest_rescan(t, i));
	for (uint32_t i = 0; !rc && i < t->region_count; i++)
		rc = complain(t, "region", t->regions[i].topo_name, restore_region(t, i));
	for (uint32_t i = 0; !rc && i < t->port_count; i++)
		if (g->ports[i].ti)
			enable_as_found(t, i);
	for (uint32_t i = 0; i < t->port_count; i++)
		if (g->ports[i].instr)
			guest_trace_clear(t, i);
	pthread_mutex_lock(&g->event_lock);
	g->event_count = 0;
	pthread_mutex_unlock(&g->event_lock);
	if (!rc)
		rc = verify(t);
	return rc ? rc : target_make_ports(t, t->personality);
}
