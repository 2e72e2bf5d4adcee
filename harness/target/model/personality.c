// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ports that are wrong on purpose (enum instr_personality), one deviation each. Every hook is given
 * what a port that conforms would do and answers what this one does; all lie where nothing is fast.
 */
#include "target/model/model.h"

#include "regs/instr.h"

/* Far outside of every range: no rounding explains it. */
#define EARLY_DIVISOR 4
#define LATE_FACTOR 2
#define EACH_WAITS_NS 10000000u

#define CACHE_STATUS (TI_STATUS_CACHE_TIMEOUT | TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD)
#define MEM_STATUS (TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD)
#define ANY_ISOLATION (TI_STATUS_MEM_ISO | TI_STATUS_CACHE_ISO)

/* ---- what the registers look like ---- */

uint32_t wrong_element(const struct model_port *p, uint32_t element)
{
	if (p->personality == INSTR_PERS_POINTER_BEYOND)
		return element | CACHEMEM_ELEM_POINTER;
	if (p->personality == INSTR_PERS_VERSION_ZERO)
		return element & ~CACHEMEM_ELEM_VERSION;
	return element;
}

uint32_t wrong_capability(const struct model_port *p, uint32_t cap)
{
	switch (p->personality) {
	case INSTR_PERS_RANGES_RESERVED:
		return (cap & ~TI_CAP_MEM_RANGES) | 0x4;
	case INSTR_PERS_CACHE_RANGES_RESERVED:
		return (cap & ~TI_CAP_CACHE_RANGES) | 0x4u << TI_CAP_CACHE_RANGES_SHIFT;
	case INSTR_PERS_HOLD_ALONE:
		return (cap & ~TI_CAP_MEM_ISO) | TI_CAP_MEM_ISO_LD;
	case INSTR_PERS_CACHE_HOLD_ALONE:
		return (cap & ~TI_CAP_CACHE_ISO) | TI_CAP_CACHE_ISO_LD;
	default:
		return cap;
	}
}

uint32_t wrong_control_rw(const struct model_port *p, uint32_t rw)
{
	switch (p->personality) {
	case INSTR_PERS_TIMEOUT_LOST:
		return rw & ~(TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT);
	case INSTR_PERS_CACHE_TIMEOUT_LOST:
		return rw & ~(TI_CTRL_CACHE_VALUE | TI_CTRL_CACHE_TIMEOUT);
	case INSTR_PERS_HOLD_LOST:
		return rw & ~TI_CTRL_MEM_ISO_LD;
	case INSTR_PERS_CACHE_ENABLE_LOST:
		return rw & ~(TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD);
	case INSTR_PERS_SIGNAL_LOST:
		return rw & ~(TI_CTRL_ERR_COR | TI_CTRL_INTERRUPT);
	default:
		return rw;
	}
}

uint8_t wrong_message(const struct model_port *p, uint8_t message)
{
	return p->personality == INSTR_PERS_MESSAGE_FIXED ? p->preferred : message;
}

/* ---- writes and resets ---- */

uint32_t wrong_control(const struct model_port *p, uint32_t value)
{
	if (p->personality == INSTR_PERS_ENABLES_COUPLED && p->ctrl & ~value & TI_CTRL_MEM_TIMEOUT)
		value &= ~TI_CTRL_MEM_ISO;
	return value;
}

uint32_t wrong_write_to_cap(const struct model_port *p, uint32_t value)
{
	return p->personality == INSTR_PERS_CAPABILITY_WRITTEN ? value : p->cap;
}

bool wrong_busy_written(const struct model_port *p, uint32_t value)
{
	return p->personality == INSTR_PERS_BUSY_WRITTEN && value & TI_STATUS_RP_BUSY;
}

uint32_t wrong_bus_reset_control(const struct model_port *p)
{
	return p->personality == INSTR_PERS_BUS_RESET_CLEARS ? p->reserved_ctrl : p->ctrl;
}

/* Bits that read 0 from now on, whatever is in force. */
uint32_t wrong_hidden(const struct model_port *p, uint32_t clear)
{
	return p->personality == INSTR_PERS_CLEAR_KEEPS ? clear & TI_STATUS_MEM_ISO : 0;
}

uint32_t wrong_clear(const struct model_port *p, uint32_t clear)
{
	switch (p->personality) {
	case INSTR_PERS_ZERO_CLEARS:
		return p->status;
	case INSTR_PERS_ONE_KEEPS:
		return clear & ~TI_STATUS_MEM_TIMEOUT;
	case INSTR_PERS_CLEAR_KEEPS:
		return clear & ~TI_STATUS_MEM_ISO;
	case INSTR_PERS_PROTOCOLS_COUPLED:
		return clear & TI_STATUS_MEM_ISO ? clear | TI_STATUS_CACHE_ISO : clear;
	case INSTR_PERS_CLEAR_SPREADS:
		if (clear & MEM_STATUS)
			clear |= MEM_STATUS;
		return clear & CACHE_STATUS ? clear | CACHE_STATUS : clear;
	case INSTR_PERS_BUSY_BLOCKS:
		return p->busy_undefined && !(p->status & ANY_ISOLATION) ? 0 : clear;
	default:
		return clear;
	}
}

