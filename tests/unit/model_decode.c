// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Decoding at every level of the model, checked against the definition of an interleave: granule
 * number modulo ways names the device, granule number divided by ways the place in it.
 */
#include "model_fixture.h"

static void expect_interleave(struct fixture *f, uint32_t region, uint64_t dpa_base)
{
	const struct topo_region *from = &f->topo.regions[region];
	struct model *m = model_of(&f->target);
	uint64_t g = from->granularity, ways = (uint64_t)from->ways, step = from->size / 4093;

	for (uint64_t offset = 0; offset < from->size; offset += offset < 64 * g ? g / 2 : step) {
		uint64_t granule = offset / g, dpa = 0;
		uint32_t device = UINT32_MAX;

		assert_int_equal(memory_route(m, m->regions[region].base + offset, &device, &dpa),
				 0);
		assert_int_equal(device, from->devices[granule % ways]);
		assert_int_equal(dpa, dpa_base + granule / ways * g + offset % g);
	}
}

/* Every word keeps its own value: no two addresses share a place. */
static void expect_distinct(struct fixture *f, uint32_t region)
{
	const struct topo_region *from = &f->topo.regions[region];
	struct target *t = &f->target;
	uint64_t value, step = from->granularity / 2 + 8;

	for (uint64_t n = 0; n < 512; n++)
		assert_int_equal(store(t, region, (n * step) & ~7ull, ~n), ACCESS_DONE);
	for (uint64_t n = 0; n < 512; n++) {
		assert_int_equal(load(t, region, (n * step) & ~7ull, &value), ACCESS_DONE);
		assert_int_equal(value, ~n);
	}
}

static struct fixture *empty(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	return f;
}

static int no_setup(void **state)
{
	empty(state);
	return 0;
}

static void test_passthrough_and_decoders(void **state)
{
	struct fixture *f = *state;

	one_port(&f->topo);
	open_model(f, false);
	expect_interleave(f, 0, 0);
	f->target.ops->close(&f->target);
	f->topo.bridges[0].passthrough_decoders = true;
	open_model(f, false);
	expect_interleave(f, 0, 0);
	expect_distinct(f, 0);
}

static void test_two_bridges(void **state)
{
	struct fixture *f = *state;

	f->topo.bridge_count = 2;
	for (int i = 0; i < 2; i++)
		add_device(&f->topo, add_port(&f->topo, i), NO_SWITCH, -1, 1024);
	add_window(&f->topo, 2048, 1024, 2, 0, 1);
	add_region(&f->topo, 0, 1024, 1024, 2, 0, 1);
	add_region(&f->topo, 0, 512, 1024, 2, 0, 1);
	open_model(f, false);
	expect_interleave(f, 0, 0);
	/* The second region lies behind the first in both devices. */
	expect_interleave(f, 1, 512 * MIB);
	assert_int_equal(f->target.regions[0].ports, 3);
	expect_distinct(f, 1);
}

static void test_ports_of_one_bridge(void **state)
{
	struct fixture *f = *state;

	for (uint32_t granularity = 256; granularity <= 16384; granularity *= 2) {
		memset(f, 0, sizeof(*f));
		f->topo.bridge_count = 1;
		for (int i = 0; i < 4; i++)
			add_device(&f->topo, add_port(&f->topo, 0), NO_SWITCH, -1, 256);
		add_window(&f->topo, 1024, 256, 1, 0);
		/* Not in the order of the ports. */
		add_region(&f->topo, 0, 1024, granularity, 4, 2, 0, 3, 1);
		open_model(f, false);
		expect_interleave(f, 0, 0);
		expect_distinct(f, 0);
		if (granularity < 16384)
			f->target.ops->close(&f->target);
	}
}

static void add_switch(struct topo *topo, int port)
{
	topo->switches[topo->switch_count].port = port;
	topo->switches[topo->switch_count++].downstream_count = 2;
}

