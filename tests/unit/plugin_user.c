// SPDX-License-Identifier: GPL-2.0-or-later
/* The reference implementation on a platform that can do what no conforming port does. */
#include "fake_user.h"

/* ---- finding the structure ---- */

static void finds_behind_null_element(void **s)
{
	(void)s;
	probe();
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_DISARMED);
	assert_int_equal(f.ports[0].ctrl_writes, 0);
	assert_int_equal(impl_user.port_state(user, FAKE_PORTS, &(struct isotap_port_state){0}),
			 -ENODEV);
}

static void absent_without_element(void **s)
{
	(void)s;
	f.ports[0].array[3] = 0;
	f.ports[1].array[0] = UINT32_MAX; /* registers that do not answer */
	probe();
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_ABSENT);
	assert_int_equal(state_of(1).mode, ISOTAP_PORT_ABSENT);
	assert_true(state_of(0).text[0]);
	assert_int_equal(arm(0), -EOPNOTSUPP);
	assert_int_equal(impl_user.disarm(user, 0), -EOPNOTSUPP);
	assert_int_equal(impl_user.set_timeout(user, 0, 1, 0), -EOPNOTSUPP);
	assert_int_equal(recover(0), -EOPNOTSUPP);
	assert_int_equal(impl_user.region_switch(user, 0, 1), -EOPNOTSUPP);
}

static void absent_with_bad_element(void **s)
{
	static const uint32_t bad[] = {
		0xff4u << 20 | 1u << 16 | TI_CAP_ID, /* ends behind the block */
		0x102u << 20 | 1u << 16 | TI_CAP_ID, /* not aligned */
		0x004u << 20 | 1u << 16 | TI_CAP_ID, /* inside the array */
		0x100u << 20 | TI_CAP_ID,            /* version 0 */
	};

	(void)s;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f.ports[0].array[3] = bad[i];
		probe();
		assert_int_equal(state_of(0).mode, ISOTAP_PORT_ABSENT);
		assert_true(state_of(0).text[0]);
		impl_user.remove(user);
	}
	user = NULL;
}

/* ---- arming ---- */

static void arm_preserves_reserved_bits(void **s)
{
	uint32_t others = 0x80000020u | TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_TIMEOUT | 0x600;

	(void)s;
	f.ports[0].ctrl = others;
	probe();
	assert_int_equal(arm(0), 0);
	assert_int_equal(f.ports[0].ctrl, others | TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD |
						  TI_CTRL_MEM_TIMEOUT | TI_CTRL_ERR_COR |
						  TI_CTRL_INTERRUPT);
	assert_int_equal(impl_user.set_timeout(user, 0, 1, 0xe), 0);
	assert_int_equal(f.ports[0].ctrl & 0xf, 0xe);
	assert_int_equal(impl_user.disarm(user, 0), 0);
	assert_int_equal(f.ports[0].ctrl & ~0x0600000fu, others);
	impl_user.remove(user);
	user = NULL;
	assert_int_equal(f.ports[0].ctrl, others);
}

static void arm_refuses_what_is_not_offered(void **s)
{
	struct isotap_arm_config config = all;

	(void)s;
	f.ports[0].cap = TI_CAP_MEM_ISO;
	probe();
	assert_int_equal(arm(0), -EOPNOTSUPP);
	config.timeout = 0;
	assert_int_equal(impl_user.arm(user, 0, &config), -EOPNOTSUPP);
	config.link_down = 0;
	assert_int_equal(impl_user.arm(user, 0, &config), -EOPNOTSUPP);
	config.err_cor = 0;
	config.timeout_value = 1;
	assert_int_equal(impl_user.arm(user, 0, &config), -EINVAL);
	config.timeout_value = 255;
	assert_int_equal(impl_user.arm(user, 0, &config), -EINVAL);
	config.timeout_value = 0;
	config.size = 2;
	assert_int_equal(impl_user.arm(user, 0, &config), -EINVAL);
	assert_int_equal(f.ports[0].ctrl_writes, 0);
	config.size = sizeof(config);
	assert_int_equal(impl_user.arm(user, 0, &config), 0);
	assert_int_equal(f.ports[0].ctrl, TI_CTRL_MEM_ISO);
	f.ports[1].cap &= ~TI_CAP_MEM_ISO;
	assert_int_equal(arm(1), -EOPNOTSUPP);
	assert_int_equal(arm(FAKE_PORTS), -ENODEV);
}

