// SPDX-License-Identifier: GPL-2.0-or-later
/* A port that answers an isolated read with plain data hands garbage to a program that cannot know.
 */
#include "run/scenario.h"

#define GOOD 0x1507a91507a90001ull

static void run(struct test *t)
{
	uint64_t value = 0, offset = tc_offset_on_port(t, t->region, t->port);

	sc_hold(t, t->region);
	sc_fill(t, t->region, offset, GOOD);
	sc_arm_bare(t, t->port, 0);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_check(t, sc_await_status(t, t->port, TI_STATUS_MEM_ISO, TI_STATUS_MEM_ISO, TC_SECOND),
		 "the port did not isolate");
	for (int i = 0; i < 4; i++)
		tc_check(t,
			 tc_load(t, t->region, offset + 8u * (unsigned int)i, &value) ==
				 ACCESS_EXCEPTION,
			 "read %d through the isolated port returned 0x%llx, expected a "
			 "synchronous exception",
			 i, (unsigned long long)value);
}

ISOTAP_CASE(isolated_read_excepts) = {
	.id = "isolated-read-excepts",
	.area = "isolation",
	.claim = "A read through an isolated port gets a synchronous exception, never plain data",
	.reqs = "TI-ISO-04 TI-ISO-06",
	.needs = {.ports = 1,
		  .regions = 1,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.run = run,
};
