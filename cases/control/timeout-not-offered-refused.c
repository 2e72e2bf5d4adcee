// SPDX-License-Identifier: GPL-2.0-or-later
/* A reserved value, or one of a range that the port does not have, times out at a moment that
 * nobody specified. It has to be refused before it reaches the register. */
#include "case/case.h"

#define MAX_ACCESSES 64

static void run(struct test *t)
{
	uint16_t offered = ti_ranges_encodings(tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MEM_RANGES);
	uint32_t before = tc_ti_read(t, t->port, TI_CTRL);

	for (unsigned int value = 0; value < 18; value++) {
		struct target_access access[MAX_ACCESSES];
		uint32_t count;

		if (value < 16 && (offered >> value & 1))
			continue;
		tc_trace_clear(t, t->port);
		tc_check(t, t->impl->set_timeout(t->instance, t->port, 1, (uint8_t)value) < 0,
			 "encoding 0x%x was accepted, offered mask is 0x%04x", value, offered);
		count = tc_trace(t, t->port, access, MAX_ACCESSES);
		for (uint32_t i = 0; i < count; i++)
			tc_check(t, !access[i].write,
				 "encoding 0x%x: refused, but 0x%08x was written at +0x%x", value,
				 access[i].value, access[i].offset);
	}
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), 0xffffffff, before);
}

ISOTAP_CASE(timeout_not_offered_refused) = {
	.id = "timeout-not-offered-refused",
	.area = "control",
	.claim = "A timeout encoding that is reserved or not offered is refused without a write",
	.reqs = "TI-CTL-08",
	.needs = {.ports = 1,
		  .target_caps = TARGET_TRACE,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_TIMEOUT},
	.run = run,
};
