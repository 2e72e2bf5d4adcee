// SPDX-License-Identifier: GPL-2.0-or-later
/* The default encoding belongs to no range. Software that looks for it in range A cannot set a port
 * without that range back to what it had at reset. */
#include "case/case.h"

static void run(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_port_state state;

	ti.mem_ranges = 0x2; /* range B alone: 16 ms to 210 ms */
	tc_setup(t, "give the port range B alone",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
	state = tc_port_state(t, t->port);
	tc_check(t, state.timeouts == 0x0061,
		 "range B alone: encodings 0x%04x offered, expected 0x0061", state.timeouts);
	tc_expect_rc(t, "set_timeout to 6h", t->impl->set_timeout(t->instance, t->port, 1, 0x6), 0);
	tc_expect_rc(t, "set_timeout back to the default",
		     t->impl->set_timeout(t->instance, t->port, 1, 0), 0);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_VALUE, 0);
}

ISOTAP_CASE(default_timeout_always_offered) = {
	.id = "default-timeout-always-offered",
	.area = "control",
	.claim = "The default timeout encoding can be set on a port without range A",
	.reqs = "TI-CTL-08 SW-TMO-01",
	.needs = {.ports = 1,
		  .target_caps = TARGET_REFORM,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_TIMEOUT},
	.run = run,
};
