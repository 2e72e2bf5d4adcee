// SPDX-License-Identifier: GPL-2.0-or-later
/* What has to hold whatever was injected: the account, the calls, and the judgement. */
#include "case/invariants.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "case/invariants_priv.h"
#include "case/scenario.h"

/* No call takes longer than what it was given and this. */
#define INV_PATIENCE (30 * TC_SECOND)
/* What is queued or on its way has happened after that, where time costs nothing and where not. */
#define INV_SETTLE_VIRTUAL (50 * TC_MS)
#define INV_SETTLE_REAL (30 * TC_MS)

void inv_where(struct invariants *v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(v->where, sizeof(v->where), format, args);
	va_end(args);
}

static uint32_t isolations(struct invariants *v, uint32_t port)
{
	struct target_counters counters = {0};

	if (v->t->target->ops->counters)
		tc_setup(v->t, "read the port's counters",
			 v->t->target->ops->counters(v->t->target, port, &counters));
	return counters.isolations;
}

bool inv_has_ti(const struct invariants *v, uint32_t port)
{
	return v->t->target->topo->ports[port].ti.present;
}

void inv_open(struct invariants *v, struct test *t)
{
	const struct topo *topo = t->target->topo;

	*v = (struct invariants){.t = t, .where = "at first"};
	for (uint32_t port = 0; port < t->target->port_count; port++) {
		if (!inv_has_ti(v, port))
			continue;
		v->before[port] = tc_ti_read(t, port, TI_CTRL);
		v->isolations[port] = isolations(v, port);
	}
	for (uint32_t region = 0; region < t->target->region_count; region++) {
		if (topo->regions[region].mode != TOPO_MODE_DEVDAX || !tc_region(t, region).usable)
			continue;
		v->usable |= 1u << region;
		for (int way = 0; way < topo->regions[region].ways; way++)
			if (tc_store(t, region, inv_offset(t, region, way), inv_tag(region, way)) !=
			    ACCESS_DONE)
				tc_broken(t, "%s cannot be filled before the fault",
					  t->target->regions[region].name);
	}
}

void inv_injected(struct invariants *v, enum fault_kind kind, uint32_t port)
{
	uint32_t bit = 1u << port;

	v->struck |= bit;
	switch (kind) {
	case FAULT_SURPRISE_REMOVE:
	case FAULT_DEVICE_DEL:
		v->removed |= bit;
		v->dropped |= bit;
		v->link_faults |= bit;
		break;
	case FAULT_LINK_DOWN:
		v->dropped |= bit;
		v->link_faults |= bit;
		break;
	case FAULT_LINK_RESTORE:
		v->link_faults &= ~bit;
		break;
	case FAULT_HANG:
		v->hangs |= bit;
		break;
	case FAULT_HANG_CLEAR:
		v->hangs &= ~bit;
		break;
	case FAULT_BUSY:
		v->busy |= bit;
		break;
	case FAULT_BUSY_CLEAR:
		v->busy &= ~bit;
		break;
	default:
		break;
	}
}

void inv_inject(struct invariants *v, enum fault_kind kind, uint32_t port)
{
	tc_inject(v->t, kind, port);
	inv_injected(v, kind, port);
}

void inv_mend(struct invariants *v)
{
	static const enum fault_kind cures[] = {FAULT_BUSY_CLEAR, FAULT_BUSY_UNDEFINED_CLEAR,
						FAULT_HANG_CLEAR, FAULT_LINK_RESTORE};

	for (uint32_t port = 0; port < v->t->target->port_count; port++)
		for (unsigned int i = 0; v->struck >> port & 1 && i < 4; i++)
			if (v->t->target->faults & FAULT_BIT(cures[i]))
				inv_inject(v, cures[i], port);
}

/* ---- calls ---- */

static uint64_t now(struct invariants *v)
{
	return v->t->target->ops->now(v->t->target);
}

/* The port's own words on why; an error without any leaves an administrator with a number. */
static void check_call(struct invariants *v, const char *what, uint32_t port, int rc,
		       uint64_t began, uint64_t given)
{
	uint64_t took = now(v) - began;

	tc_check(v->t, took <= given + INV_PATIENCE, "%s: %s took %" PRIu64 " ms", v->where, what,
		 (uint64_t)(took / TC_MS));
	if (rc < 0)
		tc_check(v->t, tc_port_state(v->t, port).text[0],
			 "%s: %s returned %d and gives no reason", v->where, what, rc);
	tc_check(v->t, rc <= 0, "%s: %s returned %d", v->where, what, rc);
}

int inv_arm(struct invariants *v, uint32_t port)
{
	struct isotap_arm_config config = tc_arm_config(v->t, port);
	uint64_t began = now(v);
	uint32_t all = TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT;
	int rc;

	all |= config.timeout ? TI_CTRL_MEM_TIMEOUT : 0;
	all |= config.link_down ? TI_CTRL_MEM_ISO_LD : 0;
	rc = v->t->impl->arm(v->t->instance, port, &config);
	/* Refused: on the way it may have been on, now it must not be. */
	v->asked[port] = rc ? v->asked[port] : all;
	check_call(v, "arm", port, rc, began, 0);
	return rc;
}

