// SPDX-License-Identifier: GPL-2.0-or-later
/* A reset switches isolation off and tells nobody. Software that believes its own memory shows a
 * region as protected of which one way is not, and does nothing when it is asked to arm. */
#include <stdio.h>

#include "case/scenario.h"

enum request { ARM, SWITCH, FIRST_WAY, SECOND_WAY, REQUESTS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[REQUESTS] = {"arm", "switch", "first-way", "second-way"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row != ARM)
		needs->impl_caps |= ISOTAP_IMPL_REGION_SWITCH;
	if (row >= FIRST_WAY) {
		needs->interleaved = true;
		needs->ports = 2;
	}
}

static const struct case_family family = {
	.count = REQUESTS,
	.name = name,
	.needs = needs,
};

static int ask(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	return t->tc->variant == ARM ? t->impl->arm(t->instance, t->port, &config)
				     : t->impl->region_switch(t->instance, t->region, 1);
}

static void run(struct test *t)
{
	uint64_t others = t->target->regions[t->region].ports & ~(1ull << t->port);
	uint32_t port = t->tc->variant == SECOND_WAY ? (uint32_t)__builtin_ctzll(others) : t->port;

	tc_expect_rc(t, "arm", ask(t), 0);
	tc_setup(t, "reset the port", t->target->ops->port_reset(t->target, port));
	tc_expect_bits(t, port, "CTRL after a reset", tc_ti_read(t, port, TI_CTRL), TI_CTRL_MEM_ISO,
		       0);
	tc_check(t, tc_port_state(t, port).mode != ISOTAP_PORT_ARMED,
		 "%s was reset and is said to be armed", t->target->ports[port].name);
	if (t->tc->variant != ARM)
		tc_expect_rc(t, "the switch reads", t->impl->region_armed(t->instance, t->region),
			     0);
	tc_expect_rc(t, "arm again", ask(t), 0);
	tc_expect_bits(t, port, "CTRL when it was armed again", tc_ti_read(t, port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(reset_port_not_armed) = {
	.id = "reset-port-not-armed",
	.area = "safeguard",
	.claim = "After a reset a port is not said to be armed, nor is a region over it, and both "
		 "can be armed again",
	.reqs = "SW-DAX-05 SW-EVT-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_RESET,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
