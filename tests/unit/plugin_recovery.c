// SPDX-License-Identifier: GPL-2.0-or-later
/* The reference implementation: recovery, and regions over several ports. */
#include "fake_user.h"

/* ---- recovery ---- */

static void recovery_goes_by_the_book(void **s)
{
	(void)s;
	for (int level = 0; level < 2; level++) {
		uint32_t ctrl;

		fake_init(&f);
		f.ports[0].level = level;
		probe();
		assert_int_equal(arm(0), 0);
		ctrl = f.ports[0].ctrl;
		fake_isolate(&f, 0, TI_STATUS_MEM_TIMEOUT);
		expect_isolated(0, ISOTAP_CAUSE_TIMEOUT);
		f.ports[0].busy_reads = 20;
		assert_int_equal(recover(0), 0);
		assert_string_equal(f.order, "dcusio");
		assert_int_equal(f.ports[0].status_writes_busy, 0);
		assert_int_equal(f.ports[0].last_status_write & ~TI_STATUS_RW1CS, 0);
		assert_int_equal(f.ports[0].link_downs, 1);
		assert_int_equal(f.ports[0].ctrl, ctrl);
		assert_int_equal(state_of(0).mode, ISOTAP_PORT_ARMED);
		assert_int_equal(f.regions[0].mode, ISOTAP_MODE_DEVDAX);
		assert_int_equal(f.told[1].kind, ISOTAP_EVENT_RECOVERED);
		fake_isolate(&f, 0, LINK_DOWN);
		assert_int_equal(event(&(struct isotap_event){0}, SECOND), 0);
		expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
		impl_user.remove(user);
	}
	user = NULL;
}

static void recovery_before_the_work_ran(void **s)
{
	(void)s;
	probe();
	assert_int_equal(arm(0), 0);
	f.ports[0].link_up = false;
	fake_isolate(&f, 0, LINK_DOWN);
	assert_int_equal(f.regions[0].offlines, 0);
	assert_int_equal(recover(0), 0);
	assert_int_equal(f.regions[0].offlines, 1);
	assert_int_equal(f.regions[0].onlines, 1);
	assert_int_equal(f.told[0].kind, ISOTAP_EVENT_ISOLATED);
	assert_int_equal(f.told[1].kind, ISOTAP_EVENT_RECOVERED);
	assert_int_equal(recover(0), -EINVAL);
}

static void failed_recovery(int expected, const char *says)
{
	uint64_t before = f.clock;

	assert_int_equal(recover(0), expected);
	assert_true(f.clock - before < 6 * SECOND);
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_FAILED);
	assert_non_null(strstr(state_of(0).text, says));
	assert_int_equal(f.regions[0].mode, ISOTAP_MODE_NONE);
	assert_int_equal(f.told[f.told_count - 1].kind, ISOTAP_EVENT_RECOVERY_FAILED);
	assert_int_equal(arm(0), -EBUSY);
}

static void recovery_that_fails_says_why(void **s)
{
	(void)s;
	probe();
	assert_int_equal(arm(0), 0);
	f.ports[0].link_up = false;
	fake_isolate(&f, 0, LINK_DOWN);
	expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
	f.ports[0].busy_forever = true;
	failed_recovery(-ETIMEDOUT, "Busy");
	assert_int_equal(f.ports[0].status_writes, 0);
	f.ports[0].busy_forever = false;
	f.ports[0].link_stuck = true;
	failed_recovery(-ETIMEDOUT, "link");
	f.ports[0].link_stuck = false;
	f.regions[0].online_fails = true;
	failed_recovery(-EIO, "region");
	f.regions[0].online_fails = false;
	assert_int_equal(recover(0), 0);
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_ARMED);
}

static void isolated_again_during_recovery(void **s)
{
	struct isotap_event e;

	(void)s;
	probe();
	assert_int_equal(arm(0), 0);
	fake_isolate(&f, 0, LINK_DOWN);
	expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
	f.regions[0].online_isolates = true;
	assert_int_equal(recover(0), -EIO);
	assert_int_equal(f.regions[0].mode, ISOTAP_MODE_NONE);
	expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
	assert_int_equal(event(&e, SECOND), -ETIMEDOUT); /* neither recovered nor failed */
	assert_int_equal(recover(0), 0);
	assert_int_equal(event(&e, SECOND), 0);
	assert_int_equal(e.kind, ISOTAP_EVENT_RECOVERED);
}

/* Without its interrupt: whoever looks at the status next has to deal with it. */
static void lost_interrupt_is_noticed(void **s)
{
	(void)s;
	probe();
	for (int way = 0; way < 3; way++) {
		assert_int_equal(arm(0), 0);
		f.ports[0].status = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;
		f.ports[0].link_up = false;
		if (way == 0)
			assert_int_equal(arm(0), -EBUSY);
		else if (way == 1)
			assert_int_equal(impl_user.disarm(user, 0), 0);
		if (way < 2)
			expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
		assert_int_equal(recover(0), 0);
		if (way == 2)
			expect_told(ISOTAP_EVENT_ISOLATED);
		expect_told(ISOTAP_EVENT_RECOVERED);
		assert_int_equal(f.regions[0].offlines, way + 1);
		assert_int_equal(f.regions[0].mode, ISOTAP_MODE_DEVDAX);
		/* Recovery leaves isolation as it was before: disarmed, if it was disarmed. */
		assert_int_equal(state_of(0).mode,
				 way == 1 ? ISOTAP_PORT_DISARMED : ISOTAP_PORT_ARMED);
	}
}

