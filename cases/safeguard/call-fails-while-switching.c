// SPDX-License-Identifier: GPL-2.0-or-later
/* The switch of an interleaved region fails at its second port. The first, which somebody had armed
 * for himself, is not to be disarmed on the way back; and a switch that went off has left no port
 * on. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"
#include "case/strike.h"

enum way { ON, ON_BESIDE_ARMED, OFF, WAYS };

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const names[WAYS] = {"on", "on-beside-armed", "off"};

	snprintf(out, size, "%s", names[row]);
}

static const struct case_family family = {
	.count = WAYS,
	.name = name,
};

static bool on(struct test *t, uint32_t port)
{
	return tc_ti_read(t, port, TI_CTRL) & TI_CTRL_MEM_ISO;
}

static uint32_t try_with(struct test *t, uint32_t call)
{
	struct strike strike = {.call = call, .error = -EIO};
	uint64_t others = t->target->regions[t->region].ports & ~(1ull << t->port);
	uint32_t second = (uint32_t)__builtin_ctzll(others), calls;
	enum way way = t->tc->variant;
	bool wanted = way != OFF;
	int rc;

	if (way == ON_BESIDE_ARMED)
		tc_arm(t, t->port);
	if (way == OFF)
		tc_expect_rc(t, "switch on", t->impl->region_switch(t->instance, t->region, 1), 0);
	strike_begin(t, &strike, 1);
	rc = t->impl->region_switch(t->instance, t->region, wanted);
	calls = strike_end(t);
	if (!rc || way != OFF) {
		bool now = !rc && wanted;

		tc_check(t, on(t, t->port) == (now || way == ON_BESIDE_ARMED),
			 "call %u fails: the switch returned %d, isolation of the first port is %d",
			 call, rc, on(t, t->port));
		tc_check(t, on(t, second) == now,
			 "call %u fails: the switch returned %d, isolation of the second port is "
			 "%d",
			 call, rc, on(t, second));
		tc_expect_rc(t, "the switch reads", t->impl->region_armed(t->instance, t->region),
			     now);
	}
	tc_expect_rc(t, "the same once more",
		     t->impl->region_switch(t->instance, t->region, wanted), 0);
	tc_check(t, on(t, t->port) == wanted && on(t, second) == wanted,
		 "call %u failed, once more: isolation of the ports is %d and %d", call,
		 on(t, t->port), on(t, second));
	return calls;
}

static void run(struct test *t)
{
	strike_each_call(t, try_with);
}

ISOTAP_CASE(call_fails_while_switching) = {
	.id = "call-fails-while-switching",
	.area = "safeguard",
	.claim = "Whichever call fails while a region is switched, no port is armed or disarmed by "
		 "halves, and the switch can be tried again",
	.reqs = "SW-DAX-05 SW-DAX-07",
	.needs = {.ports = 2,
		  .regions = 1,
		  .interleaved = true,
		  .target_caps = TARGET_VIRTUAL_CLOCK,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 60000,
	.family = &family,
	.run = run,
};
