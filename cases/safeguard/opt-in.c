// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation takes memory away: nobody may get it without having asked. */
#include "case/case.h"

static void run(struct test *t)
{
	uint32_t off = TI_CTRL_MEM_TIMEOUT | TI_CTRL_CACHE_TIMEOUT | TI_CTRL_MEM_ISO |
		       TI_CTRL_CACHE_ISO | TI_CTRL_ERR_COR | TI_CTRL_INTERRUPT;

	/* The implementation was probed before the case began. */
	for (uint32_t port = 0; port < t->target->port_count; port++) {
		if (!t->target->topo->ports[port].ti.present)
			continue;
		tc_expect_bits(t, port, "CTRL after probe", tc_ti_read(t, port, TI_CTRL), off, 0);
		tc_check(t, tc_port_state(t, port).mode == ISOTAP_PORT_DISARMED,
			 "%s: state after probe is not disarmed", t->target->ports[port].name);
	}
}

ISOTAP_CASE(opt_in) = {
	.id = "opt-in",
	.area = "safeguard",
	.claim = "An implementation that was only loaded has enabled nothing",
	.reqs = "SW-DAX-07 TI-CTL-01",
	.flags = CASE_UNDRIVEN,
	.needs = {.ports = 1},
	.run = run,
};
