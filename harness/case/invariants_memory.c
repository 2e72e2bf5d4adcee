// SPDX-License-Identifier: GPL-2.0-or-later
/* What has to hold of the memory whatever was injected, and that all is well in the end. */
#include <inttypes.h>

#include "case/invariants_priv.h"
#include "case/scenario.h"

uint64_t inv_offset(const struct test *t, uint32_t region, int way)
{
	return 128 + (uint64_t)way * t->target->topo->regions[region].granularity;
}

uint64_t inv_tag(uint32_t region, int way)
{
	return 0x5afe000000000000ull | (uint64_t)region << 32 | (uint32_t)way;
}

static uint32_t ports_of(const struct invariants *v, uint32_t region)
{
	return (uint32_t)topo_region_ports(v->t->target->topo, (int)region);
}

/* Touching memory that is lost and not protected would take the machine with it. */
static bool may_touch(struct invariants *v, uint32_t ports)
{
	for (uint32_t port = 0; port < v->t->target->port_count; port++) {
		if (!(ports >> port & 1))
			continue;
		if (v->lost >> port & 1)
			return false;
		if ((v->link_faults | v->hangs) >> port & 1 &&
		    (tc_ti_read(v->t, port, TI_CTRL) & (TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT)) !=
			    (TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT))
			return false;
	}
	return true;
}

static bool own(const struct invariants *v, uint32_t region, int way, uint64_t value)
{
	/* Memory that lost its power starts empty. */
	return value == inv_tag(region, way) || (!value && ports_of(v, region) & v->removed);
}

/* True if every access went through; false if one ended in an exception. */
static bool check_data(struct invariants *v, uint32_t region)
{
	struct test *t = v->t;

	for (int way = 0; way < t->target->topo->regions[region].ways; way++) {
		uint64_t value = 0;

		if (tc_load(t, region, inv_offset(t, region, way), &value) != ACCESS_DONE)
			return false;
		tc_check(t, own(v, region, way, value),
			 "%s: %s gives 0x%016" PRIx64 ", it was filled with 0x%016" PRIx64,
			 v->where, t->target->regions[region].name, value, inv_tag(region, way));
	}
	return true;
}

/* A port in isolation, or that software gave up, has nothing usable below it. */
static void check_offline(struct invariants *v, uint32_t region, uint32_t ports)
{
	struct test *t = v->t;

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		enum isotap_port_mode mode;

		if (!(ports >> port & 1) || !inv_has_ti(v, port))
			continue;
		mode = tc_port_state(t, port).mode;
		tc_check(t, mode != ISOTAP_PORT_ISOLATED && mode != ISOTAP_PORT_FAILED,
			 "%s: %s is usable below a port that is %s", v->where,
			 t->target->regions[region].name,
			 mode == ISOTAP_PORT_FAILED ? "failed" : "isolated");
	}
}

void inv_check_region(struct invariants *v, uint32_t region)
{
	struct test *t = v->t;
	uint32_t ports = ports_of(v, region);

	if (!(ports & v->struck)) {
		/* A mapping takes time where time is real: there the data is looked at in the end.
		 */
		bool look = v->ending || t->target->caps & TARGET_VIRTUAL_CLOCK;

		tc_check(t, tc_region(t, region).usable && (!look || check_data(v, region)),
			 "%s: %s is out of use, its ports were not touched", v->where,
			 t->target->regions[region].name);
		return;
	}
	if (!tc_region(t, region).usable)
		return;
	check_offline(v, region, ports);
	if (!may_touch(v, ports) || check_data(v, region))
		return;
	/* The access met the fault: that is the isolation, and software has to see it now. */
	inv_settle(v);
	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (ports >> port & 1 && inv_has_ti(v, port))
			inv_check_port(v, port);
	tc_check(t, !tc_region(t, region).usable, "%s: %s stays in use after a failed access",
		 v->where, t->target->regions[region].name);
}

/* ---- the end ---- */

static void expect_mode(struct invariants *v, uint32_t port)
{
	struct isotap_port_state state = tc_port_state(v->t, port);

	tc_check(v->t, state.mode == ISOTAP_PORT_ARMED || state.mode == ISOTAP_PORT_DISARMED,
		 "%s: recovered, but its state is %d (%s)", v->where, state.mode, state.text);
}

/* Everything works below the port and nothing is left in its status. */
static void expect_works(struct invariants *v, uint32_t port)
{
	struct test *t = v->t;

	tc_check(t,
		 !(tc_ti_read(t, port, TI_STATUS) &
		   (TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD)),
		 "%s: recovered, STATUS reads 0x%08x", v->where, tc_ti_read(t, port, TI_STATUS));
	for (uint32_t region = 0; region < t->target->region_count; region++) {
		uint32_t ports = ports_of(v, region);

		if (!(v->usable >> region & 1) || !(ports >> port & 1) ||
		    ports & (v->link_faults | v->lost) & ~(1u << port))
			continue;
		tc_check(t, tc_region(t, region).usable, "%s: recovered, %s is not usable",
			 v->where, t->target->regions[region].name);
		tc_check(t, check_data(v, region), "%s: recovered, a load from %s fails", v->where,
			 t->target->regions[region].name);
		for (int way = 0; way < t->target->topo->regions[region].ways; way++)
			tc_store(t, region, inv_offset(t, region, way), inv_tag(region, way));
	}
}

/* What nobody protected nobody recovers: an administrator enumerates again. */
static void find_again(struct invariants *v, uint32_t port)
{
	struct test *t = v->t;

	sc_await_link(t, port);
	tc_setup(t, "enumerate below the port", t->target->ops->rescan(t->target, port));
	for (uint32_t region = 0; region < t->target->region_count; region++)
		if (v->usable >> region & 1 && ports_of(v, region) >> port & 1)
			tc_setup(t, "bring the region on line",
				 t->target->ops->region_online(t->target, region));
	v->lost &= ~(1u << port);
}

/* Out of isolation, if the port is in it. */
static void make_well(struct invariants *v, uint32_t port)
{
	struct isotap_port_state state = tc_port_state(v->t, port);
	int rc;

	if (state.mode == ISOTAP_PORT_ISOLATED || state.mode == ISOTAP_PORT_FAILED) {
		rc = inv_recover(v, port, 20 * TC_SECOND);
		tc_check(v->t, !rc, "%s: all is mended, recovery fails with %d (%s)", v->where, rc,
			 tc_port_state(v->t, port).text);
	} else if (v->lost >> port & 1) {
		find_again(v, port);
	}
	inv_settle(v);
	expect_mode(v, port);
	expect_works(v, port);
}

void inv_finish(struct invariants *v, uint32_t port, bool again)
{
	struct test *t = v->t;

	inv_mend(v);
	inv_settle(v);
	make_well(v, port);
	inv_check(v);
	if (again) {
		inv_where(v, "isolated once more");
		if (tc_port_state(t, port).mode != ISOTAP_PORT_ARMED)
			tc_expect_rc(t, "arm after it", inv_arm(v, port), 0);
		inv_inject(v, FAULT_LINK_DOWN, port);
		tc_expect_event(t, port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
		inv_check(v);
		inv_mend(v);
		make_well(v, port);
		inv_check(v);
	}
	inv_where(v, "in the end");
	v->ending = true;
	tc_expect_rc(t, "disarm in the end", inv_disarm(v, port), 0);
	inv_check(v);
}
