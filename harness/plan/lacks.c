// SPDX-License-Identifier: GPL-2.0-or-later
/* Needs of a case, and of the machine that was chosen for it, as purposes of options. */
#include "plan/lacks.h"

#include <stdio.h>
#include <string.h>

#include "kernel/options.h"

static uint32_t purposes_of_machine(const struct topo *topo)
{
	uint32_t purposes = FOR_CXL;

	for (int i = 0; i < topo->region_count; i++) {
		if (topo->regions[i].mode == TOPO_MODE_SYSTEM_RAM)
			purposes |= FOR_SYSTEM_RAM;
		if (topo->regions[i].persistent)
			purposes |= FOR_PERSISTENT;
	}
	return purposes;
}

static uint32_t purposes_of_case(const struct test_case *tc)
{
	static const struct {
		uint64_t target_caps;
		uint32_t purposes;
	} of_target[] = {
		{TARGET_SYSTEM_RAM, FOR_SYSTEM_RAM},
		{TARGET_STAMPS, FOR_STAMPS},
		{TARGET_UEVENT, FOR_UEVENTS},
	};
	uint32_t purposes = 0;

	for (size_t i = 0; i < sizeof(of_target) / sizeof(of_target[0]); i++)
		if (tc->needs.target_caps & of_target[i].target_caps)
			purposes |= of_target[i].purposes;
	if (tc->needs.place & PLACE_HOTPLUG)
		purposes |= FOR_HOTPLUG;
	if (tc->needs.place & PLACE_PERSISTENT)
		purposes |= FOR_PERSISTENT;
	if (tc->flags & CASE_DESTRUCTIVE)
		purposes |= FOR_EXCEPTION;
	return purposes;
}

size_t lacks_skip(struct plan *plan, const struct kernel *kernel)
{
	size_t skipped = 0;

	for (size_t i = 0; i < plan->count; i++) {
		struct plan_item *item = &plan->items[i];
		uint32_t purposes =
			purposes_of_machine(&item->topology->topo) | purposes_of_case(item->tc);
		const char *option;

		if (item->skip[0] || !strcmp(item->section->target, "model"))
			continue;
		if (!strncmp(item->section->impl, "kmod", strlen("kmod")))
			purposes |= FOR_MODULE;
		option = options_lacking(kernel->config, purposes);
		if (!option)
			continue;
		snprintf(item->skip, sizeof(item->skip), "the kernel has no %s", option);
		skipped++;
	}
	return skipped;
}
