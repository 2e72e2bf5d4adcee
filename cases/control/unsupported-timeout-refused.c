// SPDX-License-Identifier: GPL-2.0-or-later
/* A switch that succeeds on a port without the timeout leaves its administrator believing that a
 * silent device will be isolated. */
#include "case/case.h"

#define MAX_ACCESSES 256

static void run(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_arm_config config = {.size = sizeof(config), .timeout = 1};
	struct target_access access[MAX_ACCESSES];
	uint32_t count;

	ti.mem_timeout = false;
	tc_setup(t, "take the timeout from the port",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
	tc_trace_clear(t, t->port);
	tc_check(t, t->impl->set_timeout(t->instance, t->port, 1, 0) < 0,
		 "the timeout was switched on, but the port does not support it");
	tc_check(t, t->impl->arm(t->instance, t->port, &config) < 0,
		 "armed with the timeout, but the port does not support it");
	tc_arm(t, t->port);
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_CTRL ||
				 !(access[i].value & TI_CTRL_MEM_TIMEOUT),
			 "CTRL was written 0x%08x: timeout enable (4) is not supported",
			 access[i].value);
}

ISOTAP_CASE(unsupported_timeout_refused) = {
	.id = "unsupported-timeout-refused",
	.area = "control",
	.claim = "On a port without the CXL.mem timeout it is refused and never written, and "
		 "isolation is still offered",
	.reqs = "TI-CTL-07",
	.needs = {.ports = 1,
		  .target_caps = TARGET_REFORM | TARGET_TRACE,
		  .impl_caps = ISOTAP_IMPL_TIMEOUT,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.run = run,
};
