// SPDX-License-Identifier: GPL-2.0-or-later
/* A timeout was noted before, and then the link goes: bit 9 is what tells a link down from every
 * other trigger, whatever else is set. An administrator who is told of a timeout looks at the wrong
 * end. */
#include "case/scenario.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_event event;
	uint32_t ctrl;

	tc_arm(t, t->port);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	ti.left_status = TI_STATUS_MEM_TIMEOUT;
	tc_setup(t, "set status bits", ops->port_configure(t->target, t->port, &ti));
	tc_ti_write(t, t->port, TI_CTRL, ctrl);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	event = tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_check(t, event.cause == ISOTAP_CAUSE_LINK_DOWN,
		 "cause %d with STATUS 0x%08x, expected a link down", event.cause,
		 tc_ti_read(t, t->port, TI_STATUS));
}

ISOTAP_CASE(link_down_beside_timeout) = {
	.id = "link-down-beside-timeout",
	.area = "event",
	.claim = "A link down is told as such although a timeout is noted as well",
	.reqs = "SW-EVT-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_REFORM | TARGET_RESERVED,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
