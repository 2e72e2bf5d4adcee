// SPDX-License-Identifier: GPL-2.0-or-later
/* ERR_COR is how firmware and AER learn of an isolation: it has to come when it is enabled, and an
 * error that nobody enabled alarms an operator for nothing. */
#include <stdio.h>

#include "case/port.h"

static const struct {
	const char *name;
	uint32_t isolation;
	enum port_loss loss;
} entries[] = {
	{"mem", TI_CTRL_MEM_ISO, LOSS_LINK_DOWN},
	{"cache", TI_CTRL_CACHE_ISO, LOSS_LINK_DOWN},
	{"both", TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO, LOSS_LINK_DOWN},
	{"mem-timeout", TI_CTRL_MEM_ISO, LOSS_TIMEOUT},
};

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-%s", entries[row / 2].name, row % 2 ? "enabled" : "disabled");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(entries[row / 2].loss, needs);
}

static bool everywhere(uint32_t row)
{
	return row < 2;
}

static void run(struct test *t)
{
	uint32_t isolation = entries[t->tc->variant / 2].isolation, most, timeout;
	enum port_loss loss = entries[t->tc->variant / 2].loss;
	bool enabled = t->tc->variant % 2;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);
	struct target_counters before, after;

	port_reform(t, &ti);
	port_report_correctable(t);
	timeout = loss == LOSS_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0;
	port_enable(t, isolation | timeout | (enabled ? TI_CTRL_ERR_COR : 0));
	before = port_counters(t, t->port);
	port_lose(t, loss);
	sc_await_status(t, t->port, PORT_ISOLATED, isolation, TC_SECOND);
	after = port_counters(t, t->port);
	/* Two protocols that go at once may share a message. */
	most = enabled ? (uint32_t)__builtin_popcount(isolation) : 0;
	tc_check(t,
		 after.err_cors - before.err_cors >= enabled &&
			 after.err_cors - before.err_cors <= most,
		 "%u ERR_COR messages, expected %u to %u", after.err_cors - before.err_cors,
		 (unsigned int)enabled, most);
}

/* The kernel's AER driver reports what it is sent. */
static const char *const allowed[] = {"AER: ", NULL};

static const struct case_family rows = {
	.count = 8, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(err_cor_on_entry) = {
	.id = "err-cor-on-entry",
	.area = "isolation",
	.claim = "Entering isolation sends ERR_COR if that is enabled, else none",
	.reqs = "TI-ISO-08",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_STAMPS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.log_allowed = allowed,
	.family = &rows,
	.run = run,
};
