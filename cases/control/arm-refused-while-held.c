// SPDX-License-Identifier: GPL-2.0-or-later
/* Another process that has the device open may use it at any moment, also one that has not mapped
 * it yet, and also while isolation is switched off. */
#include <errno.h>
#include <stdio.h>

#include "case/users.h"

static const struct {
	const char *name;
	enum target_user_kind kind;
} rows[] = {
	{"open", TARGET_USER_HOLDS},
	{"reading", TARGET_USER_READS},
	{"writing", TARGET_USER_WRITES},
};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
};

static void run(struct test *t)
{
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	uint32_t user = sc_user(t, t->region, rows[t->tc->variant].kind);

	tc_expect_rc(t, "arm while another process has the device open",
		     t->impl->arm(t->instance, t->port, &config), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO, 0);
	sc_user_stop(t, user);
	tc_arm(t, t->port);
	user = sc_user(t, t->region, rows[t->tc->variant].kind);
	tc_expect_rc(t, "disarm while another process has the device open",
		     t->impl->disarm(t->instance, t->port), -EBUSY);
	tc_expect_bits(t, t->port, "CTRL", tc_ti_read(t, t->port, TI_CTRL), TI_CTRL_MEM_ISO,
		       TI_CTRL_MEM_ISO);
	sc_user_stop(t, user);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
}

ISOTAP_CASE(arm_refused_while_held) = {
	.id = "arm-refused-while-held",
	.area = "control",
	.claim = "Isolation is neither enabled nor disabled while another process has the device "
		 "open",
	.reqs = "TI-CTL-10",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
