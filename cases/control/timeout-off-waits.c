// SPDX-License-Identifier: GPL-2.0-or-later
/* During maintenance a device may take its time: a port whose timeout is off and that isolates all
 * the same takes memory away that is only slow. The device is silent for longer than any value. */
#include <stdio.h>

#include "case/port.h"

#define SILENCE (70 * TC_SECOND) /* the longest value ends after 64 s */

enum row { ALL_OFF, CACHE_ON, SWITCHED_OFF, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"all-off", "cache-on", "switched-off"};

	snprintf(out, size, "%s", names[row]);
}

static void run(struct test *t)
{
	struct fault answer = {.kind = FAULT_HANG_CLEAR, .port = t->port, .delay_ns = SILENCE};
	uint64_t value, offset = tc_offset_on_port(t, t->region, t->port);
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	if (t->tc->variant == SWITCHED_OFF)
		port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT);
	port_enable(t, TI_CTRL_MEM_ISO | (t->tc->variant == CACHE_ON ? TI_CTRL_CACHE_TIMEOUT : 0));
	tc_inject(t, FAULT_HANG, t->port);
	tc_setup(t, "inject", t->target->ops->inject(t->target, &answer));
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_DONE,
		 "a read that the device answered late did not complete, the timeout is off");
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), TI_STATUS_RW1CS, 0);
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(timeout_off_waits) = {
	.id = "timeout-off-waits",
	.area = "control",
	.claim = "With the CXL.mem timeout off no transaction times out, however long it takes",
	.reqs = "TI-CTL-11 TI-STS-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM | TARGET_VIRTUAL_CLOCK,
		  .faults = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
