// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stamps from outside the implementation: the port's own, and the kernel's trace under the x86-tsc
 * clock for the entry of the interrupt handler, the return of the reference module's marking and
 * the return of the dax teardown (kill_dev_dax() has unmapped every mapping when it returns).
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/protocol.h"
#include "agent/sysfs.h"
#include "regs/instr.h"

#define TRACEFS "/sys/kernel/tracing"
#define INSTANCE TRACEFS "/instances/isotap"
/* The kernel has told several listeners at once; ours may not have had its turn yet. */
#define LISTENER_MS 50
#define PROBE_NAME "isotap/dax_killed"
#define MARK_NAME "isotap/ti_marked"

/* The system-wide part, made once in a boot and left there. */
static int trace_setup(void)
{
	int rc;

	if (!sys_exists(TRACEFS "/trace") && mount("tracefs", TRACEFS, "tracefs", 0, NULL) &&
	    errno != EBUSY)
		return -errno;
	if (mkdir(INSTANCE, 0700))
		return errno == EEXIST ? 0 : -errno;
	sys_write("x86-tsc", INSTANCE "/trace_clock");
	/* which device it was: the argument, where the kernel can fetch it on return (6.9) */
	rc = sys_write("r:" PROBE_NAME " kill_dev_dax dev=$arg1:x64", TRACEFS "/kprobe_events");
	if (rc)
		rc = sys_write("r:" PROBE_NAME " kill_dev_dax", TRACEFS "/kprobe_events");
	if (!rc)
		rc = sys_write("1", INSTANCE "/events/" PROBE_NAME "/enable");
	if (!rc)
		rc = sys_write("1", INSTANCE "/events/irq/irq_handler_entry/enable");
	return rc;
}

/* Another implementation has no such moment, and the kernel warns of a module that is not there. */
static void mark_setup(void)
{
	if (sys_exists("/sys/module/" AGENT_KMOD) && !sys_exists(INSTANCE "/events/" MARK_NAME) &&
	    !sys_write("r:" MARK_NAME " " AGENT_KMOD ":ti_mark_isolated", TRACEFS "/kprobe_events"))
		sys_write("1", INSTANCE "/events/" MARK_NAME "/enable");
}

/* Every other interrupt of the machine would fill the buffer: only those of the ports. */
static void filter_interrupts(const struct guest *g)
{
	char filter[512] = "";
	size_t used = 0;

	for (uint32_t i = 0; i < g->target->port_count && used < sizeof(filter) - 32; i++)
		if (g->ports[i].irq)
			used += (size_t)snprintf(filter + used, sizeof(filter) - used, "%sirq==%u",
						 used ? "||" : "", g->ports[i].irq);
	sys_write(used ? filter : "irq==0xffff", INSTANCE "/events/irq/irq_handler_entry/filter");
}

