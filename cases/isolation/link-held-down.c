// SPDX-License-Identifier: GPL-2.0-or-later
/* With the link held, nothing below can answer behind the back of software that believes the memory
 * gone; without, or after the status was cleared, a link that stays down keeps the device away. */
#include <stdio.h>

#include "case/port.h"

enum hold { NOT_HELD, HELD };

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-%s", port_loss_name((enum port_loss)(row / 2)),
		 row % 2 == HELD ? "held" : "not-held");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs((enum port_loss)(row / 2), needs);
	if (row % 2 == HELD)
		needs->cap_bits |= TI_CAP_MEM_ISO_LD;
}

static bool everywhere(uint32_t row)
{
	return row == 2 * LOSS_TIMEOUT + HELD;
}

static void let_time_pass(struct test *t)
{
	const struct target_ops *ops = t->target->ops;

	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + TC_MS));
}

static void run(struct test *t)
{
	enum port_loss loss = (enum port_loss)(t->tc->variant / 2);
	bool held = t->tc->variant % 2 == HELD;

	sc_arm_bare(t, t->port,
		    (loss == LOSS_TIMEOUT ? TI_CTRL_MEM_TIMEOUT : 0) |
			    (held ? TI_CTRL_MEM_ISO_LD : 0));
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	port_mend(t, loss);
	if (held) {
		let_time_pass(t);
		tc_check(t, !port_link_up(t, t->port),
			 "the link is up although bit 8 and Link Down Enable are set");
		/* A port that is triggered by level would isolate again before the link is up. */
		if (t->target->topo->ports[t->port].ti.level_link_down)
			tc_ti_write(t, t->port, TI_CTRL, 0);
		sc_clear_status(t, t->port, TI_STATUS_RW1CS);
	}
	sc_await_link(t, t->port);
}

static const struct case_family rows = {
	.count = 2 * LOSS_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(link_held_down) = {
	.id = "link-held-down",
	.area = "isolation",
	.claim = "The link is held down as long as isolation status and Link Down Enable are set",
	.reqs = "TI-STS-04",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.run = run,
};
