// SPDX-License-Identifier: GPL-2.0-or-later
/* The T&I structure of the model: every field's access type. CXL r3.2 8.2.4.24. */
#include "model_fixture.h"

#define ALL_STATUS TI_STATUS_RW1CS

/* Where software looks: behind a null element, inside the 4 KiB block. */
static void test_element_behind_null(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t header = reg(t, 0, CACHEMEM_BASE), nulls = 0, found = 0;

	assert_int_equal(header & CACHEMEM_HDR_ID, CACHEMEM_CAP_ID);
	for (uint32_t i = 1; i <= header >> CACHEMEM_HDR_ARRAY_SIZE_SHIFT; i++) {
		uint32_t element = reg(t, 0, CACHEMEM_BASE + 4 * i);
		uint32_t pointer = element >> CACHEMEM_ELEM_POINTER_SHIFT;

		if (!(element & CACHEMEM_ELEM_ID))
			nulls += !found;
		if ((element & CACHEMEM_ELEM_ID) != CACHEMEM_ID_TI)
			continue;
		found++;
		assert_int_equal(element >> 16 & 0xf, TI_CAP_VERSION);
		assert_true(pointer + TI_SIZE <= CACHEMEM_SIZE && !(pointer & 3));
	}
	assert_int_equal(found, 1);
	assert_true(nulls > 0);
}

static void test_absent_structure(void **state)
{
	struct fixture *f = *state;
	struct topo_ti none = {.vectors = 1};
	uint32_t value;

	assert_int_equal(f->target.ops->port_configure(&f->target, 0, &none), 0);
	assert_int_equal(find_ti(&f->target, 0), 0);
	for (uint32_t offset = 0; offset < COMP_BLOCK_SIZE; offset += 4)
		assert_int_equal(
			f->target.ops->reg_read(&f->target, ORIGIN_IMPL, 0, offset, &value), 0);
	assert_int_equal(f->target.ops->trace_read(&f->target, 0, 0, &(struct target_access){0}, 1),
			 0);
	inject(&f->target, 0, FAULT_LINK_DOWN);
	assert_int_equal(counters(&f->target, 0).isolations, 0);
}

/* A field is RW only if its Supported bit is set; everything else stays 0. */
static void expect_writable(struct fixture *f, const struct topo_ti *ti, uint32_t writable)
{
	struct target *t = &f->target;

	assert_int_equal(t->ops->port_configure(t, 0, ti), 0);
	assert_int_equal(ti_get(t, 0, TI_CTRL), 0);
	ti_set(t, 0, TI_CTRL, 0xffffffff);
	assert_int_equal(ti_get(t, 0, TI_CTRL), writable);
	ti_set(t, 0, TI_CTRL, 0);
	assert_int_equal(ti_get(t, 0, TI_CTRL), 0);
	ti_set(t, 0, TI_CAP, 0);
	ti_set(t, 0, TI_RESERVED, 0xffffffff);
	assert_int_equal(ti_get(t, 0, TI_RESERVED), 0);
}

static void test_control_rw_if_supported(void **state)
{
	struct topo_ti ti = {.present = true, .vectors = 1, .conforming = true};

	expect_writable(*state, &ti, 0);
	ti.mem_timeout = true;
	expect_writable(*state, &ti, TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT);
	ti = (struct topo_ti){.present = true, .cache_timeout = true, .vectors = 1};
	expect_writable(*state, &ti, TI_CTRL_CACHE_VALUE | TI_CTRL_CACHE_TIMEOUT);
	ti = (struct topo_ti){.present = true, .mem_isolation = true, .vectors = 1};
	expect_writable(*state, &ti, TI_CTRL_MEM_ISO);
	ti.mem_link_down = true;
	expect_writable(*state, &ti, TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD);
	ti = (struct topo_ti){.present = true, .cache_isolation = true, .vectors = 1};
	expect_writable(*state, &ti, TI_CTRL_CACHE_ISO);
	ti.cache_link_down = true;
	expect_writable(*state, &ti, TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD);
	ti = (struct topo_ti){.present = true, .err_cor = true, .vectors = 1};
	expect_writable(*state, &ti, TI_CTRL_ERR_COR);
	ti = (struct topo_ti){.present = true, .interrupt = true, .vectors = 1};
	expect_writable(*state, &ti, TI_CTRL_INTERRUPT);
}

static void test_capability_fields(void **state)
{
	struct fixture *f = *state;
	struct topo_ti ti = full_ti;
	uint32_t cap;

	ti.cache_ranges = 0x7;
	ti.cache_timeout = ti.cache_isolation = ti.cache_link_down = true;
	assert_int_equal(f->target.ops->port_configure(&f->target, 0, &ti), 0);
	cap = ti_get(&f->target, 0, TI_CAP);
	assert_int_equal(cap, 0x060f171f);
	/* RO: a write changes nothing. */
	ti_set(&f->target, 0, TI_CAP, 0);
	assert_int_equal(ti_get(&f->target, 0, TI_CAP), cap);
}