uint32_t wrong_reset_control(const struct model_port *p)
{
	if (p->personality == INSTR_PERS_VALUES_KEPT)
		return p->ctrl & (TI_CTRL_MEM_VALUE | TI_CTRL_CACHE_VALUE);
	return p->personality == INSTR_PERS_RESET_KEEPS_ENABLES ? p->ctrl : 0;
}

uint32_t wrong_reset_status(const struct model_port *p)
{
	return p->personality == INSTR_PERS_STICKY_LOST ? 0 : p->status;
}

bool wrong_busy(const struct model_port *p, bool isolated, bool busy)
{
	return busy || (p->personality == INSTR_PERS_BUSY_UNDEFINED && !isolated) ||
	       (p->personality == INSTR_PERS_BUSY_FOR_EVER && isolated);
}

/* ---- triggers ---- */

/* Whether a trigger enters an isolation that is `enabled` and not yet there. */
bool wrong_enters(const struct model_port *p, bool enabled, bool cache, bool by_link)
{
	switch (p->personality) {
	case INSTR_PERS_LINK_DOWN_IGNORED:
		return enabled && !by_link;
	case INSTR_PERS_LINK_NEEDS_TIMEOUT:
		return enabled && (cache || !by_link || p->ctrl & TI_CTRL_MEM_TIMEOUT);
	case INSTR_PERS_TIMEOUT_IGNORED:
		return enabled && by_link;
	case INSTR_PERS_ISOLATES_UNASKED:
		return enabled || !cache;
	case INSTR_PERS_CACHE_IGNORED:
		return enabled && !cache;
	case INSTR_PERS_HELD_DOWN_IGNORED:
		return enabled && !(by_link && p->down == DOWN_HELD);
	default:
		return enabled;
	}
}

/* Status bits that an isolation sets. */
uint32_t wrong_cause(const struct model_port *p, uint32_t status)
{
	if (p->personality == INSTR_PERS_NO_LINK_CAUSE)
		return status & ~TI_STATUS_MEM_ISO_LD;
	if (p->personality == INSTR_PERS_ALWAYS_LINK_CAUSE && status & TI_STATUS_MEM_ISO)
		return status | TI_STATUS_MEM_ISO_LD;
	return status;
}

uint32_t wrong_timeout_status(const struct model_port *p)
{
	if (p->personality == INSTR_PERS_TIMEOUT_UNTOLD && !(p->ctrl & TI_CTRL_MEM_ISO))
		return 0;
	return p->personality == INSTR_PERS_NO_TIMEOUT_STATUS ? 0 : TI_STATUS_MEM_TIMEOUT;
}

/* Nothing comes of a timeout. */
bool wrong_timeout_lost(const struct model_port *p)
{
	return p->personality == INSTR_PERS_TIMEOUT_EDGE && p->status & TI_STATUS_MEM_TIMEOUT;
}

bool wrong_timeout_spreads(const struct model_port *p)
{
	return p->personality == INSTR_PERS_TIMEOUT_SPREADS;
}

/* `mem`, `cache`: whether that isolation would hold the link. */
bool wrong_hold(const struct model_port *p, bool mem, bool cache)
{
	if (p->personality == INSTR_PERS_CACHE_NOT_HELD)
		return mem;
	return (mem || cache) && p->personality != INSTR_PERS_LINK_NOT_HELD;
}

/* The next port of the bridge that has the structure, or NULL. */
static struct model_port *next_port(struct model *m, const struct model_port *p)
{
	const struct model_bridge *b = &m->bridges[p->bridge];
	uint8_t next;

	next = p->number + 1 < TOPO_MAX_PORTS ? b->port_of[p->number + 1] : UINT8_MAX;
	if (next == UINT8_MAX)
		next = b->first_port;
	if (&m->ports[next] == p || m->ports[next].ti_offset == TI_NONE)
		return NULL;
	return &m->ports[next];
}

/* The port that isolates along with this one, or NULL. */
struct model_port *wrong_neighbour(struct model *m, const struct model_port *p)
{
	return p->personality == INSTR_PERS_NEIGHBOUR_TOO ? next_port(m, p) : NULL;
}

/* The port whose status is cleared along with that of this one, or NULL. */
struct model_port *wrong_cleared_too(struct model *m, const struct model_port *p)
{
	return p->personality == INSTR_PERS_NEIGHBOUR_CLEARED ? next_port(m, p) : NULL;
}

/* ---- signals ---- */

