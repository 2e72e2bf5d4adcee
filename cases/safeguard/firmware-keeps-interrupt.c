// SPDX-License-Identifier: GPL-2.0-or-later
/* Firmware that kept the notification gets the isolation's interrupt routed away from it if the
 * operating system enables it. */
#include "case/case.h"
#include "case/scenario.h"

#define MAX_ACCESSES 256

static void run(struct test *t)
{
	struct target_access access[MAX_ACCESSES];
	uint32_t count;

	tc_setup(t, "let firmware keep the notification",
		 t->target->ops->firmware_set(t->target, t->port, ISOTAP_FW_KEEPS_NOTIFICATION));
	tc_trace_clear(t, t->port);
	tc_arm(t, t->port);
	count = tc_trace(t, t->port, access, MAX_ACCESSES);
	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_CTRL ||
				 !(access[i].value & TI_CTRL_INTERRUPT),
			 "CTRL was written 0x%08x: firmware keeps the interrupt (26)",
			 access[i].value);
	/* Not left with nobody listening. */
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(firmware_keeps_interrupt) = {
	.id = "firmware-keeps-interrupt",
	.area = "safeguard",
	.claim = "Where firmware keeps control of notification the interrupt is not enabled, and "
		 "isolations are noticed all the same",
	.reqs = "SW-OSC-02 SW-EVT-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_FIRMWARE | TARGET_TRACE,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