static void test_switch(void **state)
{
	struct fixture *f = *state;

	f->topo.bridge_count = 1;
	add_port(&f->topo, 0);
	add_switch(&f->topo, 0);
	add_device(&f->topo, 0, 0, 1, 512);
	add_device(&f->topo, 0, 0, 0, 512);
	add_window(&f->topo, 1024, 256, 1, 0);
	add_region(&f->topo, 0, 512, 512, 2, 0, 1);
	add_region(&f->topo, 0, 256, 256, 1, 1);
	open_model(f, false);
	expect_interleave(f, 0, 0);
	expect_interleave(f, 1, 256 * MIB);
	expect_distinct(f, 0);
}

/* Two bridges, two ports each, two devices behind a switch at each port: eight ways. */
static void test_all_levels(void **state)
{
	struct fixture *f = *state;

	f->topo.bridge_count = 2;
	for (int port = 0; port < 4; port++) {
		add_port(&f->topo, port / 2);
		add_switch(&f->topo, port);
		for (int d = 0; d < 2; d++)
			add_device(&f->topo, port, port, d, 256);
	}
	add_window(&f->topo, 2048, 512, 2, 1, 0);
	/* Device n hangs off port n / 2, bridge n / 4. */
	add_region(&f->topo, 0, 2048, 512, 8, 4, 0, 6, 2, 5, 1, 7, 3);
	open_model(f, false);
	expect_interleave(f, 0, 0);
	expect_distinct(f, 0);
	assert_int_equal(f->target.regions[0].ports, 0xf);
}

static void test_three_ways(void **state)
{
	struct fixture *f = *state;

	f->topo.bridge_count = 1;
	for (int i = 0; i < 3; i++)
		add_device(&f->topo, add_port(&f->topo, 0), NO_SWITCH, -1, 256);
	add_window(&f->topo, 1024, 256, 1, 0);
	add_region(&f->topo, 0, 768, 256, 3, 1, 2, 0);
	open_model(f, false);
	expect_interleave(f, 0, 0);
	expect_distinct(f, 0);
}

static void test_persistent_partition(void **state)
{
	struct fixture *f = *state;

	one_port(&f->topo);
	f->topo.devices[0].persistent_size = 512 * MIB;
	f->topo.regions[0].persistent = true;
	add_region(&f->topo, 0, 256, 256, 1, 0);
	open_model(f, false);
	expect_interleave(f, 0, 512 * MIB);
	expect_interleave(f, 1, 0);
}

/* What does not decode is refused when the model is built, not found out by an access. */
static void test_impossible_topologies(void **state)
{
	struct fixture *f = *state;
	struct target_model_config config = {0};

	one_port(&f->topo);
	f->topo.regions[0].devices[0] = 5;
	assert_int_equal(target_model_open(&f->target, &f->topo, &config), -EINVAL);
	one_port(&f->topo);
	f->topo.regions[0].size = 768 * MIB;
	assert_true(target_model_open(&f->target, &f->topo, &config) < 0);
	one_port(&f->topo);
	f->topo.regions[0].size = 100 * MIB;
	assert_int_equal(target_model_open(&f->target, &f->topo, &config), -EINVAL);
	one_port(&f->topo);
	f->topo.ports[0].bridge = 3;
	assert_int_equal(target_model_open(&f->target, &f->topo, &config), -EINVAL);
	two_ports(&f->topo);
	f->topo.windows[0].bridges[0] = -1;
	assert_int_equal(target_model_open(&f->target, &f->topo, &config), -EINVAL);
	/* A device that does not hang off the bridge that the window selects. */
	two_ports(&f->topo);
	f->topo.bridge_count = 2;
	f->topo.ports[1].bridge = 1;
	assert_int_equal(target_model_open(&f->target, &f->topo, &config), -EINVAL);
	assert_null(f->target.priv);
}

/* ---- the decoder itself ---- */

#define DEC(n, r) (HDM_DECODER(n) + (r))

static void program(struct hdm *h, unsigned int n, uint64_t base, uint64_t size, uint32_t ctrl)
{
	hdm_write(h, DEC(n, HDM_BASE_LOW), (uint32_t)base);
	hdm_write(h, DEC(n, HDM_BASE_HIGH), (uint32_t)(base >> 32));
	hdm_write(h, DEC(n, HDM_SIZE_LOW), (uint32_t)size);
	hdm_write(h, DEC(n, HDM_SIZE_HIGH), (uint32_t)(size >> 32));
	hdm_write(h, DEC(n, HDM_CTRL), ctrl | HDM_CTRL_COMMIT);
}

