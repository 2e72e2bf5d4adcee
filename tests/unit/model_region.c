// SPDX-License-Identifier: GPL-2.0-or-later
/* What the model's kernel makes of the memory: modes, users, loss and re-creation of regions. */
#include "model_fixture.h"

#define GOOD 0x0123456789abcdefull

static struct isotap_region_info info(struct target *t, uint32_t region)
{
	struct isotap_region_info i;

	assert_int_equal(t->ops->region_info(t, region, &i), 0);
	return i;
}

static void test_described(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	struct isotap_region_info i = info(t, 1);

	assert_string_equal(t->ports[0].name, "0000:0c:00.0");
	assert_string_equal(t->ports[1].name, "0000:0c:01.0");
	assert_string_equal(t->ports[1].topo_name, "port1");
	assert_int_equal(t->ports[0].block_size, COMP_BLOCK_SIZE);
	assert_string_equal(i.name, "region1");
	assert_int_equal(i.ports, 2);
	assert_int_equal(i.size, 512 * MIB);
	assert_int_equal(i.mode, ISOTAP_MODE_DEVDAX);
	assert_int_equal(i.users, 0);
	assert_true(i.usable);
	assert_int_equal(t->ops->region_info(t, 2, &i), -ENOENT);
}

static void test_bounds(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	enum access_result result;
	uint64_t value;

	assert_int_equal(load(t, 0, 0, &value), ACCESS_DONE);
	assert_int_equal(value, 0);
	assert_int_equal(load(t, 0, 512 * MIB - 8, &value), ACCESS_DONE);
	assert_int_equal(t->ops->load(t, 0, 512 * MIB, &value, &result), -EINVAL);
	assert_int_equal(t->ops->load(t, 0, UINT64_MAX - 7, &value, &result), -EINVAL);
	assert_int_equal(t->ops->load(t, 0, 4, &value, &result), -EINVAL);
	assert_int_equal(t->ops->store(t, 2, 0, 0, &result), -EINVAL);
}

static void test_users(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value;

	assert_int_equal(t->ops->region_close(t, 0), -EBADF);
	assert_int_equal(t->ops->region_open(t, 0), 0);
	assert_int_equal(t->ops->region_open(t, 0), 0);
	assert_int_equal(info(t, 0).users, 2);
	assert_int_equal(t->ops->region_close(t, 0), 0);
	assert_int_equal(info(t, 0).users, 1);
	assert_int_equal(t->ops->region_set_mode(t, 0, ISOTAP_MODE_SYSTEM_RAM), -EBUSY);
	/* Off line: the mapping is gone, the holder keeps a file that leads nowhere. */
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	assert_false(info(t, 0).usable);
	assert_int_equal(info(t, 0).users, 0);
	assert_int_equal(info(t, 0).mode, ISOTAP_MODE_NONE);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_GONE);
	assert_int_equal(store(t, 0, 0, 1), ACCESS_GONE);
	assert_int_equal(t->ops->region_open(t, 0), -ENXIO);
	assert_int_equal(t->ops->region_online(t, 0), 0);
	assert_int_equal(t->ops->region_open(t, 0), 0);
	assert_int_equal(info(t, 0).users, 1);
	/* First the old one is closed, then the new one. */
	assert_int_equal(t->ops->region_close(t, 0), 0);
	assert_int_equal(info(t, 0).users, 1);
	assert_int_equal(t->ops->region_close(t, 0), 0);
	assert_int_equal(info(t, 0).users, 0);
}

