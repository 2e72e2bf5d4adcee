// SPDX-License-Identifier: GPL-2.0-or-later
/* Interrupt and ERR_COR enables serve both protocols. Software of CXL.cache isolation that has them
 * on is deaf when CXL.mem is disarmed and takes them along. */
#include "case/scenario.h"

#define SIGNALS (TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR)

static void run(struct test *t)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;
	struct isotap_arm_config config;
	uint32_t ctrl;

	ti.cache_isolation = ti.err_cor = true;
	tc_setup(t, "give the port more than CXL.mem",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_ti_write(t, t->port, TI_CTRL, TI_CTRL_CACHE_ISO | SIGNALS);
	tc_reprobe(t);
	config = tc_arm_config(t, t->port);
	config.err_cor = 1;
	tc_expect_rc(t, "arm", t->impl->arm(t->instance, t->port, &config), 0);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	tc_expect_bits(t, t->port, "CTRL after disarming CXL.mem", ctrl,
		       TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO | SIGNALS, TI_CTRL_CACHE_ISO | SIGNALS);
}

ISOTAP_CASE(cache_keeps_its_signals) = {
	.id = "cache-keeps-its-signals",
	.area = "control",
	.claim = "Disarming CXL.mem leaves interrupt and ERR_COR on where CXL.cache isolation uses "
		 "them",
	.reqs = "TI-CTL-09 TI-CCH-02",
	.needs = {.ports = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK | TARGET_REFORM,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.run = run,
};
