// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation that is on before software asked for it takes memory away from a system that nobody
 * prepared for it: an earlier kernel may have left everything on when the machine was reset. */
#include "run/port.h"

static void run(struct test *t)
{
	uint32_t off = TI_CTRL_DEFINED & ~(TI_CTRL_MEM_ISO_LD | TI_CTRL_CACHE_ISO_LD);

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		uint32_t cap;

		if (!t->target->topo->ports[port].ti.present)
			continue;
		cap = tc_ti_read(t, port, TI_CAP);
		tc_ti_write(t, port, TI_CTRL, cap & PORT_ENABLES);
		tc_setup(t, "reset the port", t->target->ops->port_reset(t->target, port));
		tc_expect_bits(t, port, "CTRL after reset", tc_ti_read(t, port, TI_CTRL), off, 0);
	}
}

ISOTAP_CASE(reset_state_is_off) = {
	.id = "reset-state-is-off",
	.area = "control",
	.claim = "After a reset no timeout, isolation, ERR_COR or interrupt is enabled",
	.reqs = "TI-CTL-01",
	.needs = {.ports = 1, .target_caps = TARGET_RESET},
	.flags = CASE_RIG,
	.run = run,
};
