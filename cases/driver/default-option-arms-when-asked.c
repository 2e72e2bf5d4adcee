// SPDX-License-Identifier: GPL-2.0-or-later
/* The option protects what is made at boot before any administrator is there; without it nothing
 * may be armed. */
#include "case/kmod_steps.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + SC_REACTION;

	tc_check(t, !t->impl->region_armed(t->instance, t->region), "armed without the option");
	kmod_set_parameters("arm_default=1");
	tc_reprobe(t);
	while (t->impl->region_armed(t->instance, t->region) != 1 && ops->now(t->target) < deadline)
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	tc_check(t, t->impl->region_armed(t->instance, t->region) == 1, "%s was not armed",
		 t->target->regions[t->region].name);
	tc_expect_bits(t, t->port, "CTRL with the default option", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	kmod_set_parameters("");
	tc_reprobe(t);
	tc_check(t, !t->impl->region_armed(t->instance, t->region), "armed without the option");
	tc_expect_bits(t, t->port, "CTRL without the option", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, 0);
}

ISOTAP_CASE(default_option_arms_when_asked) = {
	.id = "default-option-arms-when-asked",
	.area = "driver",
	.claim = "Regions are armed by default if the module is told so at loading, and only then",
	.reqs = "SW-DAX-07 SW-DAX-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