static void test_system_ram(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	struct isotap_range range;
	uint64_t value;

	assert_int_equal(t->ops->ranges(t, 0, &range, 1), 1);
	assert_false(range.system_ram);
	assert_int_equal(t->ops->region_set_mode(t, 0, ISOTAP_MODE_SYSTEM_RAM), 0);
	assert_int_equal(info(t, 0).mode, ISOTAP_MODE_SYSTEM_RAM);
	assert_int_equal(t->ops->ranges(t, 0, &range, 1), 1);
	assert_true(range.system_ram);
	assert_int_equal(range.base, info(t, 0).base);
	assert_int_equal(range.size, 512 * MIB);
	assert_int_equal(range.region, 0);
	assert_int_equal(t->ops->ranges(t, 1, &range, 1), 1);
	assert_false(range.system_ram);
	assert_int_equal(t->ops->region_open(t, 0), -ENXIO);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_GONE);
	assert_int_equal(t->ops->region_offline(t, 0), -EBUSY);
	assert_int_equal(t->ops->region_online(t, 0), -EBUSY);
	assert_int_equal(t->ops->rescan(t, 0), -EBUSY);
	assert_int_equal(t->ops->region_set_mode(t, 0, ISOTAP_MODE_DEVDAX), 0);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_DONE);
	assert_int_equal(t->ops->region_set_mode(t, 0, ISOTAP_MODE_NONE), 0);
	assert_int_equal(t->ops->region_open(t, 0), -ENXIO);
	assert_int_equal(t->ops->region_set_mode(t, 0, (enum isotap_mode)9), -EINVAL);
}

/* Decoders do not survive a link down; memory does. */
static void test_link_down_loses_decoders(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	struct isotap_region_info i;
	uint64_t value;

	assert_int_equal(store(t, 0, 4096, GOOD), ACCESS_DONE);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
	/* Bound again without enumeration: nothing decodes the address. */
	assert_int_equal(t->ops->region_online(t, 0), 0);
	assert_int_equal(load(t, 0, 4096, &value), ACCESS_DONE);
	assert_int_equal(value, UINT64_MAX);
	assert_int_equal(store(t, 0, 4096, 0), ACCESS_DONE);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(t->ops->region_info(t, 0, &i), -ENOENT);
	assert_int_equal(t->ops->ranges(t, 0, NULL, 0), 0);
	assert_int_equal(t->ops->region_set_mode(t, 0, ISOTAP_MODE_DEVDAX), -ENXIO);
	assert_int_equal(t->ops->region_online(t, 0), 0);
	assert_int_equal(load(t, 0, 4096, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD);
}

static void test_rescan_without_link(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint64_t value;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(t->ops->region_online(t, 0), -ENXIO);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_GONE);
	/* Enumeration waits for a link that is training. */
	inject(t, 0, FAULT_LINK_RESTORE);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(t->ops->region_online(t, 0), 0);
}

