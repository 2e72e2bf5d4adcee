// SPDX-License-Identifier: GPL-2.0-or-later
/* An enable bit whose Supported bit is clear may be wired to 0: read-back hides the mistake, a
 * later port gives the bit a meaning. Only the trace of writes shows it. */
#include "case/case.h"

#define MAX_ACCESSES 256

static uint32_t enables_of(uint32_t cap)
{
	uint32_t mask = TI_CTRL_MEM_VALUE | TI_CTRL_CACHE_VALUE;

	mask |= cap & TI_CAP_MEM_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0;
	mask |= cap & TI_CAP_CACHE_TIMEOUT ? TI_CTRL_CACHE_TIMEOUT : 0;
	mask |= cap & TI_CAP_MEM_ISO ? TI_CTRL_MEM_ISO : 0;
	mask |= cap & TI_CAP_MEM_ISO_LD ? TI_CTRL_MEM_ISO_LD : 0;
	mask |= cap & TI_CAP_CACHE_ISO ? TI_CTRL_CACHE_ISO : 0;
	mask |= cap & TI_CAP_CACHE_ISO_LD ? TI_CTRL_CACHE_ISO_LD : 0;
	mask |= cap & TI_CAP_ERR_COR ? TI_CTRL_ERR_COR : 0;
	mask |= cap & TI_CAP_INTERRUPT ? TI_CTRL_INTERRUPT : 0;
	return mask;
}

static void check_writes(struct test *t, uint32_t cap)
{
	struct target_access access[MAX_ACCESSES];
	uint32_t count = tc_trace(t, t->port, access, MAX_ACCESSES), writes = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (!access[i].write || access[i].offset != TI_CTRL)
			continue;
		writes++;
		tc_check(
			t, !(access[i].value & TI_CTRL_DEFINED & ~enables_of(cap)),
			"CTRL was written 0x%08x, capability 0x%08x: bits 0x%08x are not supported",
			access[i].value, cap, access[i].value & TI_CTRL_DEFINED & ~enables_of(cap));
	}
	tc_check(t, writes > 0, "armed without one write to CTRL");
}

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	uint32_t cap = tc_ti_read(t, t->port, TI_CAP);

	/* Asking for all of it: what the port does not offer is refused or left out. */
	config.timeout = config.link_down = config.err_cor = 1;
	tc_trace_clear(t, t->port);
	if (t->impl->arm(t->instance, t->port, &config) < 0) {
		config = tc_arm_config(t, t->port);
		tc_expect_rc(t, "arm with what the port offers",
			     t->impl->arm(t->instance, t->port, &config), 0);
	}
	check_writes(t, cap);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(arm_sets_supported_bits_only) = {
	.id = "arm-sets-supported-bits-only",
	.area = "control",
	.claim = "Arming writes no enable bit whose Supported bit is clear",
	.reqs = "TI-CTL-07",
	.needs = {.ports = 1, .target_caps = TARGET_TRACE, .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
