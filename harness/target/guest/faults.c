// SPDX-License-Identifier: GPL-2.0-or-later
/* Faults, counters and the access trace: all through the port's instrumentation page. */
#include "target/guest/guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "regs/instr.h"
#include "regs/ti.h"

static const uint32_t commands[FAULT_KIND_COUNT] = {
	[FAULT_LINK_DOWN] = INSTR_CMD_LINK_DOWN,
	[FAULT_LINK_RESTORE] = INSTR_CMD_LINK_UP,
	[FAULT_LINK_STUCK] = INSTR_CMD_LINK_STUCK,
	[FAULT_HANG] = INSTR_CMD_HANG_ON,
	[FAULT_HANG_CLEAR] = INSTR_CMD_HANG_OFF,
	[FAULT_BUSY] = INSTR_CMD_BUSY_ON,
	[FAULT_BUSY_CLEAR] = INSTR_CMD_BUSY_OFF,
	[FAULT_BUSY_UNDEFINED] = INSTR_CMD_BUSY_UNDEF_ON,
	[FAULT_BUSY_UNDEFINED_CLEAR] = INSTR_CMD_BUSY_UNDEF_OFF,
	[FAULT_SPURIOUS_IRQ] = INSTR_CMD_SPURIOUS,
	[FAULT_SURPRISE_REMOVE] = INSTR_CMD_SURPRISE_REMOVE,
	[FAULT_DEVICE_DEL] = INSTR_CMD_DEVICE_DEL,
};

/* What every port can do. */
uint32_t guest_faults(const struct guest *g)
{
	uint32_t faults = 0;

	for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
		bool all = g->topo->port_count > 0;

		for (int i = 0; i < g->topo->port_count; i++)
			all &= g->ports[i].instr && g->ports[i].features >> commands[kind] & 1;
		if (all)
			faults |= FAULT_BIT(kind);
	}
	return faults;
}

int guest_inject(struct target *t, const struct fault *fault)
{
	struct guest *g = guest_of(t);
	struct guest_port *port;
	int rc;

	guest_run_due(g);
	if (fault->port >= t->port_count)
		return -ENODEV;
	if ((unsigned int)fault->kind >= FAULT_KIND_COUNT || !(t->faults & FAULT_BIT(fault->kind)))
		return -EOPNOTSUPP;
	if (fault->delay_ns > UINT32_MAX)
		return -EINVAL;
	if (fault->kind == FAULT_DEVICE_DEL && !g->topo->ports[fault->port].hotplug)
		return -EOPNOTSUPP;
	port = &g->ports[fault->port];
	rc = guest_trace_open(g);
	if (rc)
		return rc;
	if (fault->kind == FAULT_LINK_DOWN || fault->kind == FAULT_HANG ||
	    fault->kind == FAULT_SPURIOUS_IRQ || fault->kind == FAULT_SURPRISE_REMOVE ||
	    fault->kind == FAULT_DEVICE_DEL || fault->kind == FAULT_LINK_STUCK)
		guest_stamps_reset(g, fault->port);
	port->fault_tsc = guest_tsc();
	guest_instr_write(port, INSTR_DELAY_NS, (uint32_t)fault->delay_ns);
	guest_instr_write(port, INSTR_COMMAND, commands[fault->kind]);
	/* the kernel would give whoever pressed the button five seconds to press it again */
	if (fault->kind == FAULT_DEVICE_DEL && !fault->delay_ns)
		guest_slot_power(g, fault->port, false);
	return 0;
}

int guest_personality(struct target *t, uint32_t port, uint32_t personality)
{
	struct guest *g = guest_of(t);

	if (port >= t->port_count)
		return -ENODEV;
	if (!g->ports[port].instr)
		return -EOPNOTSUPP;
	guest_instr_write(&g->ports[port], INSTR_PERSONALITY, personality);
	return guest_instr(&g->ports[port], INSTR_PERSONALITY) == personality ? 0 : -EINVAL;
}

int guest_port_reset(struct target *t, uint32_t port)
{
	struct guest *g = guest_of(t);

	if (port >= t->port_count)
		return -ENODEV;
	if (!g->ports[port].instr)
		return -EOPNOTSUPP;
	guest_instr_write(&g->ports[port], INSTR_DELAY_NS, 0);
	guest_instr_write(&g->ports[port], INSTR_COMMAND, INSTR_CMD_RESET);
	return 0;
}

