// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The T&I structure, isolation and the link of a root port: CXL r3.2 8.2.4.24 and 12.3. A link down
 * triggers isolation of each protocol that has it enabled; a transaction timeout triggers that of
 * its own protocol. Only CXL.mem has a data path here; CXL.cache isolates on a link down.
 */
#include "target/model/model.h"

#include <errno.h>
#include <string.h>

/* The bits of one protocol. */
struct protocol {
	uint32_t enable, hold, status, by_link;
};
static const struct protocol mem = {TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO_LD, TI_STATUS_MEM_ISO,
				    TI_STATUS_MEM_ISO_LD};
static const struct protocol cache = {TI_CTRL_CACHE_ISO, TI_CTRL_CACHE_ISO_LD, TI_STATUS_CACHE_ISO,
				      TI_STATUS_CACHE_ISO_LD};
#define ANY_ISOLATION (TI_STATUS_MEM_ISO | TI_STATUS_CACHE_ISO)

static uint32_t supported_control(uint32_t cap)
{
	uint32_t rw = 0;

	if (cap & TI_CAP_MEM_TIMEOUT)
		rw |= TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT;
	if (cap & TI_CAP_CACHE_TIMEOUT)
		rw |= TI_CTRL_CACHE_VALUE | TI_CTRL_CACHE_TIMEOUT;
	if (cap & TI_CAP_MEM_ISO)
		rw |= TI_CTRL_MEM_ISO;
	if (cap & TI_CAP_MEM_ISO_LD)
		rw |= TI_CTRL_MEM_ISO_LD;
	if (cap & TI_CAP_CACHE_ISO)
		rw |= TI_CTRL_CACHE_ISO;
	if (cap & TI_CAP_CACHE_ISO_LD)
		rw |= TI_CTRL_CACHE_ISO_LD;
	if (cap & TI_CAP_ERR_COR)
		rw |= TI_CTRL_ERR_COR;
	if (cap & TI_CAP_INTERRUPT)
		rw |= TI_CTRL_INTERRUPT;
	return rw;
}

void ti_configure(struct model *m, struct model_port *p, const struct topo_ti *ti)
{
	p->offered = topo_ti_capability(ti);
	p->reserved_word = ti->reserved_word;
	p->reserved_status = ti->reserved_status & ~TI_STATUS_DEFINED;
	p->reserved_ctrl = ti->reserved_ctrl & ~TI_CTRL_DEFINED;
	p->ctrl = p->reserved_ctrl;
	p->status = ti->left_status & TI_STATUS_RW1CS;
	p->hidden = 0;
	p->timed_out = false;
	p->busy_until = 0;
	p->level = ti->level_link_down;
	p->conforming = ti->conforming;
	p->preferred = ti->message & 0x1f;
	/* Anywhere in the block is right: software has to follow the pointer. */
	p->ti_offset =
		ti->present ? CACHEMEM_BASE + 0x200 + 0x40 * (model_port_id(m, p) & 3) : TI_NONE;
	ti_shape(p);
}

void ti_shape(struct model_port *p)
{
	p->cap = wrong_capability(p, p->offered);
	p->ctrl_rw = wrong_control_rw(p, supported_control(p->cap)) | p->reserved_ctrl;
	ti_update_message(p);
}

void ti_update_message(struct model_port *p)
{
	p->message = p->preferred;
	/* 8.2.4.24.1, 31:27: with MSI it follows Multiple Message Enable. A port declared
	 * non-conforming keeps a number that was never allocated. */
	if (p->conforming || !p->messages) {
		unsigned int count = p->messages ? p->messages : 1;

		p->message = (uint8_t)(p->preferred & (count - 1));
	}
	p->message = wrong_message(p, p->message);
	p->cap &= ~TI_CAP_MESSAGE;
	if (p->cap & TI_CAP_INTERRUPT)
		p->cap |= (uint32_t)p->message << TI_CAP_MESSAGE_SHIFT;
}

static bool busy(const struct model *m, const struct model_port *p)
{
	bool isolated = p->status & ANY_ISOLATION;

	/* 8.2.4.24.3, bit 14: without an isolation the bit is undefined, and some ports read 1. */
	return wrong_busy(p, isolated,
			  isolated ? p->busy_stuck || m->clock.now < p->busy_until
				   : p->busy_undefined);
}

uint32_t ti_read(const struct model *m, const struct model_port *p, uint32_t offset)
{
	switch (offset) {
	case TI_CAP:
		return p->cap;
	case TI_CTRL:
		return p->ctrl;
	case TI_STATUS:
		return (p->status & ~p->hidden) | p->reserved_status |
		       (busy(m, p) ? TI_STATUS_RP_BUSY : 0);
	default:
		return p->reserved_word;
	}
}

