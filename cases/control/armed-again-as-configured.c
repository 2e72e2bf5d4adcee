// SPDX-License-Identifier: GPL-2.0-or-later
/* An administrator changes his mind: the port is armed already and is armed again with less. What
 * stays on although the last request left it out is what nobody asked for. */
#include <stdio.h>

#include "case/case.h"

struct drop {
	const char *name;
	uint32_t cap, ctrl;
};

static const struct drop drops[] = {
	{"timeout", TI_CAP_MEM_TIMEOUT, TI_CTRL_MEM_TIMEOUT},
	{"value", TI_CAP_MEM_TIMEOUT, TI_CTRL_MEM_VALUE},
	{"hold", TI_CAP_MEM_ISO_LD, TI_CTRL_MEM_ISO_LD},
	{"err-cor", TI_CAP_ERR_COR, TI_CTRL_ERR_COR},
};
#define DROPS 4u

/* Armed all the while, disarmed in between, or enabled by others before the first probe. */
enum life { ARMED, DISARMED, FOUND, LIVES };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const lives[LIVES] = {"", "-disarmed-between", "-found"};

	snprintf(out, size, "%s%s", drops[row % DROPS].name, lives[row / DROPS]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	needs->cap_bits |= drops[row % DROPS].cap;
}

static const struct case_family family = {
	.count = DROPS * LIVES,
	.name = name,
	.needs = needs,
};

static int arm(struct test *t, uint32_t ctrl)
{
	struct isotap_arm_config config = {
		.size = sizeof(config),
		.timeout = !!(ctrl & TI_CTRL_MEM_TIMEOUT),
		.timeout_value = ctrl & TI_CTRL_MEM_VALUE,
		.link_down = !!(ctrl & TI_CTRL_MEM_ISO_LD),
		.err_cor = !!(ctrl & TI_CTRL_ERR_COR),
	};

	return t->impl->arm(t->instance, t->port, &config);
}

static void run(struct test *t)
{
	const struct drop *drop = &drops[t->tc->variant % DROPS];
	uint32_t all = TI_CTRL_MEM_TIMEOUT | 5, cap = tc_ti_read(t, t->port, TI_CAP);
	uint32_t fields = TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_VALUE, ctrl;
	enum life life = t->tc->variant / DROPS;
	uint32_t wanted;
	int rc;

	all |= cap & (TI_CAP_MEM_ISO_LD | TI_CAP_ERR_COR);
	fields |= cap & (TI_CAP_MEM_ISO_LD | TI_CAP_ERR_COR);
	if (!(cap & TI_CAP_MEM_TIMEOUT))
		all = cap & (TI_CAP_MEM_ISO_LD | TI_CAP_ERR_COR);
	wanted = all & ~drop->ctrl;
	if (life == FOUND) {
		tc_ti_write(t, t->port, TI_CTRL, all);
		tc_reprobe(t);
	} else {
		tc_expect_rc(t, "arm", arm(t, all), 0);
		ctrl = tc_ti_read(t, t->port, TI_CTRL);
		tc_expect_bits(t, t->port, "CTRL with all", ctrl, fields, all);
	}
	if (life == DISARMED)
		tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	/* Who does not take a second request says so, and nothing has changed. */
	rc = arm(t, wanted);
	if (life == ARMED && rc < 0) {
		tc_note(t, "arming again returned %d", rc);
		wanted = all;
	} else {
		tc_expect_rc(t, "arm with less", rc, 0);
	}
	if (!(wanted & TI_CTRL_MEM_TIMEOUT))
		fields &= ~TI_CTRL_MEM_VALUE; /* means nothing then */
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	tc_expect_bits(t, t->port, "CTRL with less", ctrl, fields | TI_CTRL_MEM_ISO,
		       (wanted & fields) | TI_CTRL_MEM_ISO);
}

ISOTAP_CASE(armed_again_as_configured) = {
	.id = "armed-again-as-configured",
	.area = "control",
	.claim = "A port that is armed again is configured as the last request said, whatever was "
		 "on before",
	.reqs = "SW-DAX-07 TI-CTL-11",
	.needs = {.ports = 1,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_MEM_TIMEOUT},
	.family = &family,
	.run = run,
};
