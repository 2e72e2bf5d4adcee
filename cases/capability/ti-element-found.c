// SPDX-License-Identifier: GPL-2.0-or-later
/* Software that cannot find the structure offers no isolation at all. The array of a root port
 * holds null elements (the HDM decoder slot of a passthrough bridge); they must not end the walk.
 */
#include "regs/cachemem.h"
#include "run/case.h"

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t header, count, found = 0;

	tc_setup(t, "read the array header",
		 ops->reg_read(t->target, ORIGIN_HARNESS, t->port, CACHEMEM_BASE, &header));
	tc_expect_bits(t, t->port, "CXL_Capability_Header.ID", header, 0xffff, 1);
	count = header >> 24;
	for (uint32_t i = 1; i <= count; i++) {
		uint32_t element, pointer;

		tc_setup(t, "read an array element",
			 ops->reg_read(t->target, ORIGIN_HARNESS, t->port, CACHEMEM_BASE + 4 * i,
				       &element));
		if ((element & 0xffff) != TI_CAP_ID)
			continue;
		found++;
		pointer = element >> 20;
		tc_expect_bits(t, t->port, "T&I element version", element >> 16, 0xf,
			       TI_CAP_VERSION);
		tc_check(t,
			 pointer >= 4 * (count + 1) && pointer + TI_SIZE <= 0x1000 &&
				 !(pointer & 3),
			 "T&I pointer 0x%x: the 16-byte structure has to lie in the 4 KiB block, "
			 "aligned, behind the array",
			 pointer);
	}
	tc_expect_u64(t, "T&I elements in the array", found, 1);
}

ISOTAP_CASE(ti_element_found) = {
	.id = "ti-element-found",
	.area = "capability",
	.claim = "The capability array holds one T&I element, version 1, inside the 4 KiB block",
	.reqs = "TI-CAP-01",
	.needs = {.ports = 1},
	.flags = CASE_RIG,
	.run = run,
};