/* An interleaved region and one beside it: the other's decoders stay through a re-creation. */
static void test_recreated_beside_another(void **state)
{
	struct fixture *f = *state;
	struct target *t = &f->target;
	uint64_t value;

	f->topo.devices[0].volatile_size = f->topo.devices[1].volatile_size = 1024 * MIB;
	f->topo.windows[0].size = 2048 * MIB;
	f->topo.region_count = 0;
	add_region(&f->topo, 0, 512, 256, 2, 0, 1);
	add_region(&f->topo, 0, 256, 256, 1, 1);
	reopen(f);
	assert_int_equal(store(t, 0, 256, GOOD), ACCESS_DONE);
	assert_int_equal(store(t, 1, 0, GOOD + 1), ACCESS_DONE);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	inject(t, 0, FAULT_LINK_DOWN);
	/* Only the granules of the isolated port. */
	assert_int_equal(load(t, 0, 0, &value), ACCESS_EXCEPTION);
	assert_int_equal(load(t, 0, 256, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	ti_set(t, 0, TI_STATUS, TI_STATUS_RW1CS);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(load(t, 1, 0, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD + 1);
	assert_int_equal(t->ops->region_online(t, 0), 0);
	assert_int_equal(load(t, 0, 256, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD);
	assert_int_equal(load(t, 1, 0, &value), ACCESS_DONE);
	assert_int_equal(value, GOOD + 1);
}

static void test_restore(void **state)
{
	struct fixture *f = *state;
	struct target *t = &f->target;
	struct topo_ti none = {.vectors = 1};
	uint64_t value;

	f->topo.regions[1].mode = TOPO_MODE_SYSTEM_RAM;
	reopen(f);
	assert_int_equal(info(t, 1).mode, ISOTAP_MODE_SYSTEM_RAM);
	assert_int_equal(t->ops->region_open(t, 0), 0);
	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD);
	inject(t, 0, FAULT_BUSY);
	inject(t, 0, FAULT_LINK_STUCK);
	inject(t, 0, FAULT_LINK_DOWN);
	t->ops->firmware_set(t, 0, ISOTAP_FW_KEEPS_ISOLATION);
	t->ops->personality(t, 0, INSTR_PERS_PLAIN_DATA);
	assert_int_equal(t->ops->port_configure(t, 1, &none), 0);
	assert_int_equal(t->ops->rescan(t, 0), 0);
	assert_int_equal(t->ops->restore(t), 0);
	assert_int_equal(ti_get(t, 0, TI_CTRL) | ti_get(t, 0, TI_STATUS), 0);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_int_not_equal(find_ti(t, 1), 0);
	assert_int_equal(t->ops->firmware_control(t, 0), 0);
	assert_int_equal(info(t, 0).users, 0);
	assert_int_equal(info(t, 0).mode, ISOTAP_MODE_DEVDAX);
	assert_int_equal(info(t, 1).mode, ISOTAP_MODE_SYSTEM_RAM);
	assert_int_equal(load(t, 0, 0, &value), ACCESS_DONE);
	assert_int_equal(counters(t, 0).isolations, 0);
	assert_int_equal(stamps(t, 0).t_fault, 0);
}

/* Memory that was written is bounded, and what was never written takes none. */
static void test_memory_is_bounded(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	enum access_result result;
	uint64_t value, offset = 0;
	int rc = 0;

	for (; !rc && offset < 512 * MIB; offset += 4096)
		rc = t->ops->store(t, 0, offset, offset + 1, &result);
	assert_int_equal(rc, -ENOSPC);
	assert_int_equal(offset, ((uint64_t)MODEL_MAX_PAGES + 1) * 4096);
	for (uint64_t o = 0; o < offset - 4096; o += 4096) {
		assert_int_equal(load(t, 0, o, &value), ACCESS_DONE);
		assert_int_equal(value, o + 1);
	}
	assert_int_equal(load(t, 0, offset, &value), ACCESS_DONE);
	assert_int_equal(value, 0);
}

static void test_stamps_and_events(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	struct isotap_event event = {.kind = ISOTAP_EVENT_ISOLATED, .port = 0}, told;
	struct target_stamps s;

	ti_set(t, 0, TI_CTRL, TI_CTRL_MEM_ISO);
	assert_int_equal(t->ops->user_event(t, t->ops->now(t) + 1000, &told), -ETIMEDOUT);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(t->ops->region_offline(t, 0), 0);
	assert_int_equal(t->ops->notify(t, &event), 0);
	s = stamps(t, 0);
	assert_true(s.t_fault && s.t_fault < s.t_isolated && s.t_isolated < s.t_offline &&
		    s.t_offline < s.t_notified);
	assert_int_equal(s.t_irq, 0);
	assert_int_equal(t->ops->user_event(t, 0, &told), 0);
	assert_int_equal(told.kind, ISOTAP_EVENT_ISOLATED);
	event.port = 9;
	assert_int_equal(t->ops->notify(t, &event), -EINVAL);
	event.port = 1;
	for (uint32_t i = 0; i < MODEL_USER_EVENTS + 3; i++) {
		event.t_seen = i;
		assert_int_equal(t->ops->notify(t, &event), 0);
	}
	assert_int_equal(t->ops->user_event(t, 0, &told), 0);
	assert_int_equal(told.t_seen, 3);
	assert_int_equal(t->ops->cache_invalidate(t, info(t, 1).base, 4096), 0);
	assert_int_equal(counters(t, 1).cache_invalidations, 1);
	assert_int_equal(counters(t, 0).cache_invalidations, 0);
	assert_int_equal(t->ops->cache_invalidate(t, 1, UINT64_MAX), -EINVAL);
	/* The next fault starts anew. */
	inject(t, 0, FAULT_HANG);
	assert_int_equal(stamps(t, 0).t_isolated, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_two_ports, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_described),
		TEST(test_bounds),
		TEST(test_users),
		TEST(test_system_ram),
		TEST(test_link_down_loses_decoders),
		TEST(test_rescan_without_link),
		TEST(test_recreated_beside_another),
		TEST(test_restore),
		TEST(test_memory_is_bounded),
		TEST(test_stamps_and_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
