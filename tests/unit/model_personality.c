// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine of wrong ports, and what is below a port. What each personality gets wrong is shown by
 * the cases that it fails (fixtures/mutants/mutants.tsv). */
#include "model_fixture.h"

#include "regs/personality.h"

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < INSTR_PERS_COUNT; i++) {
		assert_non_null(personality_name((uint32_t)i));
		assert_int_equal(personality_parse(personality_name((uint32_t)i)), i);
	}
	assert_string_equal(personality_name(INSTR_PERS_CACHE_RANGES_RESERVED),
			    "cache-ranges-reserved");
	assert_null(personality_name(INSTR_PERS_COUNT));
	assert_int_equal(personality_parse("plain"), -1);
	assert_int_equal(personality_parse(""), -1);
}

/* The restoration itself works on ports that conform, and is verified so. */
static void test_survives_restore(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	assert_int_equal(target_make_ports(t, INSTR_PERS_BUSY_FOR_EVER), 0);
	for (int round = 0; round < 2; round++) {
		ti_set(t, 1, TI_CTRL, TI_CTRL_MEM_ISO);
		inject(t, 1, FAULT_LINK_DOWN);
		let_pass(t, 1000 * MODEL_DRAIN_NS);
		assert_true(ti_get(t, 1, TI_STATUS) & TI_STATUS_RP_BUSY);
		assert_int_equal(t->ops->restore(t), 0);
		assert_int_equal(ti_get(t, 1, TI_STATUS), 0);
	}
	assert_int_equal(target_make_ports(t, INSTR_PERS_NONE), 0);
	assert_int_equal(t->ops->restore(t), 0);
	ti_set(t, 1, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 1, FAULT_LINK_DOWN);
	let_pass(t, 1000 * MODEL_DRAIN_NS);
	assert_false(ti_get(t, 1, TI_STATUS) & TI_STATUS_RP_BUSY);
}

static void test_not_every_target_can(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	assert_int_equal(target_make_ports(t, INSTR_PERS_COUNT), -EOPNOTSUPP);
	t->caps &= ~TARGET_PERSONALITY;
	assert_int_equal(target_make_ports(t, INSTR_PERS_PLAIN_DATA), -EOPNOTSUPP);
	assert_int_equal(target_make_ports(t, INSTR_PERS_NONE), 0);
}

static uint32_t below(struct target *t, uint32_t device, enum target_below what, uint32_t offset)
{
	uint32_t value = 0;

	assert_int_equal(t->ops->below_read(t, device, what, offset, &value), 0);
	return value;
}

static bool finds(struct target *t, enum target_below what, uint32_t id)
{
	uint32_t count = below(t, 0, what, 0) >> CACHEMEM_HDR_ARRAY_SIZE_SHIFT;

	for (uint32_t i = 1; i <= count; i++)
		if ((below(t, 0, what, 4 * i) & CACHEMEM_ELEM_ID) == id)
			return true;
	return false;
}

static void test_below(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t value;

	for (int what = TARGET_BELOW_UPSTREAM; what <= TARGET_BELOW_DEVICE; what++) {
		assert_true(finds(t, (enum target_below)what, CACHEMEM_ID_RAS));
		assert_int_equal(finds(t, (enum target_below)what, CACHEMEM_ID_HDM),
				 what != TARGET_BELOW_DOWNSTREAM);
		assert_false(finds(t, (enum target_below)what, CACHEMEM_ID_TI));
	}
	assert_int_equal(t->ops->personality(t, 0, INSTR_PERS_BELOW_TOO), 0);
	assert_true(finds(t, TARGET_BELOW_DOWNSTREAM, CACHEMEM_ID_TI));
	/* The second device is below the other port, without a switch. */
	assert_int_equal(t->ops->below_read(t, 1, TARGET_BELOW_UPSTREAM, 0, &value), -ENXIO);
	assert_int_equal(t->ops->below_read(t, 2, TARGET_BELOW_DEVICE, 0, &value), -EINVAL);
	assert_int_equal(t->ops->below_read(t, 0, TARGET_BELOW_DEVICE, 2, &value), -EINVAL);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(below(t, 0, TARGET_BELOW_DEVICE, 0), UINT32_MAX);
	assert_int_equal(below(t, 1, TARGET_BELOW_DEVICE, 0) & CACHEMEM_HDR_ID, CACHEMEM_CAP_ID);
}

static int setup_switch(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	two_ports(&f->topo);
	f->topo.switches[f->topo.switch_count++] = (struct topo_switch){.downstream_count = 1};
	f->topo.devices[0].sw = f->topo.devices[0].downstream = 0;
	open_model(f, true);
	*state = f;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test_setup_teardown(test_survives_restore, setup_two_ports, teardown),
		cmocka_unit_test_setup_teardown(test_not_every_target_can, setup_two_ports,
						teardown),
		cmocka_unit_test_setup_teardown(test_below, setup_switch, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
