// SPDX-License-Identifier: GPL-2.0-or-later
/* An administrator who is told the same of an absent capability and of a conflict looks for a fault
 * where there is none. */
#include <errno.h>

#include "case/kmod_steps.h"

static void run(struct test *t)
{
	const char *port = t->target->ports[t->port].name;
	struct isotap_arm_config config = tc_arm_config(t, t->port);

	tc_expect_rc(t, "what is said of a port that is free", kmod_refusal(port), 0);
	for (uint32_t i = 0; i < t->target->port_count; i++) {
		if (t->target->topo->ports[i].ti.present)
			continue;
		tc_expect_rc(t, "what is said of a port without the capability",
			     kmod_refusal(t->target->ports[i].name), -ENOENT);
	}
	km_unload(t);
	km_claim(t, t->port);
	km_load(t, "");
	tc_expect_rc(t, "what is said of a port that is taken", kmod_refusal(port), -EBUSY);
	tc_expect_rc(t, "arming a port that is taken", t->impl->arm(t->instance, t->port, &config),
		     -EBUSY);
}

static const char *const said[] = {
	"^pcieport %PORT%: isotap_ti: isolation cannot be set up here \\(",
	NULL,
};

ISOTAP_CASE(reasons_told_apart) = {
	.id = "reasons-told-apart",
	.area = "driver",
	.claim = "An absent capability and one that somebody else has taken are told apart",
	.reqs = "SW-DRV-02",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.log_allowed = said,
	.run = run,
};
