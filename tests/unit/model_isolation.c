// SPDX-License-Identifier: GPL-2.0-or-later
/* Isolation and the link of a model port: CXL r3.2 8.2.4.24, 12.3. */
#include "model_fixture.h"

#define GOOD 0x1122334455667788ull
#define LOST 0xdeadc0dedeadc0deull

static void test_link_down_isolates(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value;

	assert_int_equal(store(t, 0, 64, GOOD), ACCESS_DONE);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD);
	for (int i = 0; i < 3; i++)
		assert_int_equal(load(t, 0, 64, &value), ACCESS_EXCEPTION);
	assert_int_equal(store(t, 0, 64, LOST), ACCESS_DONE);
	assert_int_equal(counters(t, 0).read_exceptions, 3);
	assert_int_equal(counters(t, 0).writes_dropped, 1);
	assert_int_equal(counters(t, 0).writes_forwarded, 1);
	assert_int_equal(counters(t, 0).messages, 0);
	assert_int_equal(counters(t, 0).err_cors, 0);
	/* The other port goes on. */
	assert_int_equal(store(t, 1, 64, GOOD), ACCESS_DONE);
	assert_int_equal(load(t, 1, 64, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD);
	assert_int_equal(ti_get(t, 1, TI_STATUS), 0);
}

static void test_signals_once(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT | TI_CTRL_ERR_COR);
	for (int i = 0; i < 3; i++) {
		inject(t, 0, FAULT_LINK_DOWN);
		inject(t, 0, FAULT_LINK_RESTORE);
		let_pass(t, TRAINED);
	}
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_int_equal(counters(t, 0).isolations, 1);
	assert_int_equal(counters(t, 0).messages, 1);
	assert_int_equal(counters(t, 0).err_cors, 1);
	assert_int_equal(counters(t, 0).link_downs, 3);
	assert_int_equal(cfg(t, 0, CONFIG_AER + AER_ROOT_STATUS, 4) & 3, AER_ROOT_STATUS_COR);
	/* And again after it was cleared. */
	ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(counters(t, 0).isolations, 2);
	assert_int_equal(counters(t, 0).messages, 2);
}

static void test_interrupt_personalities(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	assert_int_equal(t->ops->personality(t, 0, INSTR_PERS_NO_INTERRUPT), 0);
	assert_int_equal(t->ops->personality(t, 1, INSTR_PERS_DOUBLE_INTERRUPT), 0);
	for (uint32_t port = 0; port < 2; port++) {
		ti_set(t, port, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT);
		inject(t, port, FAULT_LINK_DOWN);
	}
	assert_int_equal(counters(t, 0).messages, 0);
	assert_int_equal(counters(t, 1).messages, 2);
	assert_int_equal(t->ops->personality(t, 0, INSTR_PERS_COUNT), -EINVAL);
}

static void test_data_personalities(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value;

	assert_int_equal(t->ops->personality(t, 0, INSTR_PERS_PLAIN_DATA), 0);
	assert_int_equal(t->ops->personality(t, 1, INSTR_PERS_WRITE_THROUGH), 0);
	for (uint32_t port = 0; port < 2; port++) {
		assert_int_equal(store(t, port, 0, GOOD), ACCESS_DONE);
		ti_set(t, port, TI_CTRL, TI_CTRL_MEM_ISO);
		inject(t, port, FAULT_LINK_DOWN);
	}
	assert_int_equal(load(t, 0, 0, &value), ACCESS_DONE);
	assert_int_equal(value, UINT64_MAX);
	assert_int_equal(store(t, 0, 0, LOST), ACCESS_DONE);
	assert_int_equal(store(t, 1, 0, LOST), ACCESS_DONE);
	assert_int_equal(counters(t, 0).writes_dropped, 1);
	assert_int_equal(counters(t, 1).writes_dropped, 0);
	assert_int_equal(counters(t, 1).writes_forwarded, 2);
	assert_int_equal(t->ops->restore(t), 0);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD);
	assert_int_equal(load(t, 1, 0, &value), ACCESS_DONE);
	assert_int_equal(value, LOST);
}

/* Every encoding, many times: never early, never late, and the clock alone pays for it. */
static void test_timeout_in_range(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value, start, waited, shortest, longest;

	for (size_t i = 0; i < TI_TIMEOUT_COUNT; i++) {
		const struct ti_timeout *to = &ti_timeouts[i];

		shortest = UINT64_MAX;
		longest = 0;
		for (int n = 0; n < 200; n++) {
			ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
			ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | to->encoding);
			inject(t, 0, FAULT_HANG);
			start = t->ops->now(t);
			assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
			waited = stamps(t, 0).t_isolated - start;
			assert_true(waited >= to->min_ns && waited <= to->max_ns);
			shortest = waited < shortest ? waited : shortest;
			longest = waited > longest ? waited : longest;
			/* The next access does not wait again. */
			start = t->ops->now(t);
			assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
			assert_true(t->ops->now(t) - start < 1000);
			inject(t, 0, FAULT_HANG_CLEAR);
			let_pass(t, MODEL_DRAIN_NS);
		}
		assert_true(longest - shortest > (to->max_ns - to->min_ns) / 2);
	}
}

