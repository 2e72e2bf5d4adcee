// SPDX-License-Identifier: GPL-2.0-or-later
/* Stories of two ports at once. */
#include "case/scenario.h"
#include "case/story.h"

static void arm_both(struct invariants *v, const struct story_fault faults[2])
{
	for (int i = 0; i < 2; i++)
		tc_expect_rc(v->t, "arm one of two ports", inv_arm(v, faults[i].port), 0);
	inv_where(v, "both armed");
	inv_check(v);
}

/* A region whose data passes the port and may be touched. */
static uint32_t region_on(struct invariants *v, uint32_t port)
{
	for (uint32_t region = 0; region < v->t->target->region_count; region++)
		if (v->usable >> region & 1 && v->t->target->regions[region].ports >> port & 1)
			return region;
	tc_broken(v->t, "no region below port %u", port);
}

static void isolate_both(struct invariants *v, const struct story_fault faults[2])
{
	uint64_t value;

	inv_where(v, "%s and %s at two ports", fault_name(faults[0].kind),
		  fault_name(faults[1].kind));
	for (int i = 0; i < 2; i++)
		inv_inject(v, faults[i].kind, faults[i].port);
	for (int i = 0; i < 2; i++)
		if (!((v->link_faults | v->hangs) >> faults[i].port & 1))
			inv_inject(v, FAULT_LINK_DOWN, faults[i].port);
	for (int i = 0; i < 2; i++) {
		uint32_t port = faults[i].port, region = region_on(v, port);

		if (v->hangs >> port & 1)
			tc_check(v->t,
				 tc_load(v->t, region, tc_offset_on_port(v->t, region, port),
					 &value) != ACCESS_DONE,
				 "%s: a load from a device that hangs completes", v->where);
	}
	inv_check(v);
	for (int i = 0; i < 2; i++) {
		enum isotap_port_mode mode = tc_port_state(v->t, faults[i].port).mode;

		/* The region may have gone before the second hang was met: nobody isolated it. */
		tc_check(v->t, mode == ISOTAP_PORT_ISOLATED || faults[i].kind == FAULT_HANG,
			 "%s: port %u is in state %d, expected isolated", v->where, faults[i].port,
			 mode);
	}
}

static void recover_both(struct invariants *v, const struct story_fault faults[2], bool reversed)
{
	inv_mend(v);
	for (int i = 0; i < 2; i++) {
		uint32_t port = faults[i ^ reversed].port;
		enum isotap_port_mode mode = tc_port_state(v->t, port).mode;

		inv_where(v, "port %u recovered %s", port, i ? "last" : "first");
		if (mode == ISOTAP_PORT_ISOLATED || mode == ISOTAP_PORT_FAILED)
			tc_expect_rc(v->t, "recover", inv_recover(v, port, 20 * TC_SECOND), 0);
		inv_check(v);
	}
}

void story_tell_two(struct test *t, const struct story_fault faults[2], bool reversed)
{
	struct invariants v;

	inv_open(&v, t);
	arm_both(&v, faults);
	isolate_both(&v, faults);
	recover_both(&v, faults, reversed);
	for (int i = 0; i < 2; i++)
		inv_finish(&v, faults[i].port, false);
}
