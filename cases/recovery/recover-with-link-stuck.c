// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that is really gone: recovery has to give up, and the region must not come back empty.
 */
#include "case/scenario.h"

static void run(struct test *t)
{
	struct isotap_port_state state;

	tc_arm(t, t->port);
	tc_inject(t, FAULT_LINK_STUCK, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_check(t, sc_try_recover(t, t->port, SC_HOPELESS) < 0,
		 "recovery says it succeeded although the link is down");
	sc_expect_offline(t, t->region);
	state = tc_port_state(t, t->port);
	tc_check(t, state.mode == ISOTAP_PORT_FAILED || state.mode == ISOTAP_PORT_ISOLATED,
		 "port state after a failed recovery is %d, expected failed or isolated",
		 state.mode);
	tc_check(t, state.text[0] != '\0', "a failed recovery does not say why");
}

ISOTAP_CASE(recover_with_link_stuck) = {
	.id = "recover-with-link-stuck",
	.area = "recovery",
	.claim = "Recovery without a link fails, leaves the region off line, and says why",
	.reqs = "SW-REC-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_STUCK) | FAULT_BIT(FAULT_LINK_DOWN) |
			    FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.run = run,
};
