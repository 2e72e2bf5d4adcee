// SPDX-License-Identifier: GPL-2.0-or-later
/* A port with one message has number 0, and software that reads the field wrongly is right by luck.
 * On a port with more it listens where nothing ever comes. */
#include <stdio.h>

#include "case/scenario.h"

static const uint8_t numbers[] = {1, 2, 7, 8, 15, 16, 31};
#define NUMBERS 7u

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "message-%u", numbers[row]);
}

static const struct case_family family = {
	.count = NUMBERS,
	.name = name,
};

static void run(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	ti.vectors = 32;
	ti.message = numbers[t->tc->variant];
	tc_setup(t, "give the port 32 messages",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_check(t, tc_ti_read(t, t->port, TI_CAP) >> TI_CAP_MESSAGE_SHIFT == ti.message,
		 "the port advertises message %u, declared is %u",
		 tc_ti_read(t, t->port, TI_CAP) >> TI_CAP_MESSAGE_SHIFT, ti.message);
	tc_reprobe(t);
	tc_arm(t, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(heard_on_its_number) = {
	.id = "heard-on-its-number",
	.area = "event",
	.claim = "An isolation is noticed whichever message number the port advertises",
	.reqs = "SW-EVT-01 SW-EVT-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_REFORM | TARGET_IRQ,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