static void test_timeout_status(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT);
	inject(t, 0, FAULT_HANG);
	assert_int_equal(store(t, 0, 0, LOST), ACCESS_DONE);
	assert_int_equal(counters(t, 0).writes_dropped, 1);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), TI_STATUS_MEM_ISO | TI_STATUS_MEM_TIMEOUT);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	/* A value that is reserved leaves the default in force. */
	inject(t, 0, FAULT_HANG_CLEAR);
	ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | 0xf);
	inject(t, 0, FAULT_HANG);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
	assert_in_range(stamps(t, 0).t_isolated - stamps(t, 0).t_fault, 50000, 10001000);
}

/* A wait ends early when the link goes down under it: pending accesses complete promptly. */
static void test_wait_ends_with_link(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	struct fault down = {.kind = FAULT_LINK_DOWN, .delay_ns = 1000000};
	uint64_t value, start;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | 0xe);
	inject(t, 0, FAULT_HANG);
	assert_int_equal(t->ops->inject(t, &down), 0);
	start = t->ops->now(t);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
	assert_in_range(t->ops->now(t) - start, 900000, 1100000);
	assert_int_equal(ti_get(t, 0, TI_STATUS) & TI_STATUS_RW1CS,
			 TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD);
}

static void test_protocols_are_independent(void **state)
{
	struct fixture *f = *state;
	struct target *t = &f->target;
	struct topo_ti ti = full_ti;
	uint32_t mem = TI_STATUS_MEM_ISO | TI_STATUS_MEM_ISO_LD;
	uint32_t cache = TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD;
	uint64_t value;

	ti.cache_isolation = ti.cache_link_down = true;
	assert_int_equal(t->ops->port_configure(t, 0, &ti), 0);
	/* Only what is enabled. */
	ti_set(t, 0, TI_CTRL, TI_CTRL_CACHE_ISO | TI_CTRL_INTERRUPT);
	inject(t, 0, FAULT_LINK_DOWN);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), cache);
	assert_int_equal(t->ops->restore(t), 0);
	/* Both, by one link down; cleared one by one. */
	assert_int_equal(t->ops->port_configure(t, 0, &ti), 0);
	ti_set(t, 0, TI_CTRL, TI_CTRL_CACHE_ISO | TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS), mem | cache);
	ti_set(t, 0, TI_STATUS, cache);
	assert_int_equal(ti_get(t, 0, TI_STATUS), mem);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
	assert_int_equal(t->ops->restore(t), 0);
	/* A link down that mem's Isolation Link Down Enable forces triggers cache. */
	assert_int_equal(t->ops->port_configure(t, 0, &ti), 0);
	ti_set(t, 0, TI_CTRL,
	       TI_CTRL_CACHE_ISO | TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD | TI_CTRL_MEM_TIMEOUT);
	inject(t, 0, FAULT_HANG);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
	let_pass(t, MODEL_DRAIN_NS);
	assert_int_equal(ti_get(t, 0, TI_STATUS),
			 TI_STATUS_MEM_TIMEOUT | TI_STATUS_MEM_ISO | cache);
	assert_int_equal(t->ops->link_state(t, 0), 0);
}

static void test_link_held_down(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD);
	inject(t, 0, FAULT_LINK_DOWN);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, 10 * TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	ti_set(t, 0, TI_STATUS, TI_STATUS_MEM_ISO);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_int_equal(counters(t, 0).link_downs, 1);
	/* Without the enable it comes back by itself. */
	ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_true(ti_get(t, 0, TI_STATUS) & TI_STATUS_MEM_ISO);
}

static void test_edge_and_level(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	struct topo_ti ti = full_ti;

	for (int level = 0; level < 2; level++) {
		ti.level_link_down = level;
		assert_int_equal(t->ops->port_configure(t, 0, &ti), 0);
		ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
		inject(t, 0, FAULT_LINK_DOWN);
		let_pass(t, MODEL_DRAIN_NS);
		ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
		assert_int_equal(!!(ti_get(t, 0, TI_STATUS) & TI_STATUS_MEM_ISO), level);
		let_pass(t, MODEL_DRAIN_NS);
		/* With isolation off the clear is final for both. */
		ti_set(t, 0, TI_CTRL, 0);
		ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
		assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
		inject(t, 0, FAULT_LINK_RESTORE);
		let_pass(t, TRAINED);
	}
}

