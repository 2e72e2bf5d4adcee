// SPDX-License-Identifier: GPL-2.0-or-later
/* A region brought back below a port that is still isolated is memory that excepts on first touch.
 */
#include "case/scenario.h"

static void run(struct test *t)
{
	int rc;

	sc_isolate(t, t->port);
	sc_mend(t, t->port);
	rc = t->target->ops->region_online(t->target, t->region);
	tc_check(t, rc < 0, "%s was brought back while %s is isolated",
		 t->target->regions[t->region].topo_name, t->target->ports[t->port].name);
	tc_note(t, "bringing the region back returned %d", rc);
}

ISOTAP_CASE(isolated_port_refuses_regions) = {
	.id = "isolated-port-refuses-regions",
	.area = "event",
	.claim = "While a port is isolated no region below it can be brought back",
	.reqs = "SW-EVT-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_REFUSES_REGIONS,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
