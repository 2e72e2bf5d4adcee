// SPDX-License-Identifier: GPL-2.0-or-later
/* Each protocol has a Link Down Enable of its own. One that counts for the other takes a link down
 * that CXL.cache still works on; one that counts for nothing lets a device back behind the back of
 * software that asked for it to be kept away. */
#include <stdio.h>

#include "case/port.h"

enum row { CACHE_HOLDS, MEM_CLEARED, CACHE_CLEARED, OTHERS_HOLD, CAUSES_LEFT, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"cache-holds", "mem-cleared", "cache-cleared",
						     "others-hold", "causes-left"};

	snprintf(out, size, "%s", names[row]);
}

static void expect_link(struct test *t, bool up, const char *when)
{
	const struct target_ops *ops = t->target->ops;

	tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + 2 * TC_MS));
	tc_check(t, port_link_up(t, t->port) == up, "the link is %s %s", up ? "down" : "up", when);
}

/* Both isolated by a link down whose cause is gone; `held` by CXL.mem, CXL.cache or both. */
static void isolate(struct test *t, uint32_t held)
{
	port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_CACHE_ISO | held);
	port_lose(t, LOSS_LINK_DOWN);
	port_expect_isolated(t, PORT_ISOLATED);
	port_mend(t, LOSS_LINK_DOWN);
	expect_link(t, false, "although an isolation holds it down");
}

static void run(struct test *t)
{
	uint32_t mem = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;
	uint32_t cache = TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD;
	struct topo_ti ti = port_offering(t, PORT_ENABLES);

	/* A port that is triggered by level would isolate again before the link is up. */
	ti.level_link_down = false;
	port_reform(t, &ti);
	switch ((enum row)t->tc->variant) {
	case CACHE_HOLDS:
	case MEM_CLEARED:
		isolate(t, t->tc->variant == CACHE_HOLDS
				   ? TI_CTRL_CACHE_ISO_LD
				   : TI_CTRL_CACHE_ISO_LD | TI_CTRL_MEM_ISO_LD);
		sc_clear_status(t, t->port, mem);
		expect_link(t, false, "although CXL.cache isolation holds it down");
		sc_clear_status(t, t->port, cache);
		expect_link(t, true, "and no isolation holds it");
		break;
	case CACHE_CLEARED:
		isolate(t, TI_CTRL_CACHE_ISO_LD | TI_CTRL_MEM_ISO_LD);
		sc_clear_status(t, t->port, cache);
		expect_link(t, false, "although CXL.mem isolation holds it down");
		sc_clear_status(t, t->port, mem);
		expect_link(t, true, "and no isolation holds it");
		break;
	case CAUSES_LEFT:
		isolate(t, TI_CTRL_CACHE_ISO_LD | TI_CTRL_MEM_ISO_LD);
		sc_clear_status(t, t->port, PORT_ISOLATED);
		expect_link(t, true, "and bits 9 and 13 alone hold no link");
		break;
	default:
		port_enable(t, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | TI_CTRL_CACHE_ISO |
				       TI_CTRL_CACHE_ISO_LD);
		port_lose(t, LOSS_TIMEOUT);
		expect_link(t, true, "and the only isolation asks for no link down");
		port_expect_isolated(t, TI_STATUS_MEM_ISO);
		break;
	}
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .everywhere = port_model_only};

ISOTAP_CASE(link_held_by_its_own) = {
	.id = "link-held-by-its-own",
	.area = "isolation",
	.claim = "The Link Down Enable of a protocol holds the link for its own isolation, and for "
		 "no other",
	.reqs = "TI-ISO-11 TI-STS-04",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_REFORM,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE) |
			    FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR)},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.family = &rows,
	.run = run,
};
