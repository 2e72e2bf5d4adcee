// SPDX-License-Identifier: GPL-2.0-or-later
/* Most machines have nothing to arm. Software that is installed everywhere has to find that out
 * quietly, and leave the memory alone. */
#include "case/scenario.h"

#define VALUE 0x1507a91507a90023ull

static void run(struct test *t)
{
	for (uint32_t port = 0; port < t->target->port_count; port++) {
		struct isotap_arm_config config = {.size = sizeof(config)};

		tc_check(t, tc_port_state(t, port).mode == ISOTAP_PORT_ABSENT,
			 "%s: state is not absent", t->target->ports[port].name);
		tc_check(t, t->impl->arm(t->instance, port, &config) < 0,
			 "%s: armed, but it has no T&I capability", t->target->ports[port].name);
	}
	for (uint32_t region = 0; region < t->target->region_count; region++)
		sc_expect_works(t, region, VALUE + region);
	tc_reprobe(t);
}

ISOTAP_CASE(machine_without_capability) = {
	.id = "machine-without-capability",
	.area = "safeguard",
	.claim = "Where no port has the capability nothing can be armed, and the memory works",
	.reqs = "TI-CTL-07 SW-DAX-05",
	.needs = {.plain_port = true, .place = PLACE_NOWHERE},
	.run = run,
};