void model_die(struct model *m, const char *why)
{
	struct target t = {.priv = m};

	if (m->dead)
		return;
	model_log(&t, ISOTAP_LOG_ERR, why);
	m->dead = true;
}

static void signal_isolation(struct model *m, struct model_port *p)
{
	uint32_t *root = &p->cfg->value[(CONFIG_AER + AER_ROOT_STATUS) / 4];
	unsigned int count = wrong_messages(p);

	if (wrong_err_cor(p)) {
		p->counters.err_cors++;
		*root |= *root & AER_ROOT_STATUS_COR ? AER_ROOT_STATUS_MULTI_COR
						     : AER_ROOT_STATUS_COR;
	}
	if (!p->messages)
		return;
	for (unsigned int i = 0; i < count; i++) {
		p->counters.messages++;
		irq_send(m, p, wrong_message_sent(p), MODEL_IRQ_NS * (i + 1), false);
	}
}

/* How long requests from before keep the port busy. */
static uint32_t drain_ns(struct model *m)
{
	static const uint32_t drains[] = {MODEL_DRAIN_NS, 0, SCHED_DRAIN_NS};

	return sched_is_free(&m->sched) ? drains[sched_choose(m, 3, 0)] : MODEL_DRAIN_NS;
}

static void enter_isolation(struct model *m, struct model_port *p, const struct protocol *protocol,
			    bool by_link)
{
	uint32_t before;

	m->clock.now += MODEL_ISOLATE_NS;
	if (!(p->status & ANY_ISOLATION)) {
		if (p->stamps.t_isolated || !p->stamps.t_fault)
			p->stamps = (struct target_stamps){
				.t_fault = m->clock.now - MODEL_ISOLATE_NS,
			};
		p->stamps.t_isolated = m->clock.now;
		p->busy_until = m->clock.now + drain_ns(m);
	}
	before = p->status;
	p->status |= wrong_cause(p, protocol->status | (by_link ? protocol->by_link : 0));
	p->counters.isolations++;
	if (wrong_signals(p, before, by_link))
		signal_isolation(m, p);
	if (region_system_ram_below(m, p))
		model_die(m, "machine check: System RAM isolated");
	port_link_update(m, p);
}

static void enter_both(struct model *m, struct model_port *p, const struct protocol *protocol,
		       bool by_link)
{
	struct model_port *neighbour = wrong_neighbour(m, p);

	enter_isolation(m, p, protocol, by_link);
	if (neighbour && !(neighbour->status & protocol->status))
		enter_isolation(m, neighbour, protocol, by_link);
}

/* HW_ISOLATE's detail. */
#define ISOLATE_CACHE 1u
#define ISOLATE_BY_LINK 2u

/* Where schedules are free, the trigger is one step and the isolation another. */
static bool isolates_later(struct model *m, struct model_port *p, const struct protocol *protocol,
			   bool by_link)
{
	struct model_event event = {
		.kind = HW_ISOLATE,
		.port = (uint8_t)model_port_id(m, p),
		.detail = (uint8_t)((protocol == &cache ? ISOLATE_CACHE : 0) |
				    (by_link ? ISOLATE_BY_LINK : 0)),
	};

	if (p->isolating & protocol->status)
		return true;
	if (!sched_is_free(&m->sched) || clock_add(m, QUEUE_HW, event))
		return false;
	p->isolating |= protocol->status;
	return true;
}

static void isolate(struct model *m, struct model_port *p, const struct protocol *protocol,
		    bool by_link)
{
	bool enabled = p->ctrl & protocol->enable;

	if (p->status & protocol->status) {
		if (wrong_signals_again(p))
			signal_isolation(m, p);
		return;
	}
	if (!wrong_enters(p, enabled, protocol == &cache, by_link))
		return;
	if (!isolates_later(m, p, protocol, by_link))
		enter_both(m, p, protocol, by_link);
}

void port_isolate(struct model *m, struct model_port *p, uint8_t detail)
{
	const struct protocol *protocol = detail & ISOLATE_CACHE ? &cache : &mem;
	bool by_link = detail & ISOLATE_BY_LINK;

	p->isolating &= ~protocol->status;
	/* Disabled in between, or entered along with a neighbour. */
	if (p->status & protocol->status ||
	    !wrong_enters(p, p->ctrl & protocol->enable, protocol == &cache, by_link))
		return;
	enter_both(m, p, protocol, by_link);
}