int guest_trace_open(struct guest *g)
{
	int rc;

	if (g->tracing)
		return 0;
	rc = trace_setup();
	if (rc)
		return rc;
	mark_setup();
	filter_interrupts(g);
	g->trace_pipe = open(INSTANCE "/trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (g->trace_pipe < 0)
		return -errno;
	g->tracing = true;
	return 0;
}

void guest_trace_close(struct guest *g)
{
	if (g->tracing)
		close(g->trace_pipe);
	g->tracing = false;
}

static uint64_t fault_tsc(const struct guest_port *port)
{
	if (!port->instr)
		return port->fault_tsc;
	return (uint64_t)guest_instr(port, INSTR_T_FAULT_HI) << 32 |
	       guest_instr(port, INSTR_T_FAULT_LO);
}

static uint64_t isolated_tsc(const struct guest_port *port)
{
	if (!port->instr)
		return 0;
	return (uint64_t)guest_instr(port, INSTR_T_ISOLATED_HI) << 32 |
	       guest_instr(port, INSTR_T_ISOLATED_LO);
}

/* Interrupts of a port's vector that its other users (hot-plug, AER, PME) take are not it. */
static bool is_isolation_handler(const char *line)
{
	const char *name = strstr(line, "name=");

	return name && (strstr(name, "cxl") || strstr(name, "isotap") || strstr(name, "_ti"));
}

/* Of the port whose interrupt came last: marks come in the order of their interrupts. */
static void trace_mark(struct guest *g, uint64_t tsc)
{
	int first = -1;

	for (uint32_t i = 0; i < g->target->port_count; i++)
		if (g->irq_tsc[i] && !g->mark_tsc[i] && tsc >= g->irq_tsc[i] &&
		    (first < 0 || g->irq_tsc[i] < g->irq_tsc[first]))
			first = (int)i;
	if (first >= 0)
		g->mark_tsc[first] = tsc;
}

/* "  agent-1  [000] d.h1. 123456789: irq_handler_entry: irq=24 name=isotap_ti": stamp and event. */
static void trace_line(struct guest *g, char *line)
{
	char *event = strstr(line, "irq_handler_entry:"), *at;
	unsigned long long tsc, device = 0;
	unsigned int irq;

	if (!event)
		event = strstr(line, "dax_killed:");
	if (!event)
		event = strstr(line, "ti_marked:");
	if (!event || event - line < 3)
		return;
	for (at = event - 3; at > line && *at != ' '; at--)
		;
	tsc = strtoull(at, NULL, 10);
	if (*event == 't') {
		trace_mark(g, tsc);
		return;
	}
	if (*event == 'd') {
		char *dev = strstr(event, "dev=");

		if (dev)
			device = strtoull(dev + 4, NULL, 0);
		if (g->kill_count < GUEST_MAX_KILLS) {
			g->kills[g->kill_count].tsc = tsc;
			g->kills[g->kill_count++].device = device;
		}
		return;
	}
	if (sscanf(event, "irq_handler_entry: irq=%u", &irq) != 1 || !is_isolation_handler(event))
		return;
	for (uint32_t i = 0; i < g->target->port_count; i++)
		if (g->ports[i].irq == irq && !g->irq_tsc[i] && tsc >= isolated_tsc(&g->ports[i]))
			g->irq_tsc[i] = tsc;
}

static void trace_consume(struct guest *g)
{
	char buffer[4097], *line, *next;
	size_t kept = 0;
	ssize_t n;

	while ((n = read(g->trace_pipe, buffer + kept, sizeof(buffer) - 1 - kept)) > 0) {
		buffer[kept + (size_t)n] = 0;
		for (line = buffer; (next = strchr(line, '\n')); line = next + 1) {
			*next = 0;
			trace_line(g, line);
		}
		kept = strlen(line);
		if (kept >= sizeof(buffer) - 1)
			kept = 0;
		memmove(buffer, line, kept);
	}
}

void guest_stamps_reset(struct guest *g, uint32_t port)
{
	if (g->tracing)
		trace_consume(g);
	g->irq_tsc[port] = g->mark_tsc[port] = 0;
	g->kill_count = 0;
	g->regions_at_fault[port] = 0;
	for (uint32_t i = 0; i < g->target->region_count; i++)
		if (g->target->regions[i].ports & (1ull << port) &&
		    guest_dax_mode(g, i) != ISOTAP_MODE_NONE)
			g->regions_at_fault[port]++;
	pthread_mutex_lock(&g->event_lock);
	g->notified[port] = 0;
	pthread_mutex_unlock(&g->event_lock);
}

/* When as many different devices as were in use below the port had been torn down. A device is torn
 * down once more when it is deleted: only its first time counts. */
static uint64_t offline_tsc(const struct guest *g, uint32_t port, uint64_t since)
{
	uint32_t wanted = g->regions_at_fault[port], seen = 0;

	for (uint32_t i = 0; i < g->kill_count && wanted; i++) {
		bool again = false;

		if (g->kills[i].tsc < since)
			continue;
		for (uint32_t j = 0; j < i; j++)
			again |= g->kills[j].tsc >= since && g->kills[i].device &&
				 g->kills[j].device == g->kills[i].device;
		if (!again && ++seen == wanted)
			return g->kills[i].tsc;
	}
	return 0;
}

int guest_stamps(struct target *t, uint32_t port, struct target_stamps *out)
{
	struct guest *g = guest_of(t);
	uint64_t fault, isolated;

	guest_run_due(g);
	if (port >= t->port_count)
		return -ENODEV;
	if (g->tracing)
		trace_consume(g);
	fault = fault_tsc(&g->ports[port]);
	isolated = isolated_tsc(&g->ports[port]);
	memset(out, 0, sizeof(*out));
	out->t_fault = guest_ns(g, fault);
	if (isolated >= fault)
		out->t_isolated = guest_ns(g, isolated);
	out->t_irq = guest_ns(g, g->irq_tsc[port]);
	out->t_marked = guest_ns(g, g->mark_tsc[port]);
	out->t_offline = guest_ns(g, offline_tsc(g, port, fault));
	out->t_notified = guest_notified(g, port, out->t_offline ? LISTENER_MS : 0);
	if (out->t_notified < out->t_fault)
		out->t_notified = 0;
	return 0;
}
