// SPDX-License-Identifier: GPL-2.0-or-later
/* RP Busy clears and links train when they will. What comes within the time that recovery was given
 * is waited for; what does not ends in an error with a reason, and nothing half done. */
#include <stdio.h>

#include "case/invariants.h"
#include "case/scenario.h"

/* When the obstacle goes away, counted from the call; what is due in time, and what is not. */
static const struct {
	const char *name;
	uint64_t ns;
	bool in_time;
} delays[] = {
	{"now", 0, true},
	{"1ms", TC_MS, true},
	{"500ms", 500 * TC_MS, true},
	{"60s", 60 * TC_SECOND, false},
	{"never", UINT64_MAX, false},
};
#define DELAYS 5u
/* What recovery is given. */
#define GIVEN (3 * TC_SECOND)

#define BUSY(row) (delays[(row) / DELAYS])
#define LINK(row) (delays[(row) % DELAYS])

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "busy-%s-link-%s", BUSY(row).name, LINK(row).name);
}

static bool everywhere(uint32_t row)
{
	return row == 2 * DELAYS + 1; /* both late, in time */
}

static const struct case_family family = {
	.count = DELAYS * DELAYS,
	.name = name,
	.everywhere = everywhere,
};

static void later(struct invariants *v, enum fault_kind kind, uint64_t ns)
{
	struct fault fault = {.kind = kind, .port = v->t->port, .delay_ns = ns};

	if (ns == UINT64_MAX)
		return;
	tc_setup(v->t, "inject with a delay", v->t->target->ops->inject(v->t->target, &fault));
	inv_injected(v, kind, v->t->port);
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant;
	bool in_time = BUSY(row).in_time && LINK(row).in_time;
	struct invariants v;
	int rc;

	inv_open(&v, t);
	inv_inject(&v, FAULT_BUSY, t->port);
	tc_expect_rc(t, "arm", inv_arm(&v, t->port), 0);
	inv_inject(&v, FAULT_LINK_DOWN, t->port);
	inv_where(&v, "isolated");
	inv_check(&v);
	later(&v, FAULT_BUSY_CLEAR, BUSY(row).ns);
	later(&v, FAULT_LINK_RESTORE, LINK(row).ns);
	rc = inv_recover(&v, t->port, GIVEN);
	inv_where(&v, "recovery returned %d", rc);
	tc_check(t, in_time == !rc, "busy clears %s, the link comes %s: recover returned %d (%s)",
		 BUSY(row).name, LINK(row).name, rc, tc_port_state(t, t->port).text);
	if (rc)
		sc_expect_offline(t, t->region);
	inv_check(&v);
	inv_finish(&v, t->port, false);
}

ISOTAP_CASE(recover_when_late) = {
	.id = "recover-when-late",
	.area = "recovery",
	.claim = "Recovery waits for RP Busy and the link as long as it was given, and no longer",
	.reqs = "SW-REC-01 SW-REC-03 TI-STS-08 TI-STS-09",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_BUSY) | FAULT_BIT(FAULT_BUSY_CLEAR) |
			    FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