int inv_disarm(struct invariants *v, uint32_t port)
{
	uint64_t began = now(v);
	int rc = v->t->impl->disarm(v->t->instance, port);

	if (!rc)
		v->asked[port] = 0;
	check_call(v, "disarm", port, rc, began, 0);
	return rc;
}

int inv_recover(struct invariants *v, uint32_t port, uint64_t within_ns)
{
	uint64_t began = now(v);
	int rc = sc_try_recover(v->t, port, within_ns);

	check_call(v, "recover", port, rc, began, within_ns);
	return rc;
}

void inv_settle(struct invariants *v)
{
	const struct target_ops *ops = v->t->target->ops;
	bool virtual = v->t->target->caps & TARGET_VIRTUAL_CLOCK;
	uint64_t until = now(v) + (virtual ? INV_SETTLE_VIRTUAL : INV_SETTLE_REAL);

	for (;;) {
		struct isotap_event event;
		int rc = v->t->impl->wait_event(v->t->instance, until, &event);

		if (rc == -ETIMEDOUT)
			break;
		tc_expect_rc(v->t, "wait for an event", rc, 0);
		v->events += event.kind == ISOTAP_EVENT_ISOLATED;
	}
	tc_setup(v->t, "wait", ops->delay_until(v->t->target, until));
}

/* ---- judgement ---- */

/* Whether software has left the port out of use. */
static bool out_of_use(enum isotap_port_mode mode)
{
	return mode == ISOTAP_PORT_ISOLATED || mode == ISOTAP_PORT_FAILED;
}

static void check_enables(struct invariants *v, uint32_t port, uint32_t ctrl)
{
	const uint32_t enables = TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD | TI_CTRL_MEM_TIMEOUT |
				 TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD | TI_CTRL_CACHE_TIMEOUT |
				 TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR;
	uint32_t unasked = ctrl & enables & ~v->asked[port] & ~v->before[port];

	tc_check(v->t, !unasked, "%s: CTRL 0x%08x: nobody asked for 0x%08x", v->where, ctrl,
		 unasked);
}

void inv_check_port(struct invariants *v, uint32_t port)
{
	struct isotap_port_state state = tc_port_state(v->t, port);
	uint32_t ctrl = tc_ti_read(v->t, port, TI_CTRL), status = tc_ti_read(v->t, port, TI_STATUS);
	bool isolated = status & TI_STATUS_MEM_ISO;

	tc_check(v->t, state.mode != ISOTAP_PORT_RECOVERING,
		 "%s: still recovering when nobody recovers", v->where);
	tc_check(v->t, state.mode != ISOTAP_PORT_ARMED || ctrl & TI_CTRL_MEM_ISO,
		 "%s: said to be armed, CTRL is 0x%08x", v->where, ctrl);
	tc_check(v->t, !isolated || !(ctrl & TI_CTRL_MEM_ISO) || out_of_use(state.mode),
		 "%s: the port is isolated (STATUS 0x%08x), its state is %d", v->where, status,
		 state.mode);
	tc_check(v->t, state.mode != ISOTAP_PORT_FAILED || state.text[0],
		 "%s: failed, and no reason given", v->where);
	tc_check(v->t,
		 !!state.isolation == !!(ctrl & TI_CTRL_MEM_ISO) &&
			 !!state.timeout == !!(ctrl & TI_CTRL_MEM_TIMEOUT) &&
			 !!state.link_down == !!(ctrl & TI_CTRL_MEM_ISO_LD) &&
			 state.timeout_value == (ctrl & TI_CTRL_MEM_VALUE),
		 "%s: CTRL is 0x%08x, reported are isolation %d, timeout %d of value %d, link down "
		 "%d",
		 v->where, ctrl, state.isolation, state.timeout, state.timeout_value,
		 state.link_down);
	check_enables(v, port, ctrl);
	/* A loss that found nothing enabled is nobody's mistake; its memory is not looked at. */
	if (v->dropped >> port & 1 && !isolated && !out_of_use(state.mode) &&
	    isolations(v, port) == v->isolations[port])
		v->lost |= 1u << port;
	v->isolations[port] = isolations(v, port);
	v->dropped &= ~(1u << port);
}

void inv_check(struct invariants *v)
{
	struct test *t = v->t;

	inv_settle(v);
	for (uint32_t port = 0; port < t->target->port_count; port++) {
		if (!inv_has_ti(v, port))
			continue;
		if (v->struck >> port & 1 || v->asked[port])
			inv_check_port(v, port);
		else
			tc_check(t, tc_ti_read(t, port, TI_CTRL) == v->before[port],
				 "%s: CTRL of %s is 0x%08x, was 0x%08x and nobody touched it",
				 v->where, t->target->ports[port].name,
				 tc_ti_read(t, port, TI_CTRL), v->before[port]);
	}
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (v->usable >> region & 1)
			inv_check_region(v, region);
}