void port_timed_out(struct model *m, struct model_port *p)
{
	if (wrong_timeout_lost(p))
		return;
	p->timed_out = true;
	p->status |= wrong_timeout_status(p);
	isolate(m, p, &mem, false);
	if (wrong_timeout_spreads(p))
		isolate(m, p, &cache, false);
}

static void link_lost(struct model *m, struct model_port *p)
{
	p->link_up = false;
	p->counters.link_downs++;
	/* A link down is a reset for all that is below (PCIe r6.2 2.9.1): decoders are lost, memory
	 * keeps what it holds, and a device that hung starts anew. */
	p->hang = false;
	for (uint32_t i = 0; i < p->device_count; i++) {
		m->devices[p->devices[i]].enumerated = false;
		hdm_reset(&m->devices[p->devices[i]].hdm);
	}
	if (p->sw != UINT8_MAX)
		hdm_reset(&m->switches[p->sw].hdm);
	isolate(m, p, &mem, true);
	isolate(m, p, &cache, true);
	irq_slot(m, p, PCIE_SLTSTA_DLLSC);
	if (region_system_ram_below(m, p))
		model_die(m, "machine check: the link to System RAM is down");
}

void port_link_update(struct model *m, struct model_port *p)
{
	if (wrong_hold(p, p->status & mem.status && p->ctrl & mem.hold,
		       p->status & cache.status && p->ctrl & cache.hold))
		p->down |= DOWN_HELD;
	else
		p->down &= ~DOWN_HELD;
	if (p->down) {
		if (p->training) {
			p->training = false;
			clock_drop_hw(m, model_port_id(m, p), HW_LINK_UP);
		}
		if (p->link_up)
			link_lost(m, p);
	} else if (!p->link_up && !p->training && !p->stuck) {
		struct model_event event = {
			.time = m->clock.now + MODEL_TRAIN_NS,
			.port = (uint8_t)model_port_id(m, p),
			.kind = HW_LINK_UP,
		};

		p->training = clock_add(m, QUEUE_HW, event) == 0;
	}
}

void port_link_reset(struct model *m, struct model_port *p)
{
	p->down &= ~(DOWN_DISABLED | DOWN_SBR | DOWN_HELD);
	if (p->link_up)
		link_lost(m, p);
	port_link_update(m, p);
}

void port_link_trained(struct model *m, struct model_port *p)
{
	p->training = false;
	if (p->down || p->stuck)
		return;
	p->link_up = true;
	irq_slot(m, p, PCIE_SLTSTA_DLLSC);
}

static void control_write(struct model *m, struct model_port *p, uint32_t value)
{
	uint32_t rising = value & ~p->ctrl;

	p->ctrl = wrong_control(p, value) & p->ctrl_rw;
	if (rising & TI_CTRL_MEM_TIMEOUT)
		p->first_value = p->ctrl & TI_CTRL_MEM_VALUE;
	if (rising & TI_CTRL_INTERRUPT)
		p->first_message = p->message;
	port_link_update(m, p);
	/* A level-triggered port also isolates when it is enabled with its link down. */
	if (p->level && !p->link_up) {
		if (rising & mem.enable)
			isolate(m, p, &mem, true);
		if (rising & cache.enable)
			isolate(m, p, &cache, true);
	}
}

static void status_write(struct model *m, struct model_port *p, uint32_t value)
{
	uint32_t clear = value & TI_STATUS_RW1CS & p->status;
	struct model_port *other = wrong_cleared_too(m, p);

	if (wrong_busy_written(p, value)) {
		p->busy_stuck = false;
		p->busy_until = 0;
	}
	/* 8.2.4.24.3: isolation ends when its bit is cleared with RP Busy clear, not before. */
	if (busy(m, p))
		clear &= ~ANY_ISOLATION;
	p->hidden |= wrong_hidden(p, clear);
	clear = wrong_clear(p, clear);
	p->status &= ~clear;
	if (wrong_end_signalled(p, clear))
		signal_isolation(m, p);
	if (other)
		other->status &= ~clear;
	port_link_update(m, p);
	if (!p->level || p->link_up)
		return;
	if (clear & mem.status)
		isolate(m, p, &mem, true);
	if (clear & cache.status)
		isolate(m, p, &cache, true);
}

void ti_write(struct model *m, struct model_port *p, uint32_t offset, uint32_t value)
{
	if (offset == TI_CTRL)
		control_write(m, p, value);
	else if (offset == TI_STATUS)
		status_write(m, p, value);
	else if (offset == TI_CAP)
		p->cap = wrong_write_to_cap(p, value);
}

