// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether anybody uses the memory cannot always be told. Not to know is not to know that nobody
 * does: isolation switched under a program that maps the memory is what the rule forbids. */
#include <errno.h>
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "disarm" : "arm");
}

static const struct case_family family = {
	.count = 2,
	.name = name,
};

static int change(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	return t->tc->variant ? t->impl->disarm(t->instance, t->port)
			      : t->impl->arm(t->instance, t->port, &config);
}

static void run(struct test *t)
{
	struct pretend *as = pretend_begin(t, t->port);
	uint32_t before;

	if (t->tc->variant)
		tc_arm(t, t->port);
	before = tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_MEM_ISO;
	as->users_unknown = true;
	tc_expect_rc(t, "the change while use cannot be told", change(t), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       before);
	tc_check(t, tc_port_state(t, t->port).text[0], "refused, and no reason given");
	as->users_unknown = false;
	tc_expect_rc(t, "the change when nobody uses it", change(t), 0);
}

ISOTAP_CASE(unknown_use_refuses_change) = {
	.id = "unknown-use-refuses-change",
	.area = "control",
	.claim = "Isolation is neither switched on nor off while it cannot be told whether memory "
		 "below the port is in use",
	.reqs = "TI-CTL-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .cap_bits = TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
