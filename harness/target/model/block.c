// SPDX-License-Identifier: GPL-2.0-or-later
/* A port's component register block: CXL.cachemem array, T&I structure, instrumentation page. */
#include "target/model/model.h"

#include <errno.h>
#include <string.h>

#include "regs/instr.h"

#define RAS_OFFSET 0x80u /* from the start of CXL.cachemem */
#define LINK_OFFSET 0x100u
#define COMP_BYTES (uint32_t)sizeof(((struct model_port *)0)->comp)
#define INSTR_COMMANDS 0x5ffeu /* 1 .. 12, 14 */

static uint32_t element(uint32_t id, uint32_t version, uint32_t pointer)
{
	return id | version << CACHEMEM_ELEM_VERSION_SHIFT | pointer << CACHEMEM_ELEM_POINTER_SHIFT;
}

void block_elements(struct model_port *p)
{
	uint32_t *c = p->comp, count = 0;

	memset(p->comp, 0, RAS_OFFSET);
	c[++count] = element(CACHEMEM_ID_RAS, 2, RAS_OFFSET);
	c[++count] = element(CACHEMEM_ID_LINK, 2, LINK_OFFSET);
	/* Root ports have no HDM decoders: where other ports have them the array holds a null. */
	c[++count] = element(CACHEMEM_ID_NULL, 0, 0);
	if (p->ti_offset != TI_NONE)
		c[++count] = wrong_element(
			p, element(CACHEMEM_ID_TI, TI_CAP_VERSION, p->ti_offset - CACHEMEM_BASE));
	c[0] = CACHEMEM_CAP_ID | 1u << CACHEMEM_HDR_VERSION_SHIFT |
	       1u << CACHEMEM_HDR_CM_VERSION_SHIFT | count << CACHEMEM_HDR_ARRAY_SIZE_SHIFT;
}

void block_build(struct model_port *p)
{
	uint32_t *c = p->comp;

	memset(p->comp, 0, sizeof(p->comp));
	block_elements(p);
	c[(RAS_OFFSET + RAS_UNCOR_MASK) / 4] = RAS_UNCOR_DEFINED;
	c[(RAS_OFFSET + RAS_UNCOR_SEVERITY) / 4] = RAS_UNCOR_DEFINED;
	c[(RAS_OFFSET + RAS_COR_MASK) / 4] = RAS_COR_DEFINED;
}

static void comp_write(struct model_port *p, uint32_t offset, uint32_t value)
{
	uint32_t *reg = &p->comp[offset / 4];

	switch (offset) {
	case RAS_OFFSET + RAS_UNCOR_STATUS:
	case RAS_OFFSET + RAS_COR_STATUS:
		*reg &= ~value;
		break;
	case RAS_OFFSET + RAS_UNCOR_MASK:
	case RAS_OFFSET + RAS_UNCOR_SEVERITY:
		*reg = value & RAS_UNCOR_DEFINED;
		break;
	case RAS_OFFSET + RAS_COR_MASK:
		*reg = value & RAS_COR_DEFINED;
		break;
	default:
		break;
	}
}

/* ---- access trace ---- */

static void trace(struct model *m, struct model_port *p, enum origin who, uint32_t offset,
		  bool write, uint32_t value)
{
	if (!p->trace_on || !p->trace)
		return;
	p->trace[p->trace_count++ & m->trace_mask] = (struct target_access){
		.time = m->clock.now,
		.port = model_port_id(m, p),
		.value = value,
		.offset = (uint16_t)offset,
		.size = 4,
		.write = write,
		.origin = (uint8_t)who,
	};
}

/* Looking at the trace is no step of the machine: a run is the same with a record and without. */
int model_trace_read(struct target *t, uint32_t port, uint32_t skip, struct target_access *out,
		     uint32_t max)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t count = 0;

	if (!p)
		return -EINVAL;
	if (p->trace_count > (uint64_t)m->trace_mask + 1 + skip)
		return -EOVERFLOW;
	for (uint64_t i = skip; i < p->trace_count && count < max; i++)
		out[count++] = p->trace[i & m->trace_mask];
	return (int)count;
}

