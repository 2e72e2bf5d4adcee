// SPDX-License-Identifier: GPL-2.0-or-later
/* Two that drive one register: firmware which was not asked reacts to an isolation that it did not
 * enable, or is switched off by an operating system that it did not let in. */
#include "case/case.h"

#define MAX_ACCESSES 256

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	struct target_access access[MAX_ACCESSES];
	uint32_t count;

	tc_setup(t, "let firmware keep isolation",
		 t->target->ops->firmware_set(t->target, t->port, ISOTAP_FW_KEEPS_ISOLATION));
	tc_trace_clear(t, t->port);
	tc_check(t, t->impl->arm(t->instance, t->port, &config) < 0,
		 "armed, but firmware keeps control of isolation");
	t->impl->disarm(t->instance, t->port);
	if (t->impl->caps & ISOTAP_IMPL_TIMEOUT)
		t->impl->set_timeout(t->instance, t->port, 1, 0);
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t, !access[i].write || access[i].offset != TI_CTRL,
			 "CTRL was written 0x%08x although firmware keeps control",
			 access[i].value);
}

ISOTAP_CASE(firmware_keeps_isolation) = {
	.id = "firmware-keeps-isolation",
	.area = "safeguard",
	.claim = "Where firmware keeps control of isolation the port is not armed and its control "
		 "register not written",
	.reqs = "SW-OSC-01",
	.needs = {.ports = 1,
		  .target_caps = TARGET_FIRMWARE | TARGET_TRACE,
		  .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
