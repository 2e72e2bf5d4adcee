// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports differ: one has no interrupt or one that goes nowhere, one isolates again as long as its
 * link is down, one has two devices behind a switch or half of a region. Software has to cope. */
#include <stdio.h>

#include "case/scenario.h"
#include "case/story.h"
#include "regs/pcie.h"

enum situation {
	LEVEL,
	NO_INTERRUPT,
	MASKED,
	ABSENT,
	SWITCH,
	INTERLEAVED,
	SIBLINGS,
	ACROSS,
	TWO_REGIONS,
	SLOT, /* the kernel's hot-plug service shares the port's one vector */
	SITUATIONS
};

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[SITUATIONS] = {
		"level",       "no-interrupt", "masked", "message-absent", "switch",
		"interleaved", "siblings",     "across", "two-regions",    "slot"};

	snprintf(out, size, "%s-%s", names[row / STORY_KINDS], fault_name(story_kind(row)));
}

static void needs(uint32_t row, struct case_needs *needs)
{
	needs->faults |= story_fault_bits(story_kind(row), story_kind(row));
	switch ((enum situation)(row / STORY_KINDS)) {
	case LEVEL:
		needs->place |= PLACE_LEVEL;
		break;
	case ABSENT: /* what is not conforming is the model's alone */
		needs->target_caps |= TARGET_RESERVED | TARGET_REFORM;
		break;
	case NO_INTERRUPT:
		needs->target_caps |= TARGET_REFORM;
		break;
	case MASKED: /* a kernel's interrupts are its own affair */
		needs->target_caps |= TARGET_IRQ;
		needs->cap_bits |= TI_CAP_INTERRUPT;
		break;
	case SWITCH:
		needs->behind_switch = true;
		needs->regions = 2;
		break;
	case INTERLEAVED:
		needs->interleaved = true;
		break;
	case SIBLINGS:
		needs->ports = needs->regions = 2;
		needs->place |= PLACE_NEIGHBOUR;
		break;
	case ACROSS:
		needs->place |= PLACE_ACROSS;
		break;
	case TWO_REGIONS:
		needs->place |= PLACE_TWO_REGIONS;
		break;
	default:
		needs->place |= PLACE_HOTPLUG;
		break;
	}
}

static bool everywhere(uint32_t row)
{
	(void)row; /* each is told by a case of its own */
	return false;
}

static const struct case_family family = {
	.count = SITUATIONS * STORY_KINDS,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static void switch_messages_off(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t at = 0, id = 0, control = 0;

	tc_setup(t, "read the first capability", ops->cfg_read(t->target, t->port, 0x34, 1, &at));
	for (int i = 0; i < 48 && at; i++) {
		tc_setup(t, "read a capability", ops->cfg_read(t->target, t->port, at, 1, &id));
		if (id == PCI_CAP_ID_MSI)
			break;
		tc_setup(t, "follow", ops->cfg_read(t->target, t->port, at + 1, 1, &at));
	}
	if (!at)
		tc_broken(t, "the port has no MSI capability");
	tc_setup(t, "read MSI control", ops->cfg_read(t->target, t->port, at + 2, 2, &control));
	tc_setup(t, "switch messages off",
		 ops->cfg_write(t->target, t->port, at + 2, 2, control & ~MSI_CONTROL_ENABLE));
}

static void prepare(struct test *t, enum situation situation)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	if (situation == NO_INTERRUPT)
		ti.interrupt = false;
	if (situation == ABSENT) {
		ti.conforming = false;
		ti.message = 9;
	}
	if (situation == NO_INTERRUPT || situation == ABSENT)
		tc_setup(t, "give the port another capability",
			 t->target->ops->port_configure(t->target, t->port, &ti));
	if (situation == MASKED)
		switch_messages_off(t);
	tc_reprobe(t);
}

static void run(struct test *t)
{
	enum situation situation = t->tc->variant / STORY_KINDS;
	struct story story = {
		.port = t->port,
		.fault_count = 1,
		.faults = {{MOMENT_ARMED, story_kind(t->tc->variant), t->port, 0}},
		.again = true,
		.may_refuse =
			situation == NO_INTERRUPT || situation == MASKED || situation == ABSENT,
	};

	prepare(t, situation);
	story_tell(t, &story, NULL);
}

ISOTAP_CASE(fault_in_situation) = {
	.id = "fault-in-situation",
	.area = "event",
	.claim =
		"Whatever the port is like, a fault of it is noticed and can be recovered from, or "
		"it is not armed",
	.reqs = "SW-EVT-03 SW-EVT-01 SW-EVT-06 SW-EVT-07 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE,
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
