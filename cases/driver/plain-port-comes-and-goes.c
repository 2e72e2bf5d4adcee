// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver that lets go of what it never took warns at every hot-removal of an ordinary port. */
#include "case/kmod_steps.h"

#define GOOD 0x90001509000150ull

static void run(struct test *t)
{
	const char *port = t->target->ports[t->port].name;

	km_unbind(t, "pcieport", port);
	km_bind(t, "pcieport", port);
	tc_check(t, !km_has_files(t, t->port), "%s has files, but no capability", port);
	sc_expect_works(t, t->region, GOOD);
}

ISOTAP_CASE(plain_port_comes_and_goes) = {
	.id = "plain-port-comes-and-goes",
	.area = "driver",
	.claim = "A port without the capability can lose its driver and get it back without a word "
		 "of the kernel",
	.reqs = "SW-DRV-04",
	.needs = {.plain_port = true, .impl_caps = ISOTAP_IMPL_MODULE},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
