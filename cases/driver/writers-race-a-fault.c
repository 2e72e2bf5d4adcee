// SPDX-License-Identifier: GPL-2.0-or-later
/* Scripts of two administrators and a link that goes down do not wait for each other. */
#include <stdio.h>
#include <string.h>

#include "case/kmod_steps.h"

#define ROUNDS 20

struct writer {
	char path[128];
};

static int toggle(void *arg)
{
	struct writer *writer = arg;

	/* refusals are all right: what comes of it is looked at in the end */
	for (int i = 0; i < ROUNDS; i++)
		sys_write(i & 1 ? "0" : "1", "%s", writer->path);
	return 0;
}

static bool is_isolated(struct test *t)
{
	return tc_ti_read(t, t->port, TI_STATUS) & TI_STATUS_MEM_ISO;
}

/* An isolation is handled by a thread of its own. */
static void await_handled(struct test *t, char *state, size_t size)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + SC_REACTION;

	do {
		km_read(t, t->port, "state", state, size);
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	} while (is_isolated(t) && strcmp(state, "isolated") && ops->now(t->target) < deadline);
}

static void run(struct test *t)
{
	struct writer port, region;
	char state[KM_TEXT], text[KM_TEXT];
	pid_t first, second;

	snprintf(port.path, sizeof(port.path), KM_PCI "/%s/cxl_ti/isolation",
		 t->target->ports[t->port].name);
	km_region_file(t, t->region, region.path, sizeof(region.path));
	first = km_spawn(t, toggle, &port);
	second = km_spawn(t, toggle, &region);
	tc_setup(t, "wait",
		 t->target->ops->delay_until(t->target,
					     t->target->ops->now(t->target) + 10 * TC_MS));
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_rc(t, "a writer", km_join(t, first), 0);
	tc_expect_rc(t, "a writer", km_join(t, second), 0);

	await_handled(t, state, sizeof(state));
	km_read(t, t->port, "isolation", text, sizeof(text));
	tc_note(t, "in the end %s, isolation %s", state, text);
	if (is_isolated(t)) {
		tc_check(t, !strcmp(state, "isolated"), "the port is isolated, its state %s",
			 state);
		sc_expect_offline(t, t->region);
		sc_mend(t, t->port);
		tc_recover(t, t->port);
	} else {
		tc_check(t, !strcmp(state, *text == '1' ? "armed" : "disarmed"),
			 "state %s while isolation reads %s", state, text);
		sc_mend(t, t->port);
	}
}

ISOTAP_CASE(writers_race_a_fault) = {
	.id = "writers-race-a-fault",
	.area = "driver",
	.claim = "Two writers of a port's and a region's switch, and a fault between them, leave "
		 "one "
		 "consistent state",
	.reqs = "SW-DRV-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_REGION_SWITCH | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
