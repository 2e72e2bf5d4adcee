// SPDX-License-Identifier: GPL-2.0-or-later
/* What a module leaves behind at each unloading adds up; a handler or file that it leaves is called
 * when its code is gone. */
#include <stdio.h>
#include <string.h>

#include "case/kmod_steps.h"

#define RELOADS 4

/* Mappings of device registers that the kernel holds. */
static uint32_t mappings(struct test *t)
{
	FILE *file = fopen("/proc/vmallocinfo", "re");
	uint32_t count = 0;
	char line[512];

	if (!file)
		tc_broken(t, "/proc/vmallocinfo cannot be read");
	while (fgets(line, sizeof(line), file))
		count += strstr(line, " ioremap") != NULL;
	fclose(file);
	return count;
}

static void expect_clean(struct test *t, uint32_t held)
{
	for (uint32_t port = 0; port < t->target->port_count; port++)
		tc_check(t, !km_has_files(t, port), "%s: files are left after unloading",
			 t->target->ports[port].name);
	tc_expect_u64(t, "mappings of registers after unloading", mappings(t), held);
}

static void run(struct test *t)
{
	uint32_t held, reloads = t->iterations ? t->iterations : RELOADS;

	km_unload(t);
	held = mappings(t);
	for (uint32_t i = 0; i < reloads; i++) {
		km_load(t, "");
		km_unload(t);
		expect_clean(t, held);
	}
	km_load(t, "");
	tc_arm(t, t->port);
	km_unload(t);
	expect_clean(t, held);
	/* nobody is left to take it */
	tc_inject(t, FAULT_SPURIOUS_IRQ, t->port);
	km_load(t, "");
	sc_isolate(t, t->port);
}

ISOTAP_CASE(reloaded_leaves_nothing) = {
	.id = "reloaded-leaves-nothing",
	.area = "driver",
	.claim = "A module that was loaded and unloaded many times leaves no file, mapping or "
		 "handler, and works",
	.reqs = "SW-DRV-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_SPURIOUS_IRQ),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