uint64_t port_timeout(struct model *m, struct model_port *p)
{
	uint32_t encoding = wrong_encoding(p, p->ctrl & TI_CTRL_MEM_VALUE);
	const struct ti_timeout *timeout;
	uint64_t ns;

	if (!wrong_timeout_on(p))
		return 0;
	/* A value that is reserved or not offered leaves the default in force. */
	if (!(ti_ranges_encodings(p->cap & TI_CAP_MEM_RANGES) >> encoding & 1))
		encoding = 0;
	timeout = ti_timeout_find(encoding);
	ns = model_random(m, timeout->min_ns,
			  timeout->max_ns - MODEL_ISOLATE_NS - MODEL_COST_ACCESS);
	return wrong_timeout(p, timeout, ns);
}

static void begin_fault(struct model *m, struct model_port *p)
{
	p->stamps = (struct target_stamps){.t_fault = m->clock.now};
}

static void remove_devices(struct model *m, struct model_port *p)
{
	for (uint32_t i = 0; i < p->device_count; i++) {
		m->devices[p->devices[i]].present = false;
		memory_power_off(m, p->devices[i]);
	}
	p->cfg->value[(CONFIG_PCIE + PCIE_SLTCTL) / 4] &= ~(PCIE_SLTSTA_PDS << 16);
}

static void mend_link(struct model *m, struct model_port *p)
{
	if (p->down & DOWN_REMOVED) {
		for (uint32_t i = 0; i < p->device_count; i++)
			m->devices[p->devices[i]].present = true;
		if (p->hotplug)
			p->cfg->value[(CONFIG_PCIE + PCIE_SLTCTL) / 4] |= PCIE_SLTSTA_PDS << 16;
		irq_slot(m, p, PCIE_SLTSTA_PDC);
	}
	p->stuck = false;
	p->down &= ~(DOWN_FAULT | DOWN_REMOVED);
	port_link_update(m, p);
}

void port_fault(struct model *m, struct model_port *p, enum fault_kind kind)
{
	users_stir(m);
	switch (kind) {
	case FAULT_LINK_DOWN:
	case FAULT_SURPRISE_REMOVE:
	case FAULT_DEVICE_DEL:
		if (kind == FAULT_DEVICE_DEL && !p->hotplug)
			break;
		if (kind == FAULT_DEVICE_DEL)
			region_drivers_leave(m, p);
		if (p->link_up)
			begin_fault(m, p);
		p->down |= kind == FAULT_LINK_DOWN ? DOWN_FAULT : DOWN_REMOVED;
		port_link_update(m, p);
		if (kind != FAULT_LINK_DOWN) {
			remove_devices(m, p);
			irq_slot(m, p, PCIE_SLTSTA_PDC);
		}
		break;
	case FAULT_LINK_RESTORE:
		mend_link(m, p);
		break;
	case FAULT_LINK_STUCK:
		p->stuck = true;
		break;
	case FAULT_HANG:
		begin_fault(m, p);
		p->hang = true;
		break;
	case FAULT_HANG_CLEAR:
		p->hang = false;
		break;
	case FAULT_BUSY:
	case FAULT_BUSY_CLEAR:
		p->busy_stuck = kind == FAULT_BUSY;
		break;
	case FAULT_BUSY_UNDEFINED:
	case FAULT_BUSY_UNDEFINED_CLEAR:
		p->busy_undefined = kind == FAULT_BUSY_UNDEFINED;
		break;
	case FAULT_SPURIOUS_IRQ:
		if (p->messages)
			p->counters.messages++;
		irq_send(m, p, p->message, MODEL_IRQ_NS, false);
		break;
	case FAULT_KIND_COUNT:
		break;
	}
}

int model_inject(struct target *t, const struct fault *fault)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, fault->port);
	struct model_event event = {
		.kind = HW_FAULT,
		.detail = (uint8_t)fault->kind,
		.port = (uint8_t)fault->port,
	};

	clock_enter(m, MODEL_COST_CALL);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p || (unsigned int)fault->kind >= FAULT_KIND_COUNT ||
	    fault->delay_ns > MODEL_MAX_WAIT_NS)
		return -EINVAL;
	if (fault->kind == FAULT_DEVICE_DEL && !p->hotplug)
		return -EOPNOTSUPP;
	if (fault->delay_ns) {
		event.time = m->clock.now + fault->delay_ns;
		return clock_add(m, QUEUE_HW, event);
	}
	port_fault(m, p, fault->kind);
	return 0;
}
