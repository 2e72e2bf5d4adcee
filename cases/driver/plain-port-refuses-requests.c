// SPDX-License-Identifier: GPL-2.0-or-later
/* A port without the capability has no registers behind its controls: a control that does not look
 * whether they are there takes the kernel down. */
#include "case/case.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = {.size = sizeof(config)};

	tc_check(t, t->impl->set_timeout(t->instance, t->port, 1, 0) < 0, "a timeout was set");
	tc_check(t, t->impl->set_timeout(t->instance, t->port, 0, 0) < 0,
		 "the timeout was switched off");
	tc_check(t, t->impl->arm(t->instance, t->port, &config) < 0, "it was armed");
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ABSENT,
		 "its state is not absent");
}

ISOTAP_CASE(plain_port_refuses_requests) = {
	.id = "plain-port-refuses-requests",
	.area = "driver",
	.claim = "A port without the capability refuses arming and timeout, and nothing crashes",
	.reqs = "SW-DRV-05",
	.needs = {.plain_port = true, .impl_caps = ISOTAP_IMPL_TIMEOUT},
	.flags = CASE_KERNEL_ONLY,
	.run = run,
};