static void arm_refuses_unsafe_memory(void **s)
{
	(void)s;
	probe();
	f.regions[0].users = 1;
	assert_int_equal(arm(0), -EBUSY);
	f.regions[0].users = -1;
	assert_int_equal(arm(0), -EBUSY);
	f.regions[0].users = 0;
	f.regions[0].mode = ISOTAP_MODE_SYSTEM_RAM;
	assert_int_equal(arm(0), -EBUSY);
	f.regions[0].mode = ISOTAP_MODE_NONE;
	assert_int_equal(arm(0), -EBUSY);
	f.regions[0].mode = ISOTAP_MODE_DEVDAX;
	f.regions[0].system_ram = true; /* by address, whatever the region says */
	assert_int_equal(arm(0), -EBUSY);
	assert_true(state_of(0).text[0]);
	f.regions[0].system_ram = false;
	f.regions[1].gone = false; /* two regions, one of each mode */
	f.regions[1].mode = ISOTAP_MODE_SYSTEM_RAM;
	assert_int_equal(arm(0), -EBUSY);
	assert_int_equal(f.ports[0].ctrl_writes, 0);
	f.regions[1].mode = ISOTAP_MODE_DEVDAX;
	assert_int_equal(arm(0), 0);
	assert_false(state_of(0).text[0]);
}

static void armed_port_in_use(void **s)
{
	(void)s;
	probe();
	assert_int_equal(arm(0), 0);
	f.regions[0].users = 1;
	/* Isolation Enable stays as it is: nothing to quiesce for. */
	assert_int_equal(arm(0), 0);
	assert_int_equal(impl_user.set_timeout(user, 0, 0, 2), 0);
	assert_int_equal(impl_user.disarm(user, 0), -EBUSY);
	assert_true(f.ports[0].ctrl & TI_CTRL_MEM_ISO);
	f.regions[0].users = 0;
	assert_int_equal(impl_user.disarm(user, 0), 0);
	assert_false(f.ports[0].ctrl & TI_CTRL_MEM_ISO);
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_DISARMED);
}

static void arm_notices_a_port_that_does_not_obey(void **s)
{
	(void)s;
	f.ports[0].ctrl_stuck = TI_CTRL_MEM_ISO;
	probe();
	assert_int_equal(arm(0), -EIO);
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_DISARMED);
	assert_int_equal(f.ports[0].ctrl, 0);
	f.ports[0].ctrl_stuck = 0x8;
	assert_int_equal(impl_user.set_timeout(user, 0, 1, 9), -EIO);
}

static void reserved_ranges_offer_the_default(void **s)
{
	static const uint8_t reserved[] = {4, 5, 8, 9, 10, 11, 12, 13};

	(void)s;
	for (size_t i = 0; i < sizeof(reserved); i++) {
		f.ports[0].cap = (f.ports[0].cap & ~0xfu) | reserved[i];
		probe();
		assert_int_equal(state_of(0).timeouts, 1);
		assert_non_null(strstr(state_of(0).text, "reserved"));
		assert_int_equal(impl_user.set_timeout(user, 0, 1, 1), -EINVAL);
		assert_int_equal(impl_user.set_timeout(user, 0, 1, 6), -EINVAL);
		assert_int_equal(f.ports[0].ctrl_writes, 0);
		assert_int_equal(arm(0), 0);
		assert_int_equal(f.ports[0].ctrl & 0xf, 0);
		impl_user.remove(user);
		f.ports[0].ctrl_writes = 0;
	}
	user = NULL;
}

static void firmware_is_respected(void **s)
{
	(void)s;
	f.ports[0].keeps = ISOTAP_FW_KEEPS_ISOLATION;
	f.ports[0].status = TI_STATUS_MEM_ISO_LD;
	f.ports[1].keeps = ISOTAP_FW_KEEPS_NOTIFICATION;
	probe();
	assert_int_equal(arm(0), -EOPNOTSUPP);
	assert_int_equal(impl_user.set_timeout(user, 0, 1, 1), -EOPNOTSUPP);
	assert_int_equal(impl_user.disarm(user, 0), -EOPNOTSUPP);
	assert_int_equal(f.ports[0].ctrl_writes + f.ports[0].status_writes, 0);
	assert_int_equal(arm(1), 0);
	assert_false(f.ports[1].ctrl & TI_CTRL_INTERRUPT);
	fake_isolate(&f, 1, LINK_DOWN);
	expect_isolated(1, ISOTAP_CAUSE_LINK_DOWN); /* by poll */
}

/* ---- status left from before ---- */

