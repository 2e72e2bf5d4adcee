// SPDX-License-Identifier: GPL-2.0-or-later
/* User space reacts to each event: told twice, it fails over what has failed over already, or takes
 * the second for a new isolation after a recovery. */
#include <errno.h>

#include "case/scenario.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t told = 0;

	sc_isolate(t, t->port);
	for (;;) {
		struct isotap_event event;
		int rc = ops->user_event(t->target, ops->now(t->target) + 50 * TC_MS, &event);

		if (rc == -ETIMEDOUT)
			break;
		tc_setup(t, "read what user space is told", rc);
		told += event.kind == ISOTAP_EVENT_ISOLATED && event.port == t->port;
	}
	tc_expect_u64(t, "times that user space was told of one isolation", told, 1);
}

ISOTAP_CASE(isolation_told_once) = {
	.id = "isolation-told-once",
	.area = "event",
	.claim = "User space is told of an isolation once",
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
