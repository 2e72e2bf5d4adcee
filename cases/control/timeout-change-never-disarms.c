// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation that is off for a moment while the timeout changes misses the fault of that moment, and
 * changes state under memory that is in use. Only the writes show it. */
#include "case/scenario.h"

#define MAX_ACCESSES 256

static void run(struct test *t)
{
	uint16_t offered = ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES);
	struct target_access access[MAX_ACCESSES];
	uint32_t count;

	tc_arm(t, t->port);
	sc_hold(t, t->region);
	for (uint8_t value = 0; value < 16; value++) {
		if (!(offered >> value & 1))
			continue;
		tc_trace_clear(t, t->port);
		tc_expect_rc(t, "set_timeout of an armed port in use",
			     t->impl->set_timeout(t->instance, t->port, 1, value), 0);
		tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_VALUE,
			       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | value);
		count = tc_trace(t, t->port, access, MAX_ACCESSES);
		for (uint32_t i = 0; i < count; i++)
			tc_check(t,
				 !access[i].write || access[i].offset != TI_CTRL ||
					 access[i].value & TI_CTRL_MEM_ISO,
				 "encoding 0x%x: CTRL was written 0x%08x on the way: isolation was "
				 "off",
				 value, access[i].value);
	}
	sc_release(t, t->region);
}

ISOTAP_CASE(timeout_change_never_disarms) = {
	.id = "timeout-change-never-disarms",
	.area = "control",
	.claim = "The timeout of an armed port in use changes at once, and isolation is on all the "
		 "time",
	.reqs = "TI-CTL-11 TI-CTL-10 TI-CTL-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_TRACE,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.run = run,
};
