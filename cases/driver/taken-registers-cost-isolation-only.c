// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation is optional: a conflict over its registers that takes the memory away is worse than
 * having none. */
#include <string.h>

#include "case/kmod_steps.h"

#define GOOD 0x7a6e7a6e7a6e0001ull

static void run(struct test *t)
{
	char function[64], driver[64];

	km_endpoint(t, t->port, function, sizeof(function));
	km_unload(t);
	km_claim(t, t->port);
	km_load(t, "");
	tc_check(t, km_write(t, t->port, "isolation", "1"),
		 "armed although the registers are taken");
	km_driver_of(function, driver, sizeof(driver));
	tc_check(t, !strcmp(driver, "cxl_pci"), "%s lost its driver", function);
	sc_expect_works(t, t->region, GOOD);
	tc_expect_bits(t, t->port, "CTRL of somebody else", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_DEFINED, 0);
	/* somebody else goes */
	km_unload(t);
	km_let_go(t);
	km_load(t, "");
	tc_arm(t, t->port);
}

static const char *const said[] = {
	"^pcieport %PORT%: isotap_ti: isolation cannot be set up here \\(",
	NULL,
};

ISOTAP_CASE(taken_registers_cost_isolation_only) = {
	.id = "taken-registers-cost-isolation-only",
	.area = "driver",
	.claim = "Registers that somebody else has claimed cost a port its isolation, not the "
		 "memory below it",
	.reqs = "SW-DRV-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.log_allowed = said,
	.run = run,
};
