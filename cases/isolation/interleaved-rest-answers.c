// SPDX-License-Identifier: GPL-2.0-or-later
/* Software takes an interleaved region away as a whole, and until it does so the ports that work go
 * on: a host that answers for the whole set loses what is on its way through them, too. */
#include <stdio.h>

#include "case/port.h"

#define VALUE 0x1507a91507a90011ull

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", row ? "timeout" : "link-down");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(row ? LOSS_TIMEOUT : LOSS_LINK_DOWN, needs);
}

static void run(struct test *t)
{
	const struct topo *topo = t->target->topo;
	const struct topo_region *r = &topo->regions[t->region];
	enum port_loss loss = t->tc->variant ? LOSS_TIMEOUT : LOSS_LINK_DOWN;
	uint64_t seen = 0;

	sc_hold(t, t->region);
	for (int way = 0; way < r->ways; way++)
		sc_fill(t, t->region, (uint64_t)way * r->granularity, VALUE + (uint64_t)way);
	sc_arm_bare(t, t->port, t->tc->variant ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, loss);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	for (int way = 0; way < r->ways; way++) {
		uint64_t offset = (uint64_t)way * r->granularity;

		if (topo->devices[r->devices[way]].port == (int)t->port)
			continue;
		tc_check(t, tc_load(t, t->region, offset, &seen) == ACCESS_DONE,
			 "a read of %s did not complete, %s is isolated",
			 topo->devices[r->devices[way]].name, t->target->ports[t->port].name);
		tc_expect_u64(t, "memory below the other port", seen, VALUE + (uint64_t)way);
		sc_fill(t, t->region, offset, ~VALUE);
	}
}

static const struct case_family rows = {
	.count = 2, .name = name_row, .needs = row_needs, .everywhere = port_model_only};

ISOTAP_CASE(interleaved_rest_answers) = {
	.id = "interleaved-rest-answers",
	.area = "isolation",
	.claim = "What an interleaved region has below other ports than the isolated one answers "
		 "as before",
	.reqs = "TI-ISO-09",
	.needs = {.ports = 1, .regions = 1, .interleaved = true, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
