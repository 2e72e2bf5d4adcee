// SPDX-License-Identifier: GPL-2.0-or-later
/* An element whose pointer leads out of the 4 KiB, or into the array itself, is a defect of the
 * port. Software that follows it writes to registers of something else. */
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"
#include "regs/cachemem.h"

enum pointer { BEYOND, REACHES_OUT, IN_THE_ARRAY, UNALIGNED, POINTERS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[POINTERS] = {"beyond", "reaches-out", "in-the-array",
						    "unaligned"};

	snprintf(out, size, "%s", names[row]);
}

static const struct case_family family = {
	.count = POINTERS,
	.name = name,
};

static void run(struct test *t)
{
	static const uint32_t pointers[POINTERS] = {0xffc, CACHEMEM_SIZE - TI_SIZE + 4, 4, 0x102};
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	struct pretend *as = pretend_begin(t, t->port);

	as->pointer = pointers[t->tc->variant];
	as->array[0] = CACHEMEM_CAP_ID | 1u << CACHEMEM_HDR_VERSION_SHIFT |
		       1u << CACHEMEM_HDR_CM_VERSION_SHIFT | 1u << CACHEMEM_HDR_ARRAY_SIZE_SHIFT;
	as->array[1] = CACHEMEM_ID_TI | TI_CAP_VERSION << CACHEMEM_ELEM_VERSION_SHIFT |
		       as->pointer << CACHEMEM_ELEM_POINTER_SHIFT;
	tc_reprobe(t);
	as->writes = 0;
	tc_check(t, t->impl->arm(t->instance, t->port, &config) < 0,
		 "armed through an element with the pointer 0x%03x", as->pointer);
	tc_expect_u64(t, "writes to the port's registers", as->writes, 0);
}

ISOTAP_CASE(structure_outside_not_used) = {
	.id = "structure-outside-not-used",
	.area = "capability",
	.claim = "An element that points where no structure can be makes the port one that cannot "
		 "be armed, and nothing is written there",
	.reqs = "TI-CAP-12",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .cap_bits = TI_CAP_MEM_ISO},
	.family = &family,
	.run = run,
};
