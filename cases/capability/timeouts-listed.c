// SPDX-License-Identifier: GPL-2.0-or-later
/* An administrator picks from this list: an encoding too many is refused later, or programmed
 * although reserved; one too few hides what the port can do. */
#include "case/case.h"

static void run(struct test *t)
{
	uint32_t cap = tc_ti_read(t, t->port, TI_CAP);
	uint16_t offered = ti_ranges_encodings(cap & TI_CAP_MEM_RANGES);
	struct isotap_port_state state = tc_port_state(t, t->port);

	tc_check(t, state.timeouts == offered,
		 "timeout encodings offered: mask 0x%04x, expected 0x%04x for ranges field 0x%x",
		 state.timeouts, offered, cap & TI_CAP_MEM_RANGES);
}

ISOTAP_CASE(timeouts_listed) = {
	.id = "timeouts-listed",
	.area = "capability",
	.claim =
		"The implementation lists exactly the timeout encodings of the port's ranges field",
	.reqs = "SW-TMO-01",
	.needs = {.ports = 1, .impl_caps = ISOTAP_IMPL_TIMEOUT, .cap_bits = TI_CAP_MEM_TIMEOUT},
	.run = run,
};
