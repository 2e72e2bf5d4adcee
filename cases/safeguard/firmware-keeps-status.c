// SPDX-License-Identifier: GPL-2.0-or-later
/* Firmware that kept isolation reads the status when it gets round to it. Bits that the operating
 * system has cleared at probe, as leftovers, are the isolation that firmware never learns of. */
#include "case/scenario.h"

#define MAX_ACCESSES 256

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	struct target_access access[MAX_ACCESSES];
	uint32_t count;

	ti.left_status = TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO;
	tc_setup(t, "leave status from before", ops->port_configure(t->target, t->port, &ti));
	tc_setup(t, "let firmware keep isolation",
		 ops->firmware_set(t->target, t->port, ISOTAP_FW_KEEPS_ISOLATION));
	tc_trace_clear(t, t->port);
	tc_reprobe(t);
	tc_check(t, t->impl->arm(t->instance, t->port, &config) < 0,
		 "armed although firmware keeps isolation");
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t, !access[i].write || access[i].origin != ORIGIN_IMPL,
			 "0x%08x was written at +0x%x: firmware keeps isolation", access[i].value,
			 access[i].offset);
}

ISOTAP_CASE(firmware_keeps_status) = {
	.id = "firmware-keeps-status",
	.area = "safeguard",
	.claim = "Where firmware keeps isolation to itself its registers are not written at all",
	.reqs = "SW-OSC-01",
	.needs = {.ports = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_FIRMWARE | TARGET_TRACE |
				 TARGET_RESERVED,
		  .cap_bits = TI_CAP_MEM_ISO},
	.run = run,
};
