// SPDX-License-Identifier: GPL-2.0-or-later
/* Steps that many cases share. */
#include "case/scenario.h"

#include <errno.h>
#include <string.h>

#define POLL_NS (TC_MS / 2)
/* How long a port may be busy with requests from before its isolation. */
#define SC_BUSY (2 * TC_SECOND)
/* How long a link may take to train. */
#define SC_LINK (2 * TC_SECOND)

void sc_arm_bare(struct test *t, uint32_t port, uint32_t extra_ctrl_bits)
{
	uint32_t want = TI_CTRL_MEM_ISO | extra_ctrl_bits;
	uint32_t ctrl = tc_ti_read(t, port, TI_CTRL);

	tc_ti_write(t, port, TI_STATUS, TI_STATUS_RW1CS);
	tc_ti_write(t, port, TI_CTRL, ctrl | want);
	ctrl = tc_ti_read(t, port, TI_CTRL);
	if ((ctrl & want) != want)
		tc_fail(t, "%s: CTRL reads 0x%08x after 0x%08x was written to supported enables",
			t->target->ports[port].name, ctrl, want);
}

void sc_hold(struct test *t, uint32_t region)
{
	tc_setup(t, "open and map the region's device",
		 t->target->ops->region_open(t->target, region));
}

void sc_release(struct test *t, uint32_t region)
{
	tc_setup(t, "close the region's device", t->target->ops->region_close(t->target, region));
}

void sc_fill(struct test *t, uint32_t region, uint64_t offset, uint64_t value)
{
	uint64_t seen = ~value;

	if (tc_store(t, region, offset, value) != ACCESS_DONE ||
	    tc_load(t, region, offset, &seen) != ACCESS_DONE || seen != value)
		tc_broken(t,
			  "data path of %s does not work before the fault (0x%llx, wrote 0x%llx)",
			  t->target->regions[region].name, (unsigned long long)seen,
			  (unsigned long long)value);
}

bool sc_await_status(struct test *t, uint32_t port, uint32_t mask, uint32_t value,
		     uint64_t within_ns)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + within_ns;

	for (;;) {
		uint64_t now;

		if ((tc_ti_read(t, port, TI_STATUS) & mask) == value)
			return true;
		now = ops->now(t->target);
		if (now >= deadline)
			return false;
		tc_setup(t, "wait", ops->delay_until(t->target, now + POLL_NS));
	}
}

void sc_clear_status(struct test *t, uint32_t port, uint32_t bits)
{
	if (!sc_await_status(t, port, TI_STATUS_RP_BUSY, 0, SC_BUSY))
		tc_fail(t, "%s: RP Busy stays set, STATUS 0x%08x", t->target->ports[port].name,
			tc_ti_read(t, port, TI_STATUS));
	tc_ti_write(t, port, TI_STATUS, bits);
}

struct isotap_event sc_isolate(struct test *t, uint32_t port)
{
	tc_arm(t, port);
	tc_inject(t, FAULT_LINK_DOWN, port);
	return tc_expect_event(t, port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
}

void sc_mend(struct test *t, uint32_t port)
{
	tc_inject(t, FAULT_LINK_RESTORE, port);
}

void sc_await_link(struct test *t, uint32_t port)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + SC_LINK;
	int state;

	while ((state = ops->link_state(t->target, port)) != 1) {
		tc_setup(t, "link state", state);
		if (ops->now(t->target) >= deadline)
			tc_broken(t, "%s: the link stays down", t->target->ports[port].name);
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + POLL_NS));
	}
}

void sc_expect_offline(struct test *t, uint32_t region)
{
	struct isotap_region_info info;
	uint64_t value = 0;
	int rc = t->target->ops->region_info(t->target, region, &info);
	const char *name = t->target->regions[region].name;

	if (rc != -ENOENT) {
		tc_setup(t, "region info", rc);
		tc_check(t, !info.usable, "%s: still usable, expected off line", name);
	}
	tc_check(t, tc_load(t, region, 0, &value) != ACCESS_DONE,
		 "%s: a load returned 0x%llx, expected no access", name, (unsigned long long)value);
}

void sc_expect_works(struct test *t, uint32_t region, uint64_t value)
{
	uint64_t seen = ~value;
	const char *name = t->target->regions[region].name;

	tc_check(t, tc_store(t, region, 64, value) == ACCESS_DONE, "%s: a store does not complete",
		 name);
	tc_check(t, tc_load(t, region, 64, &seen) == ACCESS_DONE, "%s: a load gets an exception",
		 name);
	tc_expect_u64(t, "value read back", seen, value);
}

void sc_expect_mended(struct test *t, uint64_t offset, uint64_t lost, uint64_t fresh)
{
	uint64_t value;

	tc_expect_bits(t, t->port, "STATUS after recovery", tc_ti_read(t, t->port, TI_STATUS),
		       TI_STATUS_RW1CS, 0);
	tc_check(t, tc_load(t, t->region, offset, &value) == ACCESS_DONE,
		 "a load gets an exception after recovery");
	tc_check(t, value != lost, "a write made before recovery appears after it");
	sc_expect_works(t, t->region, fresh);
	if (tc_port_state(t, t->port).mode != ISOTAP_PORT_ARMED)
		tc_arm(t, t->port);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	sc_expect_offline(t, t->region);
}

int sc_try_recover(struct test *t, uint32_t port, uint64_t within_ns)
{
	return t->impl->recover(t->instance, port, t->target->ops->now(t->target) + within_ns);
}
