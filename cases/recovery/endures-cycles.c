// SPDX-License-Identifier: GPL-2.0-or-later
/* What leaks a little, loses one interrupt in a thousand or drifts with each recovery shows only
 * after very many of them. */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "case/scenario.h"
#include "case/strike.h"

#define CYCLES_VIRTUAL 10000u
#define CYCLES_REAL 100u
/* Allocators keep some back; what is lost in each cycle is at least a few bytes. */
#define LEAK_PER_CYCLE 8u

enum trouble { LINK_DOWN, HANG, BUSY, STUCK, SPURIOUS, REMOVED, TROUBLES };

struct run {
	struct test *t;
	uint64_t random;
	uint32_t cycle;
	uint32_t counts[TROUBLES], events;
	uint32_t ctrl; /* of the armed port */
	struct isotap_port_state armed;
};

static uint32_t draw(struct run *r, uint32_t below)
{
	/* xorshift64 (Marsaglia, 2003) */
	r->random ^= r->random << 13;
	r->random ^= r->random >> 7;
	r->random ^= r->random << 17;
	return (uint32_t)(r->random >> 32) % below;
}

static bool can(const struct test *t, enum trouble trouble)
{
	static const uint32_t bits[TROUBLES] = {
		[BUSY] = FAULT_BIT(FAULT_BUSY) | FAULT_BIT(FAULT_BUSY_CLEAR),
		[STUCK] = FAULT_BIT(FAULT_LINK_STUCK),
		[SPURIOUS] = FAULT_BIT(FAULT_SPURIOUS_IRQ),
		[REMOVED] = FAULT_BIT(FAULT_SURPRISE_REMOVE),
	};

	/* Without a slot a guest's kernel does not see that a device was pulled. */
	if (trouble == REMOVED && !(t->target->caps & TARGET_VIRTUAL_CLOCK))
		return false;
	return (t->target->faults & bits[trouble]) == bits[trouble];
}

static void break_it(struct run *r, enum trouble trouble)
{
	struct test *t = r->t;
	uint64_t value;

	switch (trouble) {
	case HANG:
		tc_inject(t, FAULT_HANG, t->port);
		tc_check(t,
			 tc_load(t, t->region, tc_offset_on_port(t, t->region, t->port), &value) !=
				 ACCESS_DONE,
			 "cycle %u: a load from a device that hangs completes", r->cycle);
		return;
	case BUSY:
		tc_inject(t, FAULT_BUSY, t->port);
		break;
	case STUCK:
		tc_inject(t, FAULT_LINK_STUCK, t->port);
		break;
	case SPURIOUS:
		tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
		break;
	case REMOVED:
		tc_inject(t, FAULT_SURPRISE_REMOVE, t->port);
		return;
	default:
		break;
	}
	tc_inject(t, FAULT_LINK_DOWN, t->port);
}

/* In one of two cycles somebody tries too early. */
static void mend(struct run *r, enum trouble trouble)
{
	struct test *t = r->t;

	if ((trouble == BUSY || trouble == STUCK) && draw(r, 2))
		tc_check(t, sc_try_recover(t, t->port, 10 * TC_MS) < 0,
			 "cycle %u: recovered, but the cause is still there", r->cycle);
	if (trouble == BUSY)
		tc_inject(t, FAULT_BUSY_CLEAR, t->port);
	if (trouble == HANG)
		tc_inject(t, FAULT_HANG_CLEAR, t->port);
	sc_mend(t, t->port);
}

/* Armed as in the first cycle. */
static void arm(struct run *r)
{
	struct test *t = r->t;
	struct isotap_port_state state;
	uint32_t ctrl;

	if (tc_port_state(t, t->port).mode != ISOTAP_PORT_ARMED)
		tc_arm(t, t->port);
	state = tc_port_state(t, t->port);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	if (!r->cycle) {
		r->armed = state;
		r->ctrl = ctrl;
	}
	tc_check(t, ctrl == r->ctrl, "cycle %u: CTRL reads 0x%08x, in the first 0x%08x", r->cycle,
		 ctrl, r->ctrl);
	tc_check(t, !memcmp(&state, &r->armed, sizeof(state)),
		 "cycle %u: armed, mode %d, interrupt %d, '%s'; in the first %d, %d, '%s'",
		 r->cycle, state.mode, state.interrupt, state.text, r->armed.mode,
		 r->armed.interrupt, r->armed.text);
}

/* One for each fault, and none besides. */
static void expect_isolation(struct run *r)
{
	struct test *t = r->t;
	uint64_t deadline = t->target->ops->now(t->target) + SC_REACTION;
	struct isotap_event event;

	do {
		tc_expect_rc(t, "wait for the isolation",
			     t->impl->wait_event(t->instance, deadline, &event), 0);
	} while (event.kind != ISOTAP_EVENT_ISOLATED);
	r->events++;
}

static void cycle(struct run *r)
{
	struct test *t = r->t;
	enum trouble trouble = draw(r, TROUBLES);

	if (!can(t, trouble))
		trouble = LINK_DOWN;
	r->counts[trouble]++;
	arm(r);
	break_it(r, trouble);
	expect_isolation(r);
	sc_expect_offline(t, t->region);
	mend(r, trouble);
	tc_recover(t, t->port);
	tc_expect_bits(t, t->port, "STATUS after recovery", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
	sc_expect_works(t, t->region, r->random);
	if (!draw(r, 8))
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
}

static void run(struct test *t)
{
	bool virtual = t->target->caps & TARGET_VIRTUAL_CLOCK;
	uint32_t cycles = t->iterations ? t->iterations : virtual ? CYCLES_VIRTUAL : CYCLES_REAL;
	struct run r = {.t = t, .random = t->seed | 1};
	uint32_t warm = cycles / 10;
	struct isotap_event event;
	size_t before = 0, after;

	tc_mute(t);
	for (r.cycle = 0; r.cycle < cycles; r.cycle++) {
		if (r.cycle == warm)
			before = mallinfo2().uordblks;
		cycle(&r);
	}
	after = mallinfo2().uordblks;
	while (!t->impl->wait_event(t->instance, t->target->ops->now(t->target) + 20 * TC_MS,
				    &event))
		r.events += event.kind == ISOTAP_EVENT_ISOLATED;
	tc_expect_u64(t, "isolations that were told", r.events, cycles);
	tc_note(t, "%u cycles: link down %u, hang %u, busy %u, stuck %u, spurious %u, removed %u",
		cycles, r.counts[LINK_DOWN], r.counts[HANG], r.counts[BUSY], r.counts[STUCK],
		r.counts[SPURIOUS], r.counts[REMOVED]);
	tc_check(t, after <= before + (size_t)LEAK_PER_CYCLE * (cycles - warm) + 512,
		 "%zu bytes more are allocated after %u cycles", after - before, cycles - warm);
}

ISOTAP_CASE(endures_cycles) = {
	.id = "endures-cycles",
	.area = "recovery",
	.claim = "Thousands of cycles of faults and recoveries leak nothing, lose no isolation and "
		 "drift nowhere",
	.reqs = "SW-REC-01 SW-EVT-01 SW-EVT-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE) |
			    FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE | CASE_ENDURANCE,
	.timeout_ms = 900000,
	.run = run,
};
