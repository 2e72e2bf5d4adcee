// SPDX-License-Identifier: GPL-2.0-or-later
/* Who writes over the capability register, by a wrong offset or on purpose, must not make a port
 * offer what it has not, nor take from the next kernel what it has. */
#include "case/port.h"

static void run(struct test *t)
{
	uint32_t before = tc_ti_read(t, t->port, TI_CAP);
	const uint32_t values[] = {0, ~0u, ~before, before & ~TI_CAP_MEM_ISO};

	for (uint32_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		uint32_t seen;

		tc_ti_write(t, t->port, TI_CAP, values[i]);
		seen = tc_ti_read(t, t->port, TI_CAP);
		tc_check(t, seen == before,
			 "%s: the capability reads 0x%08x after 0x%08x was written to it, 0x%08x "
			 "before",
			 t->target->ports[t->port].name, seen, values[i], before);
	}
}

ISOTAP_CASE(capability_read_only) = {
	.id = "capability-read-only",
	.area = "capability",
	.claim = "No write changes the capability register",
	.reqs = "TI-CAP-11",
	.needs = {.ports = 1},
	.flags = CASE_RIG,
	.run = run,
};