static void test_status_write_one_clears(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t both = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;

	ti_set(t, 0, TI_STATUS, 0xffffffff);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), both);
	ti_set(t, 0, TI_STATUS, 0);
	assert_int_equal(ti_get(t, 0, TI_STATUS), both);
	ti_set(t, 0, TI_STATUS, ~both);
	assert_int_equal(ti_get(t, 0, TI_STATUS), both);
	ti_set(t, 0, TI_STATUS, TI_STATUS_MEM_ISO_LD);
	assert_int_equal(ti_get(t, 0, TI_STATUS), TI_STATUS_MEM_ISO);
	/* Isolation ends whatever the other bits say. */
	ti_set(t, 0, TI_STATUS, TI_STATUS_MEM_ISO);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
}

static void test_status_is_sticky(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(t->ops->port_reset(t, 0), 0);
	assert_int_equal(ti_get(t, 0, TI_CTRL), 0);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD);
	assert_int_equal(counters(t, 0).isolations, 1);
	assert_int_equal(t->ops->personality(t, 0, INSTR_PERS_STICKY_LOST), 0);
	assert_int_equal(t->ops->port_reset(t, 0), 0);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
}

static void test_busy(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
	inject(t, 0, FAULT_BUSY_UNDEFINED);
	assert_int_equal(ti_get(t, 0, TI_STATUS), TI_STATUS_RP_BUSY);
	inject(t, 0, FAULT_BUSY_UNDEFINED_CLEAR);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_BUSY);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
	inject(t, 0, FAULT_LINK_DOWN);
	let_pass(t, 1000000000);
	assert_int_equal(ti_get(t, 0, TI_STATUS),
			 TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD | TI_STATUS_RP_BUSY);
	/* While it is busy the isolation does not end. */
	ti_set(t, 0, TI_STATUS, TI_STATUS_MEM_ISO);
	assert_true(ti_get(t, 0, TI_STATUS) & TI_STATUS_MEM_ISO);
	inject(t, 0, FAULT_BUSY_CLEAR);
	assert_false(ti_get(t, 0, TI_STATUS) & TI_STATUS_RP_BUSY);
	ti_set(t, 0, TI_STATUS, ALL_STATUS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
}

/* A freshly isolated port is busy for a moment: software has to wait. */
static void test_busy_while_draining(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_true(ti_get(t, 0, TI_STATUS) & TI_STATUS_RP_BUSY);
	let_pass(t, MODEL_DRAIN_NS);
	assert_false(ti_get(t, 0, TI_STATUS) & TI_STATUS_RP_BUSY);
}

static uint32_t message(struct target *t)
{
	return ti_get(t, 0, TI_CAP) >> TI_CAP_MESSAGE_SHIFT;
}

/* 8.2.4.24.1, 31:27: below the number of messages enabled, and follows a change of it. */
static void test_message_follows_msi(void **state)
{
	struct fixture *f = *state;
	struct topo_ti ti = full_ti;
	uint32_t control = CONFIG_MSI + MSI_CONTROL;

	ti.vectors = 8;
	ti.message = 5;
	assert_int_equal(f->target.ops->port_configure(&f->target, 0, &ti), 0);
	assert_int_equal(cfg(&f->target, 0, control, 2),
			 MSI_CONTROL_ENABLE | 3 << 1 | 3 << 4 | MSI_CONTROL_64BIT);
	assert_int_equal(message(&f->target), 5);
	for (uint32_t mme = 0; mme < 4; mme++) {
		set_cfg(&f->target, 0, control, 2,
			MSI_CONTROL_ENABLE | mme << MSI_CONTROL_MME_SHIFT);
		assert_true(message(&f->target) < 1u << mme);
	}
	set_cfg(&f->target, 0, control, 2, 0);
	assert_int_equal(message(&f->target), 0);
	/* A declared non-conforming port does not follow. */
	ti.conforming = false;
	ti.vectors = 1;
	assert_int_equal(f->target.ops->port_configure(&f->target, 0, &ti), 0);
	assert_int_equal(message(&f->target), 5);
}

