// SPDX-License-Identifier: GPL-2.0-or-later
/* A number that is one too high reaches what lies behind the last port: other memory, taken for a
 * port and written to. */
#include <errno.h>

#include "case/case.h"

static void ask_port(struct test *t, uint32_t port)
{
	struct isotap_arm_config config = {.size = sizeof(config)};
	struct isotap_port_state state;

	tc_expect_rc(t, "arm", t->impl->arm(t->instance, port, &config), -ENODEV);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, port), -ENODEV);
	tc_expect_rc(t, "port state", t->impl->port_state(t->instance, port, &state), -ENODEV);
	if (t->impl->set_timeout)
		tc_expect_rc(t, "set timeout", t->impl->set_timeout(t->instance, port, 1, 0),
			     -ENODEV);
	if (t->impl->recover)
		tc_expect_rc(t, "recover",
			     t->impl->recover(t->instance, port,
					      t->target->ops->now(t->target) + TC_SECOND),
			     -ENODEV);
}

static void ask_region(struct test *t, uint32_t region)
{
	int on = t->impl->region_switch(t->instance, region, 1);

	tc_check(t, on < 0, "region %u, which is not there, was switched on (%d)", region, on);
	tc_check(t, t->impl->region_armed(t->instance, region) <= 0,
		 "region %u, which is not there, is said to be on", region);
}

static void run(struct test *t)
{
	static const uint32_t far[] = {63, 64, 255, 1u << 16, INT32_MAX, UINT32_MAX};

	ask_port(t, t->target->port_count);
	for (uint32_t i = 0; i < 6; i++)
		ask_port(t, far[i]);
	if (!t->impl->region_switch)
		return;
	ask_region(t, t->target->region_count);
	for (uint32_t i = 0; i < 6; i++)
		ask_region(t, far[i]);
}

ISOTAP_CASE(no_such_port) = {
	.id = "no-such-port",
	.area = "safeguard",
	.claim = "A port or a region that is not there can be asked for nothing",
	.reqs = "SW-DAX-07 SW-DAX-05",
	.needs = {.ports = 1, .target_caps = TARGET_VIRTUAL_CLOCK},
	.run = run,
};
