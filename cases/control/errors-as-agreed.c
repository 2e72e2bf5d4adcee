// SPDX-License-Identifier: GPL-2.0-or-later
/* Software above decides by the error: what is not offered is hidden for good, a wrong value is
 * asked for again. One error for another and it does the wrong one. */
#include <errno.h>
#include <stdio.h>

#include "case/port.h"

enum what { ABSENT, NO_ISOLATION, NO_TIMEOUT, NOT_OFFERED, RESERVED, TOO_WIDE, WHATS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[WHATS] = {"absent",      "no-isolation", "no-timeout",
						 "not-offered", "reserved",     "too-wide"};

	snprintf(out, size, "%s", names[row]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row == ABSENT)
		needs->plain_port = true;
	else
		needs->target_caps |= TARGET_REFORM;
}

static const struct case_family family = {
	.count = WHATS,
	.name = name,
	.needs = needs,
};

static void reform(struct test *t, enum what what)
{
	struct topo_ti ti = port_offering(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT);

	ti.mem_ranges = 1;
	ti.mem_isolation = what != NO_ISOLATION;
	ti.mem_timeout = what != NO_TIMEOUT;
	port_reform(t, &ti);
	tc_reprobe(t);
}

static uint32_t plain_port(struct test *t)
{
	for (uint32_t port = 0; port < t->target->port_count; port++)
		if (!t->target->topo->ports[port].ti.present)
			return port;
	tc_broken(t, "every port has the capability");
}

static void run(struct test *t)
{
	enum what what = t->tc->variant;
	uint32_t port = what == ABSENT ? plain_port(t) : t->port;
	/* Range A alone is offered: 1 and 2. */
	static const uint8_t values[WHATS] = {[NOT_OFFERED] = 5, [RESERVED] = 3, [TOO_WIDE] = 0x11};
	struct isotap_arm_config config = {.size = sizeof(config), .timeout = what >= NO_TIMEOUT};
	int wanted = what >= NOT_OFFERED ? -EINVAL : -EOPNOTSUPP;

	if (what != ABSENT)
		reform(t, what);
	config.timeout_value = values[what];
	tc_expect_rc(t, "arm", t->impl->arm(t->instance, port, &config), wanted);
	if (t->impl->set_timeout && what != NO_ISOLATION)
		tc_expect_rc(t, "set the timeout",
			     t->impl->set_timeout(t->instance, port, 1, config.timeout_value),
			     wanted);
	if (t->impl->recover && what == ABSENT)
		tc_expect_rc(t, "recover",
			     t->impl->recover(t->instance, port,
					      t->target->ops->now(t->target) + TC_SECOND),
			     wanted);
}

ISOTAP_CASE(errors_as_agreed) = {
	.id = "errors-as-agreed",
	.area = "control",
	.claim = "What a port does not offer is refused with -EOPNOTSUPP, a value that is reserved "
		 "or not offered with -EINVAL",
	.reqs = "TI-CTL-07 TI-CTL-08",
	.needs = {.ports = 1, .target_caps = TARGET_VIRTUAL_CLOCK},
	.family = &family,
	.run = run,
};
