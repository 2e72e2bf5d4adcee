// SPDX-License-Identifier: GPL-2.0-or-later
/* A rescan that finds nothing, a link register that cannot be written: a recovery that goes on
 * regardless hands out memory that is not there. */
#include <errno.h>

#include "case/invariants.h"
#include "case/scenario.h"
#include "case/strike.h"

static uint32_t try_with(struct test *t, uint32_t call)
{
	struct strike strike = {.call = call, .error = -EIO};
	struct invariants v;
	uint32_t calls;
	int rc;

	inv_open(&v, t);
	inv_where(&v, "recovering, call %u fails", call);
	tc_expect_rc(t, "arm", inv_arm(&v, t->port), 0);
	inv_inject(&v, FAULT_LINK_DOWN, t->port);
	inv_settle(&v);
	inv_mend(&v);
	strike_begin(t, &strike, 1);
	rc = inv_recover(&v, t->port, SC_REACTION);
	calls = strike_end(t);
	inv_check(&v);
	if (rc)
		sc_expect_offline(t, t->region);
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
	.claim = "Whichever call fails during a recovery, the port ends working, or out of use "
		 "with a reason, and can be recovered afterwards",
	.reqs = "SW-REC-03 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
