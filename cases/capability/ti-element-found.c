// SPDX-License-Identifier: GPL-2.0-or-later
/* Software that cannot find the structure offers no isolation at all. The array of a root port
 * holds null elements (the HDM decoder slot of a passthrough bridge); they must not end the walk.
 * The case asks for no port with the capability: one that cannot be found is what it is about. */
#include "case/case.h"
#include "regs/cachemem.h"

static uint32_t read_word(struct test *t, uint32_t port, uint32_t word)
{
	uint32_t value = 0;

	tc_setup(t, "read the capability array",
		 t->target->ops->reg_read(t->target, ORIGIN_HARNESS, port, CACHEMEM_BASE + 4 * word,
					  &value));
	return value;
}

static void check_port(struct test *t, uint32_t port)
{
	const char *name = t->target->ports[port].name;
	uint32_t header = read_word(t, port, 0), found = 0;
	uint32_t count = header >> CACHEMEM_HDR_ARRAY_SIZE_SHIFT;

	tc_expect_bits(t, port, "CXL_Capability_Header.ID", header, CACHEMEM_HDR_ID,
		       CACHEMEM_CAP_ID);
	for (uint32_t i = 1; i <= count; i++) {
		uint32_t element = read_word(t, port, i);
		uint32_t pointer = element >> CACHEMEM_ELEM_POINTER_SHIFT;

		if ((element & CACHEMEM_ELEM_ID) != TI_CAP_ID)
			continue;
		found++;
		tc_expect_bits(t, port, "T&I element", element, CACHEMEM_ELEM_VERSION,
			       TI_CAP_VERSION << CACHEMEM_ELEM_VERSION_SHIFT);
		tc_check(t,
			 pointer >= 4 * (count + 1) && pointer + TI_SIZE <= CACHEMEM_SIZE &&
				 !(pointer & 3),
			 "%s: T&I pointer 0x%x: the 16-byte structure has to lie in the 4 KiB "
			 "block, aligned, behind the array",
			 name, pointer);
	}
	tc_check(t, found == 1, "%s: %u T&I elements in the array, expected 1", name, found);
}

static void run(struct test *t)
{
	uint32_t checked = 0;

	for (uint32_t port = 0; port < t->target->port_count; port++) {
		if (!t->target->topo->ports[port].ti.present || !t->target->ports[port].block_size)
			continue;
		check_port(t, port);
		checked++;
	}
	if (!checked)
		tc_skip(t, "no root port of this topology is declared to have T&I");
}

ISOTAP_CASE(ti_element_found) = {
	.id = "ti-element-found",
	.area = "capability",
	.claim = "The capability array holds one T&I element, version 1, inside the 4 KiB block",
	.reqs = "TI-CAP-01",
	.flags = CASE_RIG,
	.run = run,
};