static bool committed(const struct hdm *h, unsigned int n)
{
	uint32_t ctrl = hdm_read(h, DEC(n, HDM_CTRL));

	assert_true(!(ctrl & HDM_CTRL_COMMITTED) != !(ctrl & HDM_CTRL_ERROR));
	return ctrl & HDM_CTRL_COMMITTED;
}

static void test_commit_checks(void **state)
{
	struct hdm h;

	(void)state;
	hdm_init(&h, true, 1024 * MIB);
	assert_int_equal(hdm_read(&h, HDM_CAP) & HDM_CAP_DECODERS, HDM_COUNT_10);
	program(&h, 0, 4096 * MIB, 512 * MIB, 0);
	assert_true(committed(&h, 0));
	/* Overlap, descending order, odd size, reserved ways, beyond the device. */
	program(&h, 1, 4352 * MIB, 256 * MIB, 0);
	assert_false(committed(&h, 1));
	program(&h, 1, 2048 * MIB, 256 * MIB, 0);
	assert_false(committed(&h, 1));
	program(&h, 1, 8192 * MIB, 0, 0);
	assert_false(committed(&h, 1));
	program(&h, 1, 8192 * MIB, 256 * MIB, 0x50);
	assert_false(committed(&h, 1));
	program(&h, 1, 8192 * MIB, 256 * MIB, 0x10);
	assert_false(committed(&h, 1));
	program(&h, 1, 8192 * MIB, 256 * MIB, 0x7);
	assert_false(committed(&h, 1));
	program(&h, 1, 8192 * MIB, 768 * MIB, 0);
	assert_false(committed(&h, 1));
	program(&h, 1, 8192 * MIB, 512 * MIB, 0);
	assert_true(committed(&h, 1));
	/* Committed: its registers do not change. */
	hdm_write(&h, DEC(0, HDM_BASE_HIGH), 7);
	assert_int_equal(hdm_read(&h, DEC(0, HDM_BASE_HIGH)), 1);
	hdm_write(&h, DEC(0, HDM_CTRL), 0);
	assert_int_equal(hdm_read(&h, DEC(0, HDM_CTRL)), 0);
	hdm_reset(&h);
	assert_int_equal(hdm_read(&h, DEC(1, HDM_CTRL)), 0);
	assert_int_equal(hdm_read(&h, DEC(1, HDM_BASE_HIGH)), 0);
	assert_int_not_equal(hdm_read(&h, HDM_CAP), 0);
}

static void test_decoder_enable_and_lock(void **state)
{
	struct hdm h;

	(void)state;
	hdm_init(&h, false, 0);
	program(&h, 0, 4096 * MIB, 512 * MIB, HDM_CTRL_LOCK);
	assert_int_equal(h.live_count, 0);
	hdm_write(&h, HDM_GLOBAL, HDM_GLOBAL_ENABLE);
	assert_int_equal(h.live_count, 1);
	hdm_write(&h, DEC(0, HDM_CTRL), 0);
	assert_int_equal(h.live_count, 1);
	hdm_write(&h, HDM_GLOBAL, 0);
	assert_int_equal(h.live_count, 0);
	/* Sixteen ways need more targets than there are. */
	program(&h, 1, 8192 * MIB, 4096 * MIB, 4 << HDM_CTRL_IW_SHIFT);
	assert_false(committed(&h, 1));
	/* Registers that are not there. */
	hdm_write(&h, 0x10000, 1);
	assert_int_equal(hdm_read(&h, 0x10000), 0);
	hdm_write(&h, HDM_CAP, 0);
	assert_int_not_equal(hdm_read(&h, HDM_CAP), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, no_setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_passthrough_and_decoders),
		TEST(test_two_bridges),
		TEST(test_ports_of_one_bridge),
		TEST(test_switch),
		TEST(test_all_levels),
		TEST(test_three_ways),
		TEST(test_persistent_partition),
		TEST(test_impossible_topologies),
		TEST(test_commit_checks),
		TEST(test_decoder_enable_and_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