static void stale_bits_are_cleared_at_probe_and_arm(void **s)
{
	(void)s;
	f.ports[0].status = TI_STATUS_MEM_ISO_LD | TI_STATUS_MEM_TIMEOUT | TI_STATUS_CACHE_TIMEOUT;
	f.ports[0].busy_forever = true; /* undefined here, and not to be waited for */
	probe();
	assert_int_equal(f.ports[0].status, TI_STATUS_CACHE_TIMEOUT);
	assert_int_equal(f.ports[0].last_status_write,
			 TI_STATUS_MEM_ISO_LD | TI_STATUS_MEM_TIMEOUT);
	assert_non_null(strstr(state_of(0).text, "before"));
	f.ports[0].busy_forever = false;
	f.ports[0].status_writes_busy = 0;
	f.ports[0].status = TI_STATUS_MEM_ISO;
	f.ports[0].busy_reads = 5;
	assert_int_equal(arm(0), 0);
	assert_int_equal(f.ports[0].status, 0);
	assert_int_equal(f.ports[0].status_writes_busy, 0);
	assert_int_equal(event(&(struct isotap_event){0}, SECOND), -ETIMEDOUT);
}

static void stale_isolation_that_stays_busy(void **s)
{
	uint64_t before;

	(void)s;
	f.ports[0].status = TI_STATUS_MEM_ISO;
	f.ports[0].busy_forever = true;
	before = f.clock;
	probe();
	assert_int_equal(arm(0), -ETIMEDOUT);
	assert_true(f.clock - before < SECOND);
	assert_int_equal(f.ports[0].ctrl_writes + f.ports[0].status_writes, 0);
}

static void isolated_before_probe(void **s)
{
	(void)s;
	f.ports[0].ctrl = TI_CTRL_MEM_ISO;
	f.ports[0].status = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;
	f.ports[0].link_up = false;
	probe();
	assert_int_equal(f.ports[0].status_writes, 0);
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_ISOLATED);
	assert_int_equal(arm(0), -EBUSY);
	assert_int_equal(recover(0), 0);
	assert_int_equal(state_of(0).mode, ISOTAP_PORT_ARMED);
	fake_isolate(&f, 0, LINK_DOWN);
	assert_int_equal(f.told_count, 1); /* recovered */
}

/* ---- listening ---- */

static void message_number_is_followed(void **s)
{
	(void)s;
	f.ports[0].message_on_msi = 7;
	probe();
	assert_int_equal(arm(0), 0);
	assert_int_equal(f.ports[0].irq_message, 7);
	assert_true(state_of(0).interrupt);
}

static void polls_without_a_message(void **s)
{
	(void)s;
	f.ports[0].irq_message = UINT32_MAX;
	probe();
	assert_int_equal(arm(0), 0);
	assert_false(f.ports[0].ctrl & TI_CTRL_INTERRUPT);
	assert_false(state_of(0).interrupt);
	assert_non_null(strstr(state_of(0).text, "1 ms"));
	f.ports[0].status |= TI_STATUS_MEM_TIMEOUT;
	fake_isolate(&f, 0, TI_STATUS_MEM_TIMEOUT);
	expect_isolated(0, ISOTAP_CAUSE_TIMEOUT);
	assert_int_equal(f.regions[0].offlines, 1);
	assert_int_equal(recover(0), 0);
	fake_isolate(&f, 0, LINK_DOWN);
	assert_int_equal(event(&(struct isotap_event){0}, SECOND), 0); /* recovered */
	expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
}

static void spurious_interrupt_is_not_claimed(void **s)
{
	(void)s;
	probe();
	assert_int_equal(arm(0), 0);
	assert_int_equal(f.ports[0].irq(f.ports[0].irq_arg), 0);
	assert_int_equal(event(&(struct isotap_event){0}, SECOND), -ETIMEDOUT);
	assert_int_equal(f.regions[0].offlines, 0);
	fake_isolate(&f, 0, LINK_DOWN);
	assert_int_equal(f.ports[0].irq(f.ports[0].irq_arg), 0); /* a second message */
	expect_isolated(0, ISOTAP_CAUSE_LINK_DOWN);
	assert_int_equal(event(&(struct isotap_event){0}, SECOND), -ETIMEDOUT);
	assert_int_equal(f.told_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_behind_null_element),
		TEST(absent_without_element),
		TEST(absent_with_bad_element),
		TEST(arm_preserves_reserved_bits),
		TEST(arm_refuses_what_is_not_offered),
		TEST(arm_refuses_unsafe_memory),
		TEST(armed_port_in_use),
		TEST(arm_notices_a_port_that_does_not_obey),
		TEST(reserved_ranges_offer_the_default),
		TEST(firmware_is_respected),
		TEST(stale_bits_are_cleared_at_probe_and_arm),
		TEST(stale_isolation_that_stays_busy),
		TEST(isolated_before_probe),
		TEST(message_number_is_followed),
		TEST(polls_without_a_message),
		TEST(spurious_interrupt_is_not_claimed),
	};

	return cmocka_run_group_tests_name("plugin_user", tests, NULL, NULL);
}
