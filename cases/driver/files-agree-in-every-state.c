// SPDX-License-Identifier: GPL-2.0-or-later
/* Monitoring reads these files at any time: one that fails, or that says what the registers do not,
 * sends an administrator astray when it matters. */
#include <errno.h>
#include <string.h>

#include "case/kmod_steps.h"

static void expect(struct test *t, const char *state)
{
	uint32_t ctrl = tc_ti_read(t, t->port, TI_CTRL);
	char text[KM_TEXT];

	for (int i = 0; km_files[i]; i++) {
		if (!strcmp(km_files[i], "recover"))
			continue;
		km_read(t, t->port, km_files[i], text, sizeof(text));
		tc_check(t, *text, "%s is empty while %s", km_files[i], state);
		if (!strcmp(km_files[i], "state"))
			tc_check(t, !strcmp(text, state), "state reads '%s', expected '%s'", text,
				 state);
		if (!strcmp(km_files[i], "isolation"))
			tc_check(t, !strcmp(text, ctrl & TI_CTRL_MEM_ISO ? "1" : "0"),
				 "isolation reads '%s' while CTRL is 0x%08x", text, ctrl);
		if (!strcmp(km_files[i], "last_error") && !strcmp(state, "failed"))
			tc_check(t, strcmp(text, "none"), "no reason is given for the failure");
	}
	tc_check(t,
		 sys_read(text, sizeof(text), KM_PCI "/%s/cxl_ti/recover",
			  t->target->ports[t->port].name) < 0,
		 "recover can be read");
}

static void run(struct test *t)
{
	expect(t, "disarmed");
	tc_arm(t, t->port);
	expect(t, "armed");
	tc_inject(t, FAULT_BUSY, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	expect(t, "isolated");
	tc_expect_rc(t, "arming while isolated", km_write(t, t->port, "isolation", "1"), -EBUSY);
	tc_expect_rc(t, "disarming while isolated", km_write(t, t->port, "isolation", "0"), -EBUSY);
	tc_setup(t, "bound the waits", sys_write("50", KM_PARAMETERS "/recover_timeout_ms"));
	tc_expect_rc(t, "recovery with RP Busy set", km_write(t, t->port, "recover", "1"),
		     -ETIMEDOUT);
	expect(t, "failed");
	tc_inject(t, FAULT_BUSY_CLEAR, t->port);
	sc_mend(t, t->port);
	tc_setup(t, "bound the waits", sys_write("2000", KM_PARAMETERS "/recover_timeout_ms"));
	tc_expect_rc(t, "recovery", km_write(t, t->port, "recover", "1"), 0);
	expect(t, "disarmed");
}

ISOTAP_CASE(files_agree_in_every_state) = {
	.id = "files-agree-in-every-state",
	.area = "driver",
	.claim = "Every file of a port can be read in every state and says what the registers say",
	.reqs = "SW-DRV-05 SW-REC-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE | ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_BUSY) |
			    FAULT_BIT(FAULT_BUSY_CLEAR),
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_DESTRUCTIVE | CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