int guest_port_configure(struct target *t, uint32_t port, const struct topo_ti *ti)
{
	struct guest *g = guest_of(t);
	uint32_t cap = topo_ti_capability(ti);

	if (port >= t->port_count)
		return -ENODEV;
	if (!g->ports[port].instr || !g->ports[port].ti || !ti->present)
		return -EOPNOTSUPP;
	if (ti->reserved_cap || ti->reserved_word || ti->reserved_status || ti->reserved_ctrl ||
	    ti->left_status)
		return -EOPNOTSUPP;
	guest_instr_write(&g->ports[port], INSTR_CAPABILITY, cap);
	return (guest_instr(&g->ports[port], INSTR_CAPABILITY) ^ cap) & ~TI_CAP_MESSAGE ? -EIO : 0;
}

/* Whether every port can be given another capability and be reset. */
bool guest_can_configure(const struct guest *g)
{
	bool all = g->topo->port_count > 0;

	for (int i = 0; i < g->topo->port_count; i++)
		all &= g->ports[i].instr && g->ports[i].features >> INSTR_CMD_RESET & 1;
	return all;
}

/* The kernel tells when an interrupt was last claimed by nobody, in a unit of 4 ms, and how many
 * were so within 100 ms: enough to see that it happened, not how often. */
static void see_unclaimed(struct guest_port *port)
{
	unsigned long long last = 0;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/irq/%u/spurious", port->irq);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fscanf(file, "count %*u unhandled %*u last_unhandled %llu", &last) == 1 &&
	    last != port->last_unclaimed) {
		port->unclaimed++;
		port->last_unclaimed = last;
	}
	fclose(file);
}

int guest_counters(struct target *t, uint32_t index, struct target_counters *out)
{
	struct guest *g = guest_of(t);
	struct guest_port *port;

	guest_run_due(g);
	if (index >= t->port_count)
		return -ENODEV;
	port = &g->ports[index];
	if (!port->instr)
		return -EOPNOTSUPP;
	see_unclaimed(port);
	*out = (struct target_counters){
		.isolations = guest_instr(port, INSTR_ISOLATIONS),
		.writes_dropped = guest_instr(port, INSTR_WRITES_DROPPED),
		.writes_forwarded = guest_instr(port, INSTR_WRITES_FORWARDED),
		.read_exceptions = guest_instr(port, INSTR_READ_EXCEPTIONS),
		.messages = guest_instr(port, INSTR_MESSAGES),
		.err_cors = guest_instr(port, INSTR_ERR_CORS),
		.link_downs = guest_instr(port, INSTR_LINK_DOWNS),
		.interrupts_unclaimed = port->unclaimed,
	};
	return 0;
}

static void trace_slot(const struct guest *g, uint32_t index, uint32_t record,
		       struct target_access *out)
{
	const struct guest_port *port = &g->ports[index];
	uint32_t at = INSTR_TRACE_RING + record % INSTR_TRACE_SLOTS * INSTR_TRACE_RECORD, place;
	uint64_t tsc = (uint64_t)guest_instr(port, at + 4) << 32 | guest_instr(port, at);

	place = guest_instr(port, at + 12);
	*out = (struct target_access){
		.time = guest_ns(g, tsc),
		.port = index,
		.value = guest_instr(port, at + 8),
		.offset = (uint16_t)place,
		.size = (uint8_t)(place >> 16),
		.write = place >> 24 & INSTR_TRACE_WRITE ? 1 : 0,
		.origin = place >> 24 & INSTR_TRACE_HARNESS ? ORIGIN_HARNESS : ORIGIN_IMPL,
	};
}

int guest_trace_read(struct target *t, uint32_t index, uint32_t skip, struct target_access *out,
		     uint32_t max)
{
	struct guest *g = guest_of(t);
	struct guest_port *port;
	uint32_t count, i;

	guest_run_due(g);
	if (index >= t->port_count)
		return -ENODEV;
	port = &g->ports[index];
	if (!port->instr)
		return -EOPNOTSUPP;
	count = guest_instr(port, INSTR_TRACE_COUNT) - port->traced;
	if (count > INSTR_TRACE_SLOTS)
		return -EOVERFLOW;
	for (i = 0; i < max && skip + i < count; i++)
		trace_slot(g, index, port->traced + skip + i, &out[i]);
	return (int)i;
}

/* The counters go on: a case compares them with what they were. */
int guest_trace_clear(struct target *t, uint32_t index)
{
	struct guest *g = guest_of(t);

	if (index >= t->port_count)
		return -ENODEV;
	if (!g->ports[index].instr)
		return -EOPNOTSUPP;
	g->ports[index].traced = guest_instr(&g->ports[index], INSTR_TRACE_COUNT);
	return 0;
}
