// SPDX-License-Identifier: GPL-2.0-or-later
/* A rescan that finds nothing, a link register that cannot be written: a recovery that goes on
 * regardless hands out memory that is not there. */
#include <errno.h>
#include <stdio.h>

#include "case/invariants.h"
#include "case/scenario.h"
#include "case/strike.h"

/* How the port got isolated, and what is below it. Unheld, nothing but the recovery takes the link
 * down.
 */
enum way { LINK_DOWN, TIMEOUT, UNHELD, TWO_REGIONS, WAYS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[WAYS] = {"link-down", "timeout", "timeout-unheld",
						"two-regions"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == TIMEOUT || row == UNHELD) {
		needs->faults |= FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR);
		needs->cap_bits |= TI_CAP_MEM_TIMEOUT;
	}
	if (row == UNHELD)
		needs->target_caps |= TARGET_REFORM;
	if (row == TWO_REGIONS) {
		needs->behind_switch = true;
		needs->regions = 2;
	}
}

static const struct case_family family = {
	.count = WAYS,
	.name = name,
	.needs = needs,
};

static void take_hold(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	ti.mem_link_down = false;
	tc_setup(t, "take the hold from the port",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
}

static void isolate(struct invariants *v)
{
	struct test *t = v->t;

	if (t->tc->variant == TIMEOUT || t->tc->variant == UNHELD) {
		inv_inject(v, FAULT_HANG, t->port);
		tc_store(t, t->region, tc_offset_on_port(t, t->region, t->port), 0);
	} else {
		inv_inject(v, FAULT_LINK_DOWN, t->port);
	}
}

static void check(struct invariants *v, int rc)
{
	struct test *t = v->t;

	for (uint32_t region = 0; rc && region < t->target->region_count; region++)
		if (t->target->regions[region].ports >> t->port & 1)
			sc_expect_offline(t, region);
	if (!rc && t->impl->caps & ISOTAP_IMPL_REARMS)
		tc_check(t, tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_MEM_ISO,
			 "%s: recovered, CTRL reads 0x%08x: not armed", v->where,
			 tc_ti_read(t, t->port, TI_CTRL));
}

static uint32_t try_with(struct test *t, uint32_t call)
{
	struct strike strike = {.call = call, .error = -EIO};
	struct invariants v;
	uint32_t calls;
	int rc;

	if (t->tc->variant == UNHELD)
		take_hold(t);
	inv_open(&v, t);
	inv_where(&v, "recovering, call %u fails", call);
	tc_expect_rc(t, "arm", inv_arm(&v, t->port), 0);
	isolate(&v);
	inv_settle(&v);
	inv_mend(&v);
	strike_begin(t, &strike, 1);
	rc = inv_recover(&v, t->port, SC_REACTION);
	calls = strike_end(t);
	inv_check(&v);
	check(&v, rc);
	inv_finish(&v, t->port, true);
	return calls;
}

static void run(struct test *t)
{
	strike_each_call(t, try_with);
}

ISOTAP_CASE(call_fails_while_recovering) = {
	.id = "call-fails-while-recovering",
	.area = "recovery",
	.claim = "Whichever call fails during a recovery, the port ends working and armed, or out "
		 "of use with a reason, and can be recovered afterwards",
	.reqs = "SW-REC-03 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
