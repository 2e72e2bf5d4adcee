// SPDX-License-Identifier: GPL-2.0-or-later
/* System RAM is System RAM by its address, whoever added it: firmware, another driver, a hot-plug
 * event. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case/kmod_steps.h"

#define MEMORY "/sys/devices/system/memory"

struct block {
	uint64_t base, size;
	char name[48];
};

static void add_memory(struct test *t, const struct block *block)
{
	char parameters[64];

	snprintf(parameters, sizeof(parameters), "ram=0x%llx,0x%llx",
		 (unsigned long long)block->base, (unsigned long long)block->size);
	tc_setup(t, "add memory", module_load(AGENT_BUSY, parameters));
	if (!sys_exists(MEMORY "/%s", block->name))
		tc_broken(t, "%s was not added", block->name);
}

static bool online(const struct block *block)
{
	char state[32];

	return !sys_read(state, sizeof(state), MEMORY "/%s/state", block->name) &&
	       !strcmp(state, "online");
}

static void run(struct test *t)
{
	struct isotap_region_info info = tc_region(t, t->region);
	struct block block = {.base = info.base};
	char text[32];

	tc_setup(t, "read the size of a block",
		 sys_read(text, sizeof(text), MEMORY "/block_size_bytes"));
	block.size = strtoull(text, NULL, 16);
	snprintf(block.name, sizeof(block.name), "memory%llu",
		 (unsigned long long)(block.base / block.size));
	sys_write("offline", MEMORY "/auto_online_blocks");
	tc_arm(t, t->port);
	/* the port stays armed for the other region */
	tc_setup(t, "take the region off line",
		 t->target->ops->region_offline(t->target, t->region));
	add_memory(t, &block);
	tc_check(t,
		 sys_write("online_movable", MEMORY "/%s/state", block.name) < 0 && !online(&block),
		 "%s came on line below an armed port", block.name);
	tc_expect_bits(t, t->port, "CTRL after the attempt", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO);
	tc_setup(t, "remove the memory", module_unload(AGENT_BUSY));
}

ISOTAP_CASE(added_memory_stays_offline) = {
	.id = "added-memory-stays-offline",
	.area = "driver",
	.claim = "Memory that somebody else adds below an armed port does not come on line",
	.reqs = "SW-DAX-03 SW-DAX-01",
	.needs = {.ports = 1,
		  .regions = 2,
		  .behind_switch = true,
		  .target_caps = TARGET_SYSTEM_RAM,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
