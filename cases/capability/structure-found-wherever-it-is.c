// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports differ in what else they have: the element comes late, behind nulls and behind capabilities
 * that nobody knows yet, and the structure lies anywhere in its 4 KiB. Software that was tried with
 * one port only finds nothing on the next, or takes other registers for those of isolation. */
#include <stdio.h>

#include "case/pretend.h"
#include "case/scenario.h"
#include "regs/cachemem.h"

enum place { BEHIND_NULLS, BEHIND_OTHERS, LATE, FIRST, LAST_BYTES, PLACES };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[PLACES] = {"behind-nulls", "behind-others", "late", "first",
						  "last-bytes"};

	snprintf(out, size, "%s", names[row]);
}

static const struct case_family family = {
	.count = PLACES,
	.name = name,
};

static uint32_t element(uint32_t id, uint32_t version, uint32_t pointer)
{
	return id | version << CACHEMEM_ELEM_VERSION_SHIFT | pointer << CACHEMEM_ELEM_POINTER_SHIFT;
}

static void lay_out(struct pretend *as, enum place place)
{
	/* Numbers that agree with ours in their lower bits are other capabilities. */
	static const uint32_t others[] = {0x0109, 0x0019, 0x0008, 0x1009, 0x0089, 0x000d};
	uint32_t n = 0;

	as->pointer = 0x300;
	switch (place) {
	case BEHIND_NULLS:
		n = 3;
		break;
	case BEHIND_OTHERS:
		for (uint32_t i = 0; i < 6; i++)
			as->array[++n] = element(others[i], 1, 0x400 + 0x40 * i);
		break;
	case LATE:
		n = 29;
		break;
	case FIRST:
		as->pointer = 0x80;
		break;
	default:
		as->pointer = CACHEMEM_SIZE - TI_SIZE;
		break;
	}
	as->array[++n] = element(CACHEMEM_ID_TI, TI_CAP_VERSION, as->pointer);
	as->array[0] = CACHEMEM_CAP_ID | 1u << CACHEMEM_HDR_VERSION_SHIFT |
		       1u << CACHEMEM_HDR_CM_VERSION_SHIFT | n << CACHEMEM_HDR_ARRAY_SIZE_SHIFT;
}

static void run(struct test *t)
{
	lay_out(pretend_begin(t, t->port), t->tc->variant);
	tc_reprobe(t);
	tc_arm(t, t->port);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       TI_CTRL_MEM_ISO);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
}

ISOTAP_CASE(structure_found_wherever_it_is) = {
	.id = "structure-found-wherever-it-is",
	.area = "capability",
	.claim = "The structure is found whatever the array holds before it and wherever in the "
		 "block it lies",
	.reqs = "TI-CAP-12",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.family = &family,
	.run = run,
};
