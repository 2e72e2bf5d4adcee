// SPDX-License-Identifier: GPL-2.0-or-later
/* Each control has to know by itself that there are no registers: the first that does not takes the
 * kernel down. */
#include <errno.h>

#include "case/kmod_steps.h"

static void run(struct test *t)
{
	struct isotap_arm_config config = {.size = sizeof(config)};

	tc_check(t, t->impl->set_timeout(t->instance, t->port, 1, 0) < 0, "a timeout was set");
	tc_check(t, t->impl->arm(t->instance, t->port, &config) < 0, "it was armed");
	tc_check(t, t->impl->region_switch(t->instance, t->region, 1) < 0,
		 "a region was switched on");
	tc_check(t, t->impl->recover(t->instance, t->port, 0) < 0, "it was recovered");
	for (int i = 0; km_files[i]; i++)
		tc_expect_rc(t, km_files[i], km_write(t, t->port, km_files[i], "1"), -ENOENT);
}

ISOTAP_CASE(port_without_registers_takes_no_request) = {
	.id = "port-without-registers-takes-no-request",
	.area = "driver",
	.claim = "Every request to a port that has no T&I registers ends in an error",
	.reqs = "SW-DRV-05",
	.needs = {.plain_port = true,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_TIMEOUT |
			       ISOTAP_IMPL_REGION_SWITCH | ISOTAP_IMPL_RECOVER},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