static void events_that_nobody_fetches(void **s)
{
	struct isotap_event e;

	(void)s;
	probe();
	assert_int_equal(arm(0), 0);
	for (int i = 0; i < 40; i++) {
		fake_isolate(&f, 0, LINK_DOWN);
		assert_int_equal(recover(0), 0);
	}
	/* The newest are kept, in order. */
	for (int i = 0; i < 64; i++) {
		assert_int_equal(event(&e, 0), 0);
		assert_int_equal(e.kind, i % 2 ? ISOTAP_EVENT_RECOVERED : ISOTAP_EVENT_ISOLATED);
	}
	assert_int_equal(event(&e, 0), -ETIMEDOUT);
}

static void removed_while_isolated(void **s)
{
	(void)s;
	f.ports[0].ctrl = 0x80000000u;
	probe();
	assert_int_equal(arm(0), 0);
	assert_int_equal(arm(1), 0);
	fake_isolate(&f, 0, LINK_DOWN); /* noted, its work is queued */
	impl_user.remove(user);
	user = NULL;
	assert_int_equal(f.ports[0].ctrl, 0x80000000u);
	assert_int_equal(f.ports[1].ctrl, 0);
}

static void interleaved_region_comes_back_with_its_last_port(void **s)
{
	(void)s;
	f.regions[1].gone = false;
	probe();
	assert_int_equal(arm(0), 0);
	assert_int_equal(arm(1), 0);
	fake_isolate(&f, 0, LINK_DOWN);
	expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
	assert_int_equal(f.regions[1].mode, ISOTAP_MODE_NONE);
	assert_int_equal(state_of(1).mode, ISOTAP_PORT_ARMED);
	fake_isolate(&f, 1, LINK_DOWN);
	expect_isolated(1, ISOTAP_CAUSE_LINK_DOWN);
	assert_int_equal(recover(0), 0);
	assert_int_equal(f.regions[0].mode, ISOTAP_MODE_DEVDAX);
	assert_int_equal(f.regions[1].mode, ISOTAP_MODE_NONE);
	assert_int_equal(recover(1), 0);
	assert_int_equal(f.regions[1].mode, ISOTAP_MODE_DEVDAX);
}

/* ---- regions ---- */

static void shared_port_stays_armed_until_the_last_is_off(void **s)
{
	(void)s;
	f.regions[1].gone = f.regions[2].gone = false;
	probe();
	assert_int_equal(impl_user.region_armed(user, 0), 0);
	assert_int_equal(impl_user.region_switch(user, 0, 1), 0);
	assert_int_equal(impl_user.region_switch(user, 1, 1), 0);
	assert_true(f.ports[0].ctrl & f.ports[1].ctrl & TI_CTRL_MEM_ISO);
	assert_int_equal(impl_user.region_armed(user, 1), 1);
	assert_int_equal(impl_user.region_armed(user, 2), 0);
	assert_int_equal(impl_user.region_switch(user, 0, 0), 0);
	assert_true(f.ports[0].ctrl & TI_CTRL_MEM_ISO);
	assert_int_equal(impl_user.region_armed(user, 0), 0);
	/* Behind its back: the switch reads what the registers say. */
	f.ports[1].ctrl &= ~TI_CTRL_MEM_ISO;
	assert_int_equal(impl_user.region_armed(user, 1), 0);
	f.ports[1].ctrl |= TI_CTRL_MEM_ISO;
	f.regions[2].users = 1; /* below port 1: not quiesced, so nothing is switched */
	assert_int_equal(impl_user.region_switch(user, 1, 0), -EBUSY);
	assert_true(f.ports[0].ctrl & f.ports[1].ctrl & TI_CTRL_MEM_ISO);
	f.regions[2].users = 0;
	assert_int_equal(impl_user.region_switch(user, 1, 0), 0);
	assert_false((f.ports[0].ctrl | f.ports[1].ctrl) & TI_CTRL_MEM_ISO);
	assert_true(impl_user.region_switch(user, 99, 1) < 0);
	assert_true(impl_user.region_armed(user, 99) < 0);
}

static void region_needs_all_its_ports(void **s)
{
	(void)s;
	f.regions[1].gone = false;
	f.ports[1].array[3] = 0;
	probe();
	assert_int_equal(impl_user.region_switch(user, 1, 1), -EOPNOTSUPP);
	assert_int_equal(f.ports[0].ctrl_writes, 0);
	impl_user.remove(user);
	fake_init(&f);
	f.regions[1].gone = f.regions[2].gone = false;
	f.regions[2].users = 1; /* the second port cannot be armed: the first is not left on */
	probe();
	assert_int_equal(impl_user.region_switch(user, 1, 1), -EBUSY);
	assert_false(f.ports[0].ctrl & TI_CTRL_MEM_ISO);
	assert_int_equal(impl_user.region_armed(user, 1), 0);
}

static void instances_are_their_own(void **s)
{
	static struct fake other;
	void *second;

	(void)s;
	fake_init(&other);
	probe();
	assert_int_equal(impl_user.probe(&other.plat, &second), 0);
	assert_int_equal(arm(0), 0);
	assert_int_equal(other.ports[0].ctrl, 0);
	impl_user.remove(second);
	assert_true(f.ports[0].ctrl & TI_CTRL_MEM_ISO);
	other.plat.abi++;
	assert_int_equal(impl_user.probe(&other.plat, &second), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(recovery_goes_by_the_book),
		TEST(recovery_before_the_work_ran),
		TEST(recovery_that_fails_says_why),
		TEST(isolated_again_during_recovery),
		TEST(lost_interrupt_is_noticed),
		TEST(events_that_nobody_fetches),
		TEST(removed_while_isolated),
		TEST(interleaved_region_comes_back_with_its_last_port),
		TEST(shared_port_stays_armed_until_the_last_is_off),
		TEST(region_needs_all_its_ports),
		TEST(instances_are_their_own),
	};

	return cmocka_run_group_tests_name("plugin_recovery", tests, NULL, NULL);
}