int model_trace_clear(struct target *t, uint32_t port)
{
	struct model_port *p = model_port(model_of(t), port);

	if (!p)
		return -EINVAL;
	p->trace_count = 0;
	return 0;
}

/* One word of the ring as the page shows it: slot n holds the last record whose index is n modulo
 * the number of slots. */
static uint32_t ring_read(const struct model *m, const struct model_port *p, uint32_t offset)
{
	uint32_t slot = offset / INSTR_TRACE_RECORD, word = offset % INSTR_TRACE_RECORD / 4;
	const struct target_access *a;
	uint64_t index;

	if (!p->trace || p->trace_count <= slot)
		return 0;
	index = (p->trace_count - 1 - slot) / INSTR_TRACE_SLOTS * INSTR_TRACE_SLOTS + slot;
	a = &p->trace[index & m->trace_mask];
	switch (word) {
	case 0:
		return (uint32_t)a->time;
	case 1:
		return (uint32_t)(a->time >> 32);
	case 2:
		return a->value;
	default:
		return a->offset | (uint32_t)a->size << 16 |
		       (a->write ? (uint32_t)INSTR_TRACE_WRITE << 24 : 0) |
		       (a->origin == ORIGIN_HARNESS ? (uint32_t)INSTR_TRACE_HARNESS << 24 : 0);
	}
}

/* ---- instrumentation page ---- */

static uint32_t instr_read(const struct model *m, const struct model_port *p, uint32_t offset)
{
	const struct target_counters *c = &p->counters;

	if (offset >= INSTR_TRACE_RING)
		return offset < INSTR_TRACE_RING + INSTR_TRACE_SLOTS * INSTR_TRACE_RECORD
			       ? ring_read(m, p, offset - INSTR_TRACE_RING)
			       : 0;
	switch (offset) {
	case INSTR_MAGIC:
		return INSTR_MAGIC_VALUE;
	case INSTR_VERSION:
		return 1;
	case INSTR_FEATURES:
		return INSTR_COMMANDS;
	case INSTR_DELAY_NS:
		return p->instr_delay;
	case INSTR_TRACE_CTL:
		return p->trace_on;
	case INSTR_T_FAULT_LO:
		return (uint32_t)p->stamps.t_fault;
	case INSTR_T_FAULT_HI:
		return (uint32_t)(p->stamps.t_fault >> 32);
	case INSTR_T_ISOLATED_LO:
		return (uint32_t)p->stamps.t_isolated;
	case INSTR_T_ISOLATED_HI:
		return (uint32_t)(p->stamps.t_isolated >> 32);
	case INSTR_ISOLATIONS:
		return c->isolations;
	case INSTR_WRITES_DROPPED:
		return c->writes_dropped;
	case INSTR_READ_EXCEPTIONS:
		return c->read_exceptions;
	case INSTR_MESSAGES:
		return c->messages;
	case INSTR_ERR_CORS:
		return c->err_cors;
	case INSTR_TRACE_COUNT:
		return (uint32_t)p->trace_count;
	case INSTR_T_NOW_LO:
		return (uint32_t)m->clock.now;
	case INSTR_T_NOW_HI:
		return (uint32_t)(m->clock.now >> 32);
	case INSTR_WRITES_FORWARDED:
		return c->writes_forwarded;
	case INSTR_PERSONALITY:
		return p->personality;
	case INSTR_LINK_DOWNS:
		return c->link_downs;
	default:
		return 0;
	}
}

