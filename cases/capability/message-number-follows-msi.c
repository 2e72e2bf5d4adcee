// SPDX-License-Identifier: GPL-2.0-or-later
/* A message number that was never allocated interrupts nobody, or somebody else. Each port has the
 * vectors of its row and prefers the last; software enables fewer and fewer of them. */
#include <stdio.h>

#include "case/port.h"
#include "regs/pcie.h"

#define LOG2_MAX 6 /* 1 to 32 vectors */

static void name_row(uint32_t row, char *out, size_t size)
{
	if (row < LOG2_MAX)
		snprintf(out, size, "vectors-%u", 1u << row);
	else
		snprintf(out, size, "as-declared");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	if (row < LOG2_MAX)
		needs->target_caps |= TARGET_REFORM | TARGET_VIRTUAL_CLOCK;
}

static bool everywhere(uint32_t row)
{
	return row == LOG2_MAX;
}

static uint32_t cfg(struct test *t, uint32_t offset, uint32_t width)
{
	uint32_t value = 0;

	tc_setup(t, "read configuration space",
		 t->target->ops->cfg_read(t->target, t->port, offset, width, &value));
	return value;
}

static uint32_t find_msi(struct test *t)
{
	uint32_t at = cfg(t, PCI_HDR_CAP_PTR, 1);

	for (int i = 0; at && i < 48; i++, at = cfg(t, at + 1, 1))
		if (cfg(t, at, 1) == PCI_CAP_ID_MSI)
			return at;
	tc_skip(t, "the port has no MSI");
}

static void enable(struct test *t, uint32_t msi, uint32_t control)
{
	tc_setup(t, "write MSI control",
		 t->target->ops->cfg_write(t->target, t->port, msi + MSI_CONTROL, 2, control));
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant, msi, control, capable, seen[LOG2_MAX] = {0};

	if (row < LOG2_MAX) {
		struct topo_ti ti = port_offering(t, PORT_ENABLES);

		ti.vectors = (uint8_t)(1u << row);
		ti.message = (uint8_t)(ti.vectors - 1);
		port_reform(t, &ti);
	}
	msi = find_msi(t);
	control = cfg(t, msi + MSI_CONTROL, 2);
	capable = (control & MSI_CONTROL_MMC) >> MSI_CONTROL_MMC_SHIFT;
	tc_check(t, capable < LOG2_MAX, "Multiple Message Capable %u is reserved", capable);
	for (uint32_t enabled = 0; enabled <= capable; enabled++) {
		enable(t, msi,
		       (control & ~MSI_CONTROL_MME) | MSI_CONTROL_ENABLE |
			       enabled << MSI_CONTROL_MME_SHIFT);
		seen[enabled] = tc_ti_read(t, t->port, TI_CAP) >> TI_CAP_MESSAGE_SHIFT;
	}
	enable(t, msi, control);
	for (uint32_t enabled = 0; enabled <= capable; enabled++)
		tc_check(t, seen[enabled] < 1u << enabled,
			 "message number %u with %u messages enabled", seen[enabled],
			 1u << enabled);
}

static const struct case_family rows = {
	.count = LOG2_MAX + 1, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(message_number_follows_msi) = {
	.id = "message-number-follows-msi",
	.area = "capability",
	.claim = "With MSI the message number stays below the number of messages that are enabled",
	.reqs = "TI-CAP-08",
	.needs = {.ports = 1, .cap_bits = TI_CAP_INTERRUPT},
	.flags = CASE_RIG,
	.family = &rows,
	.run = run,
};