static void test_trace_and_alias(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t ti = find_ti(t, 0), value;
	struct target_access a[4];

	assert_int_equal(t->ops->trace_clear(t, 0), 0);
	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, 0, ti + TI_CAP, &value), 0);
	assert_int_equal(t->ops->reg_write(t, ORIGIN_IMPL, 0, ti + TI_CTRL, 0x01000012), 0);
	assert_int_equal(
		t->ops->reg_read(t, ORIGIN_IMPL, 0, INSTR_BASE + INSTR_ALIAS + TI_CTRL, &value), 0);
	assert_int_equal(value, 0x12);
	/* An access that is not aligned is refused and recorded. */
	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, 0, ti + TI_CTRL + 1, &value), -EINVAL);
	assert_int_equal(t->ops->trace_read(t, 0, 0, a, 4), 4);
	assert_int_equal(a[0].origin, ORIGIN_IMPL);
	assert_int_equal(a[0].write, 0);
	assert_int_equal(a[1].write, 1);
	assert_int_equal(a[1].offset, TI_CTRL);
	assert_int_equal(a[1].value, 0x01000012);
	assert_int_equal(a[2].origin, ORIGIN_HARNESS);
	assert_int_equal(a[2].offset, TI_CTRL);
	assert_int_equal(a[3].offset, TI_CTRL + 1);
	assert_true(a[0].time < a[1].time && a[1].time < a[2].time);
	/* The ring of the instrumentation page says the same. */
	assert_int_equal(instr(t, 0, INSTR_TRACE_COUNT), 4);
	assert_int_equal(instr(t, 0, INSTR_TRACE_RING + 16), (uint32_t)a[1].time);
	assert_int_equal(instr(t, 0, INSTR_TRACE_RING + 16 + 8), 0x01000012);
	assert_int_equal(instr(t, 0, INSTR_TRACE_RING + 16 + 12),
			 TI_CTRL | 4 << 16 | INSTR_TRACE_WRITE << 24);
	assert_int_equal(t->ops->trace_read(t, 0, 3, a, 4), 1);
	set_reg(t, 0, INSTR_BASE + INSTR_COMMAND, INSTR_CMD_CLEAR);
	assert_int_equal(t->ops->trace_read(t, 0, 0, a, 4), 0);
}

static void test_trace_overflow(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t ti = find_ti(t, 0), value;
	struct target_access a;

	t->ops->trace_clear(t, 0);
	for (uint32_t i = 0; i <= INSTR_TRACE_SLOTS; i++)
		t->ops->reg_read(t, ORIGIN_IMPL, 0, ti + (i ? TI_CTRL : TI_CAP), &value);
	assert_int_equal(t->ops->trace_read(t, 0, 0, &a, 1), -EOVERFLOW);
	assert_int_equal(t->ops->trace_read(t, 0, 1, &a, 1), 1);
	/* Slot 0 was written again by the last record. */
	assert_int_equal(instr(t, 0, INSTR_TRACE_RING + 12) & 0xffff, TI_CTRL);
}

static void test_instrumentation_page(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t now;

	assert_int_equal(instr(t, 0, INSTR_MAGIC), INSTR_MAGIC_VALUE);
	assert_int_equal(instr(t, 0, INSTR_VERSION), 1);
	assert_int_equal(instr(t, 0, INSTR_FEATURES), 0x5ffe);
	now = instr(t, 0, INSTR_T_NOW_LO);
	assert_true(instr(t, 0, INSTR_T_NOW_LO) > now);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR);
	set_reg(t, 0, INSTR_BASE + INSTR_DELAY_NS, 5000);
	now = instr(t, 0, INSTR_T_NOW_LO);
	set_reg(t, 0, INSTR_BASE + INSTR_COMMAND, INSTR_CMD_LINK_DOWN);
	assert_int_equal(instr(t, 0, INSTR_ISOLATIONS), 0);
	let_pass(t, 6000);
	assert_int_equal(instr(t, 0, INSTR_ISOLATIONS), 1);
	assert_int_equal(instr(t, 0, INSTR_LINK_DOWNS), 1);
	assert_int_equal(instr(t, 0, INSTR_MESSAGES), 1);
	assert_int_equal(instr(t, 0, INSTR_ERR_CORS), 1);
	assert_true(instr(t, 0, INSTR_T_FAULT_LO) >= now + 5000);
	assert_true(instr(t, 0, INSTR_T_ISOLATED_LO) > instr(t, 0, INSTR_T_FAULT_LO));
	assert_int_equal(instr(t, 0, INSTR_DELAY_NS), 0);
	set_reg(t, 0, INSTR_BASE + INSTR_PERSONALITY, 99);
	assert_int_equal(instr(t, 0, INSTR_PERSONALITY), INSTR_PERS_NONE);
	set_reg(t, 0, INSTR_BASE + INSTR_PERSONALITY, INSTR_PERS_BUSY_UNDEFINED);
	assert_int_equal(instr(t, 0, INSTR_PERSONALITY), INSTR_PERS_BUSY_UNDEFINED);
}

static void test_bad_accesses(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t value;

	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, 1, 0, &value), -EINVAL);
	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, UINT32_MAX, 0, &value), -EINVAL);
	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, 0, COMP_BLOCK_SIZE, &value), -EINVAL);
	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, 0, UINT32_MAX, &value), -EINVAL);
	assert_int_equal(t->ops->reg_read(t, ORIGIN_IMPL, 0, 2, &value), -EINVAL);
	for (uint32_t offset = 0; offset < COMP_BLOCK_SIZE; offset += 4)
		assert_int_equal(t->ops->reg_write(t, ORIGIN_IMPL, 0, offset, 0xffffffff), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_one_port, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_element_behind_null),
		TEST(test_absent_structure),
		TEST(test_control_rw_if_supported),
		TEST(test_capability_fields),
		TEST(test_status_write_one_clears),
		TEST(test_status_is_sticky),
		TEST(test_busy),
		TEST(test_busy_while_draining),
		TEST(test_message_follows_msi),
		TEST(test_trace_and_alias),
		TEST(test_trace_overflow),
		TEST(test_instrumentation_page),
		TEST(test_bad_accesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
