// SPDX-License-Identifier: GPL-2.0-or-later
/* Whoever repairs the machine needs the port and whether the link was lost or the device silent. */
#include <errno.h>

#include "case/scenario.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct isotap_event event, told;
	int rc;

	event = sc_isolate(t, t->port);
	tc_expect_u64(t, "cause in the implementation's event", event.cause,
		      ISOTAP_CAUSE_LINK_DOWN);
	tc_expect_u64(t, "cause in the port's state", tc_port_state(t, t->port).cause,
		      ISOTAP_CAUSE_LINK_DOWN);
	do {
		rc = ops->user_event(t->target, ops->now(t->target) + SC_REACTION, &told);
	} while (rc == 0 && !(told.kind == ISOTAP_EVENT_ISOLATED && told.port == t->port));
	tc_check(t, rc != -ETIMEDOUT, "user space was not told of the isolation of %s",
		 t->target->ports[t->port].name);
	tc_setup(t, "read user events", rc);
	tc_expect_u64(t, "cause that user space was told", told.cause, ISOTAP_CAUSE_LINK_DOWN);
}

ISOTAP_CASE(isolation_event_names_cause) = {
	.id = "isolation-event-names-cause",
	.area = "event",
	.claim = "User space is told of an isolation, with the port and the cause",
	.reqs = "SW-EVT-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_UEVENT,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