static void instr_command(struct model *m, struct model_port *p, uint32_t command)
{
	static const uint8_t faults[] = {
		[INSTR_CMD_LINK_DOWN] = FAULT_LINK_DOWN,
		[INSTR_CMD_LINK_UP] = FAULT_LINK_RESTORE,
		[INSTR_CMD_HANG_ON] = FAULT_HANG,
		[INSTR_CMD_HANG_OFF] = FAULT_HANG_CLEAR,
		[INSTR_CMD_BUSY_ON] = FAULT_BUSY,
		[INSTR_CMD_BUSY_OFF] = FAULT_BUSY_CLEAR,
		[INSTR_CMD_SPURIOUS] = FAULT_SPURIOUS_IRQ,
		[INSTR_CMD_SURPRISE_REMOVE] = FAULT_SURPRISE_REMOVE,
		[INSTR_CMD_LINK_STUCK] = FAULT_LINK_STUCK,
		[INSTR_CMD_BUSY_UNDEF_ON] = FAULT_BUSY_UNDEFINED,
		[INSTR_CMD_BUSY_UNDEF_OFF] = FAULT_BUSY_UNDEFINED_CLEAR,
		[INSTR_CMD_DEVICE_DEL] = FAULT_DEVICE_DEL,
	};
	struct model_event event = {.kind = HW_FAULT, .port = (uint8_t)model_port_id(m, p)};

	if (command >= 32 || !(INSTR_COMMANDS >> command & 1))
		return;
	if (command == INSTR_CMD_CLEAR) {
		p->counters = (struct target_counters){0};
		p->trace_count = 0;
		return;
	}
	event.detail = faults[command];
	event.time = m->clock.now + p->instr_delay;
	p->instr_delay = 0; /* of one command */
	if (event.time > m->clock.now)
		clock_add(m, QUEUE_HW, event);
	else
		port_fault(m, p, faults[command]);
}

static void instr_write(struct model *m, struct model_port *p, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case INSTR_COMMAND:
		instr_command(m, p, value);
		break;
	case INSTR_DELAY_NS:
		p->instr_delay = value;
		break;
	case INSTR_TRACE_CTL:
		p->trace_on = p->trace && (value & 1);
		break;
	case INSTR_PERSONALITY:
		port_personality(p, value);
		break;
	default:
		break;
	}
}

/* ---- the block ---- */

/* Offset in the T&I structure that a block offset means, directly or through the alias. */
static bool ti_hit(const struct model_port *p, uint32_t offset, enum origin *who, uint32_t *ti)
{
	*ti = offset - p->ti_offset;
	if (*ti < TI_SIZE)
		return true;
	*ti = offset - (INSTR_BASE + INSTR_ALIAS);
	if (*ti >= TI_SIZE || p->ti_offset == TI_NONE)
		return false;
	*who = ORIGIN_HARNESS;
	return true;
}

int model_reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		   uint32_t *value)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t ti;

	clock_enter(m, MODEL_COST_REG);
	if (unlikely(!p || offset >= COMP_BLOCK_SIZE))
		return -EINVAL;
	if (ti_hit(p, offset, &who, &ti)) {
		*value = ti_read(m, p, ti & ~3u);
		trace(m, p, who, ti, false, *value);
		return ti & 3 ? -EINVAL : 0;
	}
	if (offset & 3)
		return -EINVAL;
	if (offset - CACHEMEM_BASE < COMP_BYTES)
		*value = p->comp[(offset - CACHEMEM_BASE) / 4];
	else
		*value = offset >= INSTR_BASE ? instr_read(m, p, offset - INSTR_BASE) : 0;
	return 0;
}

int model_reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		    uint32_t value)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t ti;

	clock_enter(m, MODEL_COST_REG);
	if (unlikely(m->dead))
		return -EHOSTDOWN;
	if (unlikely(!p || offset >= COMP_BLOCK_SIZE))
		return -EINVAL;
	if (ti_hit(p, offset, &who, &ti)) {
		trace(m, p, who, ti, true, value);
		if (ti & 3)
			return -EINVAL;
		ti_write(m, p, ti, value);
		return 0;
	}
	if (offset & 3)
		return -EINVAL;
	if (offset - CACHEMEM_BASE < COMP_BYTES)
		comp_write(p, offset - CACHEMEM_BASE, value);
	else if (offset >= INSTR_BASE)
		instr_write(m, p, offset - INSTR_BASE, value);
	return 0;
}
