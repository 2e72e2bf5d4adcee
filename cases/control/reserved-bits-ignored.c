// SPDX-License-Identifier: GPL-2.0-or-later
/* What is reserved today means something tomorrow. Software that decodes or copies such bits works
 * until the first port that sets them. */
#include <stdio.h>
#include <string.h>

#include "case/scenario.h"
#include "case/strike.h"

#define MAX_WRITES 64u

/* CXL r3.2 8.2.4.24.1 reserves 7:5, 15:13 and 24:20 of the capability; 04h is reserved, too. */
#define RESERVED_CAP 0x01f0e0e0u
#define CAP_BITS 11u

static uint32_t nth_bit(uint32_t n)
{
	uint32_t left = RESERVED_CAP;

	while (n--)
		left &= left - 1;
	return left & -left;
}

static void name(uint32_t row, char *out, size_t size)
{
	if (row < CAP_BITS)
		snprintf(out, size, "cap-bit-%d", __builtin_ctz(nth_bit(row)));
	else
		snprintf(out, size, "%s",
			 row == CAP_BITS       ? "cap-all"
			 : row == CAP_BITS + 1 ? "dword-04"
					       : "all");
}

/* A guest's ports have no reserved bits that are set. */
static bool everywhere(uint32_t row)
{
	(void)row;
	return false;
}

static const struct case_family family = {
	.count = CAP_BITS + 3,
	.name = name,
	.everywhere = everywhere,
};

struct life {
	uint32_t writes;
	struct target_access write[MAX_WRITES];
	struct isotap_port_state armed, recovered;
};

/* Everything that software does with a port, and what it wrote on the way. */
static void live(struct test *t, const struct topo_ti *ti, struct life *life)
{
	struct target_access access[512];
	uint32_t count;

	memset(life, 0, sizeof(*life));
	tc_start_over(t);
	tc_setup(t, "give the port its capability",
		 t->target->ops->port_configure(t->target, t->port, ti));
	tc_trace_clear(t, t->port);
	tc_reprobe(t);
	tc_arm(t, t->port);
	life->armed = tc_port_state(t, t->port);
	if (t->impl->set_timeout)
		tc_expect_rc(t, "set_timeout", t->impl->set_timeout(t->instance, t->port, 1, 2), 0);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_mend(t, t->port);
	if (t->impl->recover) {
		tc_recover(t, t->port);
		life->recovered = tc_port_state(t, t->port);
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	}
	count = tc_trace(t, t->port, access, 512);
	for (uint32_t i = 0; i < count && life->writes < MAX_WRITES; i++)
		if (access[i].write)
			life->write[life->writes++] = access[i];
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant;
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct life plain, odd;

	live(t, &ti, &plain);
	if (row < CAP_BITS)
		ti.reserved_cap = nth_bit(row);
	if (row == CAP_BITS || row == CAP_BITS + 2)
		ti.reserved_cap = RESERVED_CAP;
	if (row > CAP_BITS)
		ti.reserved_word = 0xffffffff;
	live(t, &ti, &odd);
	tc_check(t, !memcmp(&plain.armed, &odd.armed, sizeof(odd.armed)),
		 "the armed port's state differs: timeouts 0x%04x, without reserved bits 0x%04x; "
		 "'%s', without '%s'",
		 odd.armed.timeouts, plain.armed.timeouts, odd.armed.text, plain.armed.text);
	tc_check(t, !memcmp(&plain.recovered, &odd.recovered, sizeof(odd.recovered)),
		 "the recovered port's state differs: '%s', without reserved bits '%s'",
		 odd.recovered.text, plain.recovered.text);
	tc_check(t, plain.writes == odd.writes, "%u writes, without reserved bits %u", odd.writes,
		 plain.writes);
	for (uint32_t i = 0; i < odd.writes; i++)
		tc_check(t,
			 odd.write[i].offset == plain.write[i].offset &&
				 odd.write[i].value == plain.write[i].value,
			 "write %u is 0x%08x at +0x%x, without reserved bits 0x%08x at +0x%x", i,
			 odd.write[i].value, odd.write[i].offset, plain.write[i].value,
			 plain.write[i].offset);
}

ISOTAP_CASE(reserved_bits_ignored) = {
	.id = "reserved-bits-ignored",
	.area = "control",
	.claim =
		"Reserved capability bits and the reserved dword change nothing that software does",
	.reqs = "TI-CAP-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_RESERVED | TARGET_TRACE,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE,
	.family = &family,
	.run = run,
};