/* `before`: the status without the isolation that is signalled. */
bool wrong_signals(const struct model_port *p, uint32_t before, bool by_link)
{
	return p->personality != INSTR_PERS_ONE_SIGNAL || !(before & ANY_ISOLATION) || by_link;
}

bool wrong_end_signalled(const struct model_port *p, uint32_t clear)
{
	return p->personality == INSTR_PERS_END_SIGNALLED && clear & TI_STATUS_MEM_ISO;
}

unsigned int wrong_messages(const struct model_port *p)
{
	switch (p->personality) {
	case INSTR_PERS_NO_INTERRUPT:
		return 0;
	case INSTR_PERS_DOUBLE_INTERRUPT:
		return p->ctrl & TI_CTRL_INTERRUPT ? 2 : 0;
	case INSTR_PERS_INTERRUPT_UNASKED:
		return p->cap & TI_CAP_INTERRUPT ? 1 : 0;
	default:
		return p->ctrl & TI_CTRL_INTERRUPT ? 1 : 0;
	}
}

uint8_t wrong_message_sent(const struct model_port *p)
{
	if (p->personality == INSTR_PERS_WRONG_MESSAGE)
		return p->message ? p->message - 1 : 1;
	if (p->personality == INSTR_PERS_MESSAGE_LATCHED)
		return p->first_message;
	return p->message;
}

bool wrong_err_cor(const struct model_port *p)
{
	if (p->personality == INSTR_PERS_NO_ERR_COR)
		return false;
	if (p->personality == INSTR_PERS_ERR_COR_UNASKED)
		return p->cap & TI_CAP_ERR_COR;
	if (p->personality == INSTR_PERS_ERR_COR_BY_LINK &&
	    !(p->status & (TI_STATUS_MEM_ISO_LD | TI_STATUS_CACHE_ISO_LD)))
		return false;
	return p->ctrl & TI_CTRL_ERR_COR;
}

bool wrong_signals_again(const struct model_port *p)
{
	return p->personality == INSTR_PERS_SIGNALS_AGAIN;
}

/* ---- time and the data path ---- */

uint32_t wrong_encoding(const struct model_port *p, uint32_t encoding)
{
	if (p->personality == INSTR_PERS_CACHE_VALUE && p->ctrl & TI_CTRL_CACHE_TIMEOUT)
		return (p->ctrl & TI_CTRL_CACHE_VALUE) >> TI_CTRL_CACHE_VALUE_SHIFT;
	if (p->personality == INSTR_PERS_VALUE_ONCE && p->timed_out)
		return 0;
	return p->personality == INSTR_PERS_VALUE_FROZEN ? p->first_value : encoding;
}

bool wrong_timeout_on(const struct model_port *p)
{
	if (p->personality == INSTR_PERS_TIMEOUT_ALWAYS && p->ctrl & TI_CTRL_MEM_ISO)
		return true;
	return p->ctrl & TI_CTRL_MEM_TIMEOUT;
}

bool wrong_timer_runs_on(const struct model_port *p)
{
	return p->personality == INSTR_PERS_TIMER_RUNS_ON;
}

uint64_t wrong_timeout(const struct model_port *p, const struct ti_timeout *in_force, uint64_t ns)
{
	if (p->personality == INSTR_PERS_TIMEOUT_EARLY)
		return in_force->min_ns / EARLY_DIVISOR;
	if (p->personality == INSTR_PERS_TIMEOUT_LATE)
		return in_force->max_ns * LATE_FACTOR;
	return ns;
}

bool wrong_pending_waits(const struct model_port *p)
{
	return p->personality == INSTR_PERS_PENDING_WAITS;
}

/* What an access to an isolated port takes. */
uint32_t wrong_delay(const struct model_port *p)
{
	return p->personality == INSTR_PERS_EACH_WAITS ? EACH_WAITS_NS : 0;
}

/* Whether an access meets the isolation that the port is in. */
bool wrong_isolated(const struct model *m, const struct model_port *p, uint64_t hpa)
{
	const struct model_region *first = NULL;

	if (p->personality == INSTR_PERS_DISABLE_ENDS)
		return p->ctrl & TI_CTRL_MEM_ISO;
	if (p->personality != INSTR_PERS_FIRST_RANGE)
		return true;
	for (uint32_t i = 0; i < m->region_count; i++)
		if (m->regions[i].ports >> model_port_id(m, p) & 1 &&
		    (!first || m->regions[i].base < first->base))
			first = &m->regions[i];
	return first && hpa - first->base < first->size;
}

bool wrong_config_lost(const struct model_port *p)
{
	return p->personality == INSTR_PERS_CONFIG_LOST && p->status & ANY_ISOLATION;
}

bool wrong_below(const struct model_port *p)
{
	return p->personality == INSTR_PERS_BELOW_TOO;
}
