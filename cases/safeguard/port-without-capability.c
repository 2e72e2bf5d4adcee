// SPDX-License-Identifier: GPL-2.0-or-later
/* A region over a port that cannot isolate is not protected: saying yes would be a lie, and a write
 * to registers that are not there a crash. */
#include "case/scenario.h"

static void run(struct test *t)
{
	for (uint32_t port = 0; port < t->target->port_count; port++) {
		struct isotap_arm_config config = {.size = sizeof(config)};

		if (t->target->topo->ports[port].ti.present)
			continue;
		tc_check(t, t->impl->arm(t->instance, port, &config) < 0,
			 "%s: armed, but it has no T&I capability", t->target->ports[port].name);
		tc_check(t, tc_port_state(t, port).mode == ISOTAP_PORT_ABSENT,
			 "%s: state is not absent", t->target->ports[port].name);
		for (uint32_t region = 0; region < t->target->region_count; region++)
			if (t->target->regions[region].ports >> port & 1)
				tc_check(t, t->impl->region_switch(t->instance, region, 1) < 0,
					 "%s: switched on, but %s cannot isolate",
					 t->target->regions[region].name,
					 t->target->ports[port].name);
	}
}

ISOTAP_CASE(port_without_capability) = {
	.id = "port-without-capability",
	.area = "safeguard",
	.claim = "Neither a port without the capability nor a region over it can be armed",
	.reqs = "SW-DAX-05 TI-CTL-07",
	.needs = {.plain_port = true, .impl_caps = ISOTAP_IMPL_REGION_SWITCH},
	.run = run,
};
