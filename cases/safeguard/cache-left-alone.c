// SPDX-License-Identifier: GPL-2.0-or-later
/* CXL.cache isolation has consequences of its own that a driver for memory does not handle. */
#include "case/case.h"

#define MAX_ACCESSES 256

static void run(struct test *t)
{
	uint32_t cache = TI_CTRL_CACHE_VALUE | TI_CTRL_CACHE_TIMEOUT | TI_CTRL_CACHE_ISO |
			 TI_CTRL_CACHE_ISO_LD;
	struct target_access access[MAX_ACCESSES];
	uint32_t count;

	tc_trace_clear(t, t->port);
	tc_arm(t, t->port);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_CTRL ||
				 !(access[i].value & cache),
			 "CTRL was written 0x%08x: CXL.cache fields 0x%08x", access[i].value,
			 access[i].value & cache);
}

ISOTAP_CASE(cache_left_alone) = {
	.id = "cache-left-alone",
	.area = "safeguard",
	.claim = "CXL.cache timeout and isolation are left alone",
	.reqs = "TI-CCH-02",
	.needs = {.ports = 1, .target_caps = TARGET_TRACE, .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
