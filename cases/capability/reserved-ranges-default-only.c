// SPDX-License-Identifier: GPL-2.0-or-later
/* Reserved encodings of the ranges field name no range: software that decodes them bit by bit
 * programs a timeout that the port does not have. Isolation itself must still be offered. */
#include "case/case.h"

static void run(struct test *t)
{
	static const uint8_t reserved[] = {0x4, 0x5, 0x8, 0x9, 0xa, 0xb, 0xc, 0xd};
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	for (unsigned int i = 0; i < sizeof(reserved); i++) {
		struct isotap_port_state state;

		ti.mem_ranges = reserved[i];
		tc_setup(t, "give the port a reserved ranges field",
			 t->target->ops->port_configure(t->target, t->port, &ti));
		tc_reprobe(t);
		state = tc_port_state(t, t->port);
		tc_check(t, state.timeouts == 1,
			 "ranges field 0x%x: encodings 0x%04x offered, expected only 0",
			 reserved[i], state.timeouts);
		tc_trace_clear(t, t->port);
		tc_check(t, t->impl->set_timeout(t->instance, t->port, 1, 1) < 0,
			 "ranges field 0x%x: encoding 1 was accepted, expected an error",
			 reserved[i]);
		tc_arm(t, t->port);
		tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL),
			       TI_CTRL_MEM_ISO | TI_CTRL_MEM_VALUE, TI_CTRL_MEM_ISO);
		tc_check(t, t->impl->disarm(t->instance, t->port) == 0, "disarm refused");
	}
}

ISOTAP_CASE(reserved_ranges_default_only) = {
	.id = "reserved-ranges-default-only",
	.area = "capability",
	.claim = "With a reserved ranges field no range is programmed and isolation is still "
		 "offered",
	.reqs = "TI-CAP-09 TI-CTL-08",
	.needs = {.ports = 1,
		  .target_caps = TARGET_REFORM,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_TIMEOUT | TI_CAP_MEM_ISO},
	.run = run,
};
