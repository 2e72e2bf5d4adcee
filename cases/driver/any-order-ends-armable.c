// SPDX-License-Identifier: GPL-2.0-or-later
/* Which driver comes first is chance at every boot: a port that is overlooked then is unprotected,
 * and nobody knows. */
#include <stdio.h>

#include "case/kmod_steps.h"

static const struct {
	const char *name;
	bool port, endpoint; /* is bound only after the module was loaded */
} rows[] = {{"module-last", false, false},
	    {"port-last", true, false},
	    {"endpoint-last", false, true},
	    {"port-then-endpoint", true, true}};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static const struct case_family family = {.count = sizeof(rows) / sizeof(rows[0]),
					  .name = row_name};

static void run(struct test *t)
{
	bool late_port = rows[t->tc->variant].port, late_endpoint = rows[t->tc->variant].endpoint;
	const char *port = t->target->ports[t->port].name;
	char endpoint[64];

	km_endpoint(t, t->port, endpoint, sizeof(endpoint));
	km_unload(t);
	if (late_endpoint)
		km_unbind(t, "cxl_pci", endpoint);
	if (late_port)
		km_unbind(t, "pcieport", port);
	km_load(t, "");
	if (late_port)
		km_bind(t, "pcieport", port);
	if (late_endpoint)
		km_bind(t, "cxl_pci", endpoint);
	tc_expect_rc(t, "what is said of the port", kmod_refusal(port), 0);
	tc_arm(t, t->port);
}

ISOTAP_CASE(any_order_ends_armable) = {
	.id = "any-order-ends-armable",
	.area = "driver",
	.claim = "In whatever order module, port and memory device get together, isolation can be "
		 "switched on in the end",
	.reqs = "SW-DRV-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
