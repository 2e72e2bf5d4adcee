// SPDX-License-Identifier: GPL-2.0-or-later
/* What a declared port shows in its T&I capability register: CXL r3.2 8.2.4.24.1. */
#include "regs/ti.h"
#include "topo/topo.h"

uint32_t topo_ti_capability(const struct topo_ti *ti)
{
	uint32_t cap = 0;

	if (!ti->present)
		return 0;
	cap |= ti->mem_ranges & TI_CAP_MEM_RANGES;
	cap |= (uint32_t)ti->cache_ranges << TI_CAP_CACHE_RANGES_SHIFT & TI_CAP_CACHE_RANGES;
	cap |= ti->mem_timeout ? TI_CAP_MEM_TIMEOUT : 0;
	cap |= ti->cache_timeout ? TI_CAP_CACHE_TIMEOUT : 0;
	cap |= ti->mem_isolation ? TI_CAP_MEM_ISO : 0;
	cap |= ti->mem_link_down ? TI_CAP_MEM_ISO_LD : 0;
	cap |= ti->cache_isolation ? TI_CAP_CACHE_ISO : 0;
	cap |= ti->cache_link_down ? TI_CAP_CACHE_ISO_LD : 0;
	cap |= ti->err_cor ? TI_CAP_ERR_COR : 0;
	cap |= ti->interrupt ? TI_CAP_INTERRUPT : 0;
	cap |= ti->reserved_cap & ~TI_CAP_DEFINED;
	return cap;
}