static void test_link_disable(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t control = CONFIG_PCIE + PCIE_LNKCTL, sta = CONFIG_PCIE + PCIE_LNKSTA;

	assert_true(cfg(t, 0, sta, 2) & PCIE_LNKSTA_DLLLA);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	set_cfg(t, 0, control, 2, PCIE_LNKCTL_LD);
	assert_int_equal(cfg(t, 0, control, 2), PCIE_LNKCTL_LD);
	assert_false(cfg(t, 0, sta, 2) & PCIE_LNKSTA_DLLLA);
	/* A link down is a link down, whoever caused it. */
	assert_true(ti_get(t, 0, TI_STATUS) & TI_STATUS_MEM_ISO_LD);
	assert_true(stamps(t, 0).t_fault && stamps(t, 0).t_isolated > stamps(t, 0).t_fault);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	assert_int_equal(t->ops->link_set(t, 0, 1), 0);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	assert_true(cfg(t, 0, sta, 2) & PCIE_LNKSTA_LT);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	/* Secondary bus reset is one too. */
	set_cfg(t, 0, PCI_HDR_BRIDGE + 2, 2, PCI_BRIDGE_SBR);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	set_cfg(t, 0, PCI_HDR_BRIDGE + 2, 2, 0);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_int_equal(counters(t, 0).link_downs, 2);
}

static void test_link_stuck(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	inject(t, 0, FAULT_LINK_STUCK);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_int_equal(t->ops->link_set(t, 0, 0), 0);
	assert_int_equal(t->ops->link_set(t, 0, 1), 0);
	let_pass(t, 1000 * TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 1);
}

/* Without isolation the host dies of the access; restore() starts it again. */
static void expect_fatal(struct target *t)
{
	enum access_result result;
	uint64_t value;

	assert_int_equal(t->ops->load(t, 0, 0, &value, &result), -EHOSTDOWN);
	assert_int_equal(t->ops->load(t, 1, 0, &value, &result), -EHOSTDOWN);
	assert_int_equal(t->ops->reg_write(t, ORIGIN_IMPL, 0, 0x1000, 0), -EHOSTDOWN);
	assert_int_equal(t->ops->wait(t, UINT64_MAX), -EHOSTDOWN);
	assert_true(strstr(model_of(t)->log[0], "machine check"));
	assert_int_equal(t->ops->restore(t), 0);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_DONE);
}

static void test_fatal_without_isolation(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(ti_get(t, 0, TI_STATUS), 0);
	expect_fatal(t);
	inject(t, 0, FAULT_HANG);
	expect_fatal(t);
}

static void test_timeout_without_isolation(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	enum access_result result;
	uint64_t value;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_TIMEOUT | 1);
	inject(t, 0, FAULT_HANG);
	assert_int_equal(t->ops->load(t, 0, 0, &value, &result), -EHOSTDOWN);
	/* Sticky, as after a machine check. */
	assert_int_equal(ti_get(t, 0, TI_STATUS), TI_STATUS_MEM_TIMEOUT);
}

static void test_fatal_for_system_ram(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	assert_int_equal(t->ops->region_set_mode(t, 0, ISOTAP_MODE_SYSTEM_RAM), 0);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	expect_fatal(t);
}

static void test_surprise_removal(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value;

	assert_int_equal(store(t, 0, 8, GOOD), ACCESS_DONE);
	assert_int_equal(store(t, 1, 8, GOOD), ACCESS_DONE);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_SURPRISE_REMOVE);
	assert_int_equal(load(t, 0, 8, &value), ACCESS_EXCEPTION);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(t->ops->region_online(t, 0), -ENXIO);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, MODEL_DRAIN_NS);
	ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(t->ops->region_online(t, 0), 0);
	/* Its memory is volatile. */
	assert_int_equal(load(t, 0, 8, &value), ACCESS_DONE);
	assert_int_equal(value, 0);
	assert_int_equal(load(t, 1, 8, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_two_ports, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_link_down_isolates),
		TEST(test_signals_once),
		TEST(test_interrupt_personalities),
		TEST(test_data_personalities),
		TEST(test_timeout_in_range),
		TEST(test_timeout_status),
		TEST(test_wait_ends_with_link),
		TEST(test_protocols_are_independent),
		TEST(test_link_held_down),
		TEST(test_edge_and_level),
		TEST(test_link_disable),
		TEST(test_link_stuck),
		TEST(test_fatal_without_isolation),
		TEST(test_timeout_without_isolation),
		TEST(test_fatal_for_system_ram),
		TEST(test_surprise_removal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
