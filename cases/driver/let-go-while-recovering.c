// SPDX-License-Identifier: GPL-2.0-or-later
/* A recovery that waits for a port outlives it: what it touches then has to be there still. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "case/kmod_steps.h"

static const struct {
	const char *name;
	bool unload; /* or the port is unbound */
} rows[] = {{"module-unloaded", true}, {"port-unbound", false}};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static const struct case_family family = {.count = sizeof(rows) / sizeof(rows[0]),
					  .name = row_name};

static void await_state(struct test *t, const char *wanted)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + SC_REACTION;
	char state[KM_TEXT];

	do {
		km_read(t, t->port, "state", state, sizeof(state));
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
	} while (strcmp(state, wanted) && ops->now(t->target) < deadline);
	tc_check(t, !strcmp(state, wanted), "state %s, expected %s", state, wanted);
}

static void run(struct test *t)
{
	const char *port = t->target->ports[t->port].name;
	pid_t recovery;
	int rc;

	tc_inject(t, FAULT_BUSY, t->port);
	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	/* it waits for RP Busy as long as it may */
	tc_setup(t, "bound the waits", sys_write("400", KM_PARAMETERS "/recover_timeout_ms"));
	recovery = km_spawn_write(t, t->port, "recover", "1");
	await_state(t, "recovering");
	if (rows[t->tc->variant].unload)
		km_unload(t);
	else
		km_unbind(t, "pcieport", port);
	rc = km_join(t, recovery);
	tc_check(t, rc < 0, "the recovery says that it succeeded");
	tc_note(t, "the recovery returned %d", rc);
	/* what is left of it comes to its end */
	tc_setup(t, "wait",
		 t->target->ops->delay_until(t->target,
					     t->target->ops->now(t->target) + TC_SECOND / 2));
	if (rows[t->tc->variant].unload)
		km_load(t, "");
	else
		km_bind(t, "pcieport", port);
	tc_check(t, km_has_files(t, t->port), "%s has no files any more", port);
}

static const char *const said[] = {
	"^pcieport %PORT%: isotap_ti: status does not clear$",
	NULL,
};

ISOTAP_CASE(let_go_while_recovering) = {
	.id = "let-go-while-recovering",
	.area = "driver",
	.claim = "A port that is let go in the middle of its recovery ends that recovery and "
		 "leaves nothing behind",
	.reqs = "SW-DRV-04 SW-REC-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_BUSY),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.family = &family,
	.log_allowed = said,
	.run = run,
};
