// SPDX-License-Identifier: GPL-2.0-or-later
/* A port's own count of messages is its word alone. What a kernel or firmware goes by is the Root
 * Error Status: a message that is not logged there has not been sent. */
#include <stdio.h>

#include "case/port.h"
#include "regs/pcie.h"

#define EXTENDED 0x100u /* where the list of extended capabilities begins */

static void name_row(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s-%s", row / 2 ? "timeout" : "link-down",
		 row % 2 ? "enabled" : "disabled");
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(row / 2 ? LOSS_TIMEOUT : LOSS_LINK_DOWN, needs);
}

static uint32_t find_aer(struct test *t)
{
	uint32_t at = EXTENDED;

	for (int i = 0; at && i < 96; i++, at = port_config(t, at, 4) >> 20)
		if ((port_config(t, at, 4) & 0xffff) == PCI_EXT_CAP_ID_AER)
			return at;
	tc_skip(t, "the port has no AER");
}

static void run(struct test *t)
{
	uint32_t status = find_aer(t) + AER_ROOT_STATUS,
		 mem = TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT;
	bool enabled = t->tc->variant % 2;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	port_reform(t, &ti);
	port_report_correctable(t);
	tc_setup(t, "clear Root Error Status",
		 t->target->ops->cfg_write(t->target, t->port, status, 4, AER_ROOT_STATUS_COR));
	port_enable(t, mem | TI_CTRL_INTERRUPT | (enabled ? TI_CTRL_ERR_COR : 0));
	port_lose(t, t->tc->variant / 2 ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	tc_expect_bits(t, t->port, "Root Error Status", port_config(t, status, 4),
		       AER_ROOT_STATUS_COR, enabled ? AER_ROOT_STATUS_COR : 0);
}

/* A kernel's AER driver clears the status as soon as it has read it. */
static const struct case_family rows = {
	.count = 4, .name = name_row, .needs = row_needs, .everywhere = port_model_only};

ISOTAP_CASE(err_cor_logged) = {
	.id = "err-cor-logged",
	.area = "isolation",
	.claim = "Root Error Status has the ERR_COR of an isolation if that is enabled, else none",
	.reqs = "TI-ISO-08",
	.needs = {.ports = 1, .regions = 1, .target_caps = TARGET_REFORM},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
