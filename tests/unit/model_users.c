// SPDX-License-Identifier: GPL-2.0-or-later
/* Other processes of the model: what they see of an isolation, and what is left of them. */
#include "model_fixture.h"

#define ARMED (TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD)
#define MS 1000000ull

static uint32_t start(struct target *t, uint32_t region, enum target_user_kind kind)
{
	int rc = t->ops->user_start(t, region, kind);

	assert_true(rc >= 0);
	return (uint32_t)rc;
}

static struct target_user_report look(struct target *t, uint32_t user)
{
	struct target_user_report report;

	assert_int_equal(t->ops->user_report(t, user, &report), 0);
	return report;
}

static struct target_user_report stop(struct target *t, uint32_t user)
{
	struct target_user_report report;

	assert_int_equal(t->ops->user_stop(t, user, &report), 0);
	assert_false(report.alive);
	return report;
}

static int users_of(struct target *t, uint32_t region)
{
	struct isotap_region_info info;

	assert_int_equal(t->ops->region_info(t, region, &info), 0);
	return info.users;
}

static void pass(struct target *t, uint64_t ns)
{
	assert_int_equal(t->ops->delay_until(t, t->ops->now(t) + ns), 0);
}

static void at_work(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t reader = start(t, 0, TARGET_USER_READS), holder = start(t, 0, TARGET_USER_HOLDS);
	struct target_user_report report;
	uint64_t before;

	assert_int_equal(users_of(t, 0), 2);
	assert_int_equal(users_of(t, 1), 0);
	before = look(t, reader).done;
	assert_true(before > 0);
	pass(t, 50 * MS);
	assert_true(look(t, reader).done > before);
	assert_int_equal(look(t, reader).wrong, 0);
	assert_int_equal(stop(t, reader).signals, 0);
	assert_int_equal(users_of(t, 0), 1);
	/* It reports once more, and no other number is anybody. */
	stop(t, reader);
	assert_true(look(t, holder).alive);
	assert_int_equal(t->ops->user_stop(t, 2, &report), -ENOENT);
	assert_int_equal(t->ops->user_report(t, 2, &report), -ENOENT);
	assert_int_equal(t->ops->user_start(t, 9, TARGET_USER_READS), -EINVAL);
	assert_int_equal(t->ops->restore(t), 0);
	assert_int_equal(users_of(t, 0), 0);
	assert_int_equal(t->ops->user_report(t, 0, &report), -ENOENT);
}

static void isolation(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t reader = start(t, 0, TARGET_USER_READS), writer = start(t, 0, TARGET_USER_WRITES);
	uint32_t elsewhere = start(t, 1, TARGET_USER_READS);
	struct target_counters counters;
	uint64_t before;

	ti_set(t, 0, TI_CTRL, ARMED);
	assert_int_equal(t->ops->inject(t, &(struct fault){.kind = FAULT_LINK_DOWN}), 0);
	pass(t, MS);
	assert_false(look(t, reader).alive);
	assert_int_equal(look(t, reader).signals, 1);
	assert_int_equal(look(t, reader).wrong, 0);
	assert_true(look(t, reader).t_end > 0);
	/* Its writes go nowhere, and nobody tells it. */
	assert_true(look(t, writer).alive);
	assert_int_equal(t->ops->counters(t, 0, &counters), 0);
	assert_true(counters.writes_dropped > 0);
	before = look(t, elsewhere).done;
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	pass(t, MS);
	assert_int_equal(look(t, writer).signals, 1);
	assert_true(look(t, elsewhere).alive);
	assert_true(look(t, elsewhere).done > before);
	/* An old mapping does not lead to the new device. */
	assert_int_equal(users_of(t, 0), 0);
}

static void no_answer(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t reader = start(t, 0, TARGET_USER_READS);
	uint64_t before;

	/* The longest value of all: 17 s at least. */
	ti_set(t, 0, TI_CTRL, ARMED | TI_CTRL_MEM_TIMEOUT | 0xe);
	assert_int_equal(t->ops->inject(t, &(struct fault){.kind = FAULT_HANG}), 0);
	before = look(t, reader).done;
	pass(t, 1000 * MS);
	/* It waits, and the rest of the host goes on. */
	assert_int_equal(look(t, reader).done, before);
	assert_true(look(t, reader).alive);
	pass(t, 70000 * MS);
	assert_int_equal(look(t, reader).signals, 1);
	assert_int_not_equal(ti_get(t, 0, TI_STATUS) & TI_STATUS_MEM_TIMEOUT, 0);
}

static void plain_data_is_wrong(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t reader = start(t, 0, TARGET_USER_READS);

	pass(t, 10 * MS);
	assert_int_equal(t->ops->personality(t, 0, INSTR_PERS_PLAIN_DATA), 0);
	ti_set(t, 0, TI_CTRL, ARMED);
	assert_int_equal(t->ops->inject(t, &(struct fault){.kind = FAULT_LINK_DOWN}), 0);
	pass(t, MS);
	assert_true(look(t, reader).wrong > 0);
}

static void administrators(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t converts = start(t, 1, TARGET_USER_CONVERTS), onlines;

	pass(t, 10 * MS);
	assert_true(look(t, converts).done > 2);
	assert_int_equal(stop(t, converts).wrong, 0);
	assert_int_equal(t->ops->region_set_mode(t, 1, ISOTAP_MODE_DEVDAX), 0);
	onlines = start(t, 0, TARGET_USER_ONLINES);
	assert_int_equal(look(t, onlines).done, 0);
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	pass(t, MS);
	assert_int_equal(look(t, onlines).done, 1);
	/* The model has no kernel that refuses. */
	ti_set(t, 0, TI_CTRL, ARMED);
	assert_int_equal(t->ops->inject(t, &(struct fault){.kind = FAULT_LINK_DOWN}), 0);
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	pass(t, MS);
	assert_int_equal(stop(t, onlines).wrong, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(at_work, setup_two_ports, teardown),
		cmocka_unit_test_setup_teardown(isolation, setup_two_ports, teardown),
		cmocka_unit_test_setup_teardown(no_answer, setup_two_ports, teardown),
		cmocka_unit_test_setup_teardown(plain_data_is_wrong, setup_two_ports, teardown),
		cmocka_unit_test_setup_teardown(administrators, setup_two_ports, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
