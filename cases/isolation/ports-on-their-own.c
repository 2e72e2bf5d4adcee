// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports of one host bridge share a piece of hardware. If one's registers answer to writes that are
 * meant for its neighbour, its memory is unprotected, or lost for good, and nobody has touched it.
 */
#include <stdio.h>

#include "case/port.h"

enum row { CONTROL, STATUS, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-of-%s", row % 2 == CONTROL ? "control" : "status",
		 row / 2 ? "the-other" : "one");
}

static void check_control(struct test *t, uint32_t one, uint32_t other)
{
	sc_arm_bare(t, other, 0);
	for (int on = 1; on >= 0; on--) {
		uint32_t before = tc_ti_read(t, other, TI_CTRL);

		if (on)
			sc_arm_bare(t, one, tc_ti_read(t, one, TI_CAP) & TI_CTRL_MEM_TIMEOUT);
		else
			tc_ti_write(t, one, TI_CTRL, 0);
		tc_expect_bits(t, other, "CTRL", tc_ti_read(t, other, TI_CTRL), TI_CTRL_DEFINED,
			       before);
	}
}

static void check_status(struct test *t, uint32_t one, uint32_t other)
{
	uint32_t by_link = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;

	sc_arm_bare(t, one, 0);
	sc_arm_bare(t, other, 0);
	tc_inject(t, FAULT_LINK_DOWN, one);
	tc_inject(t, FAULT_LINK_DOWN, other);
	sc_await_status(t, one, by_link, by_link, TC_SECOND);
	sc_await_status(t, other, by_link, by_link, TC_SECOND);
	tc_inject(t, FAULT_LINK_RESTORE, one);
	sc_await_link(t, one);
	sc_clear_status(t, one, TI_STATUS_RW1CS);
	tc_expect_bits(t, one, "STATUS", tc_ti_read(t, one, TI_STATUS), TI_STATUS_RW1CS, 0);
	tc_expect_bits(t, other, "STATUS", tc_ti_read(t, other, TI_STATUS), TI_STATUS_RW1CS,
		       by_link);
}

static void run(struct test *t)
{
	uint32_t one = t->port, other = t->other_port;

	if (t->tc->variant / 2) {
		one = t->other_port;
		other = t->port;
	}
	if (t->tc->variant % 2 == CONTROL)
		check_control(t, one, other);
	else
		check_status(t, one, other);
}

static const struct case_family rows = {
	.count = 2 * ROW_COUNT, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(ports_on_their_own) = {
	.id = "ports-on-their-own",
	.area = "isolation",
	.claim = "What is written to the registers of a port changes nothing in its neighbour's",
	.reqs = "TI-ISO-09 TI-STS-01 TI-CTL-04",
	.needs = {.ports = 2,
		  .regions = 1,
		  .place = PLACE_NEIGHBOUR,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
