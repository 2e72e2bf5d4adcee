// SPDX-License-Identifier: GPL-2.0-or-later
/* Status bits survive resets: a new kernel finds what an old one left, in any combination. They
 * stop nothing, pass for no new isolation, and those of CXL.cache are another's. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

static const uint32_t bits[] = {TI_STATUS_MEM_TIMEOUT, TI_STATUS_MEM_ISO,
				TI_STATUS_MEM_ISO_LD,  TI_STATUS_CACHE_TIMEOUT,
				TI_STATUS_CACHE_ISO,   TI_STATUS_CACHE_ISO_LD};
#define BITS 6u
#define OURS (TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD)

static uint32_t left(uint32_t row)
{
	uint32_t status = 0;

	for (uint32_t i = 0; i < BITS; i++)
		status |= row >> i & 1 ? bits[i] : 0;
	return status;
}

static void name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%04x", left(row));
}

/* A guest's ports have no status of an earlier life. */
static bool everywhere(uint32_t row)
{
	(void)row;
	return false;
}

static const struct case_family family = {
	.count = 1u << BITS,
	.name = name,
	.everywhere = everywhere,
};

/* Every write to the status has 1 in bits that were set and are ours, and in no other. */
static void check_writes(struct test *t, uint32_t may)
{
	struct target_access access[256];
	uint32_t count = tc_trace(t, t->port, access, 256);

	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_STATUS ||
				 !(access[i].value & ~may),
			 "STATUS was written 0x%08x, to be cleared are 0x%08x", access[i].value,
			 may);
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_event event;

	ti.left_status = left(t->tc->variant);
	/* Reserved bits may read 1 as well: they are written 0 all the same. */
	ti.reserved_status = ~0u;
	tc_setup(t, "leave status bits set", ops->port_configure(t->target, t->port, &ti));
	tc_trace_clear(t, t->port);
	tc_reprobe(t);
	tc_arm(t, t->port);
	check_writes(t, ti.left_status & OURS);
	tc_expect_bits(t, t->port, "STATUS after arming", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, ti.left_status & ~OURS);
	tc_check(t,
		 t->impl->wait_event(t->instance, ops->now(t->target) + 20 * TC_MS, &event) ==
			 -ETIMEDOUT,
		 "a status bit from before arming was reported as an isolation");
	tc_check(t, tc_port_state(t, t->port).mode == ISOTAP_PORT_ARMED, "armed, but state is %d",
		 tc_port_state(t, t->port).mode);
	sc_expect_works(t, t->region, 0x1ef70be4);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	event = tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_check(t, event.cause == ISOTAP_CAUSE_LINK_DOWN, "cause %d, expected link down",
		 event.cause);
	sc_expect_offline(t, t->region);
}

ISOTAP_CASE(left_over_status) = {
	.id = "left-over-status",
	.area = "recovery",
	.claim = "Any combination of status bits left from before stops no arming, fakes no "
		 "isolation and is cleared exactly",
	.reqs = "TI-STS-11 TI-STS-10 TI-CCH-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_RESERVED | TARGET_TRACE,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.family = &family,
	.run = run,
};
