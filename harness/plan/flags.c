// SPDX-License-Identifier: GPL-2.0-or-later
/* Words for the bits that a case declares: the listing and the reasons of skips use the same. */
#include "plan/flags.h"

#include <stdio.h>

#include "case/case.h"

const struct case_flag case_flags[] = {
	{CASE_DESTRUCTIVE, "destructive"},
	{CASE_EXCLUSIVE, "exclusive"},
	{CASE_RIG, "rig"},
	{CASE_KERNEL_ONLY, "kernel-only"},
	{CASE_ENDURANCE, "endurance"},
	{CASE_UNDRIVEN, "undriven"},
	{0, NULL},
};

const struct case_flag case_target_caps[] = {
	{TARGET_IRQ, "irq"},
	{TARGET_TRACE, "trace"},
	{TARGET_STAMPS, "stamps"},
	{TARGET_VIRTUAL_CLOCK, "virtual-clock"},
	{TARGET_KERNEL, "kernel"},
	{TARGET_SYSTEM_RAM, "system-ram"},
	{TARGET_UEVENT, "uevent"},
	{TARGET_CACHE_INV, "cache-inv"},
	{TARGET_FIRMWARE, "firmware"},
	{TARGET_REFORM, "port-configure"},
	{TARGET_RESET, "port-reset"},
	{TARGET_PERSONALITY, "personality"},
	{TARGET_USERS, "users"},
	{TARGET_BELOW, "below"},
	{TARGET_RESERVED, "reserved-bits"},
	{TARGET_UNCLAIMED, "unclaimed-interrupts"},
	{0, NULL},
};

const struct case_flag case_impl_caps[] = {
	{ISOTAP_IMPL_TIMEOUT, "timeout"},
	{ISOTAP_IMPL_REGION_SWITCH, "region-switch"},
	{ISOTAP_IMPL_RECOVER, "recover"},
	{ISOTAP_IMPL_REFUSES_RAM, "refuses-ram"},
	{ISOTAP_IMPL_REFUSES_REGIONS, "refuses-regions"},
	{ISOTAP_IMPL_DEFAULT_DEVDAX, "default-devdax"},
	{ISOTAP_IMPL_MODULE, "reference-module"},
	{ISOTAP_IMPL_REARMS, "rearms"},
	{ISOTAP_IMPL_RESIDENT, "resident"},
	{ISOTAP_IMPL_NO_LINK_DOWN, "no-link-down"},
	{ISOTAP_IMPL_INERT, "inert"},
	{0, NULL},
};

const struct case_flag case_places[] = {
	{PLACE_HOTPLUG, "hot-plug-slot"},
	{PLACE_EMPTY, "nothing-below"},
	{PLACE_MIXED, "mixed-region"},
	{PLACE_PERSISTENT, "persistent-region"},
	{PLACE_LEVEL, "level-triggered"},
	{PLACE_TWO_REGIONS, "two-regions"},
	{PLACE_ACROSS, "across-bridges"},
	{PLACE_NEIGHBOUR, "neighbour-port"},
	{PLACE_NOWHERE, "no-capability-anywhere"},
	{0, NULL},
};

void flags_text(const struct case_flag *names, uint64_t bits, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (; names->name; names++) {
		int n;

		if (!(bits & names->bit))
			continue;
		n = snprintf(out + used, size - used, "%s%s", used ? " " : "", names->name);
		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}
