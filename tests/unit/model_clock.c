// SPDX-License-Identifier: GPL-2.0-or-later
/* Scheduling in the model: what runs when, what waits, and that a seed gives one run. */
#include "model_fixture.h"

#define MAX_LOG 32

/* What ran, in order. */
static struct {
	struct target *t;
	const char *what[MAX_LOG];
	uint64_t time[MAX_LOG];
	unsigned int count;
	int claim;
} seen;

static void note(const char *what)
{
	if (seen.count == MAX_LOG)
		return;
	seen.time[seen.count] = model_of(seen.t)->clock.now;
	seen.what[seen.count++] = what;
}

static int start(void **state)
{
	int rc = setup_two_ports(state);

	memset(&seen, 0, sizeof(seen));
	seen.t = &((struct fixture *)*state)->target;
	return rc;
}

static int on_irq(void *arg)
{
	note(arg);
	return seen.claim;
}

static void on_work(void *arg)
{
	note(arg);
}

static char a[] = "a", b[] = "b", c[] = "c", many[MODEL_EVENTS + 1];

static void test_work_in_order(void **state)
{
	struct target *t = seen.t;
	uint64_t now = t->ops->now(t);

	(void)state;
	assert_int_equal(t->ops->defer(t, now + 30000, on_work, c), 0);
	assert_int_equal(t->ops->defer(t, now + 20000, on_work, b), 0);
	assert_int_equal(t->ops->defer(t, now + 10000, on_work, a), 0);
	assert_int_equal(seen.count, 0);
	let_pass(t, 40000);
	assert_int_equal(seen.count, 3);
	assert_string_equal(seen.what[0], "a");
	assert_string_equal(seen.what[2], "c");
	assert_true(seen.time[0] >= now + 10000 && seen.time[0] < now + 10100);
	/* Equal times: the order of the calls. */
	now = t->ops->now(t) + 50000;
	t->ops->defer(t, now, on_work, b);
	t->ops->defer(t, now, on_work, a);
	let_pass(t, 60000);
	assert_string_equal(seen.what[3], "b");
	assert_string_equal(seen.what[4], "a");
	assert_int_equal(t->ops->defer(t, 0, NULL, NULL), -EINVAL);
}

static void test_work_moves_and_cancels(void **state)
{
	struct target *t = seen.t;
	uint64_t now = t->ops->now(t);

	(void)state;
	t->ops->defer(t, now + 10000, on_work, a);
	t->ops->defer(t, now + 20000, on_work, a);
	t->ops->defer(t, now + 10000, on_work, b);
	t->ops->cancel(t, on_work, b);
	t->ops->cancel(t, on_work, c);
	let_pass(t, 15000);
	assert_int_equal(seen.count, 0);
	let_pass(t, 10000);
	assert_int_equal(seen.count, 1);
	/* Bounded; one that is queued is moved, not added. */
	for (int i = 0; i < MODEL_EVENTS; i++)
		assert_int_equal(t->ops->defer(t, UINT64_MAX, on_work, &many[i]), 0);
	assert_int_equal(t->ops->defer(t, UINT64_MAX, on_work, &many[MODEL_EVENTS]), -ENOSPC);
	assert_int_equal(t->ops->defer(t, now, on_work, &many[3]), 0);
}

static void again(void *arg)
{
	note(arg);
	seen.t->ops->defer(seen.t, 0, again, arg);
}

/* Work that queues itself at once does not keep the caller for ever. */
static void test_work_that_repeats(void **state)
{
	struct target *t = seen.t;

	(void)state;
	t->ops->defer(t, 0, again, a);
	let_pass(t, 10 * MODEL_WORK_NS);
	assert_in_range(seen.count, 5, 11);
	t->ops->cancel(t, again, a);
	seen.count = 0;
	let_pass(t, 10 * MODEL_WORK_NS);
	assert_int_equal(seen.count, 0);
}

static void test_wait(void **state)
{
	struct target *t = seen.t;
	uint64_t now = t->ops->now(t);

	(void)state;
	assert_int_equal(t->ops->wait(t, now + 1000), -ETIMEDOUT);
	assert_true(t->ops->now(t) >= now + 1000);
	now = t->ops->now(t);
	t->ops->defer(t, now + 64000000000ull, on_work, a);
	assert_int_equal(t->ops->wait(t, UINT64_MAX), 0);
	assert_int_equal(seen.count, 1);
	assert_true(t->ops->now(t) - now >= 64000000000ull);
	/* A wait for nothing ends too. */
	assert_int_equal(t->ops->wait(t, UINT64_MAX), -ETIMEDOUT);
	assert_int_equal(t->ops->delay_until(t, 0), 0);
}

static void arm(struct target *t, uint32_t port)
{
	ti_set(t, port, TI_CTRL, TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT);
}

static void test_interrupt(void **state)
{
	struct target *t = seen.t;

	(void)state;
	assert_int_equal(t->ops->irq_register(t, 0, 1, on_irq, a), -ENOENT);
	assert_int_equal(t->ops->irq_register(t, 9, 0, on_irq, a), -EINVAL);
	assert_int_equal(t->ops->irq_register(t, 0, 0, on_irq, a), 0);
	assert_int_equal(t->ops->irq_register(t, 0, 0, on_irq, b), 0);
	assert_int_equal(t->ops->irq_register(t, 1, 0, on_irq, c), 0);
	seen.claim = 1;
	arm(t, 0);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(seen.count, 0);
	assert_int_equal(t->ops->wait(t, UINT64_MAX), 0);
	/* Shared: everyone on that vector is asked, nobody else. */
	assert_int_equal(seen.count, 2);
	assert_int_equal(stamps(t, 0).t_irq, seen.time[0]);
	assert_true(seen.time[0] > stamps(t, 0).t_isolated);
	assert_int_equal(counters(t, 0).interrupts_unclaimed, 0);
	seen.claim = 0;
	inject(t, 0, FAULT_SPURIOUS_IRQ);
	let_pass(t, 10000);
	assert_int_equal(seen.count, 4);
	assert_int_equal(counters(t, 0).interrupts_unclaimed, 1);
	t->ops->irq_unregister(t, 0, 0, on_irq, a);
	inject(t, 0, FAULT_SPURIOUS_IRQ);
	let_pass(t, 10000);
	assert_int_equal(seen.count, 5);
	assert_string_equal(seen.what[4], "b");
	t->ops->irq_unregister(t, 0, 0, on_irq, b);
	inject(t, 0, FAULT_SPURIOUS_IRQ);
	let_pass(t, 10000);
	assert_int_equal(seen.count, 5);
	assert_int_equal(counters(t, 0).interrupts_unclaimed, 3);
}

static void test_lock_holds_software_back(void **state)
{
	struct target *t = seen.t;

	(void)state;
	t->ops->irq_register(t, 0, 0, on_irq, a);
	arm(t, 0);
	t->ops->lock(t);
	t->ops->defer(t, 0, on_work, b);
	inject(t, 0, FAULT_LINK_DOWN);
	assert_int_equal(t->ops->delay_until(t, t->ops->now(t) + 1000000), 0);
	assert_int_equal(t->ops->wait(t, t->ops->now(t) + 1000000), -ETIMEDOUT);
	assert_int_equal(seen.count, 0);
	/* Hardware goes on. */
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	assert_int_equal(seen.count, 0);
	t->ops->unlock(t);
	assert_int_equal(seen.count, 2);
	assert_string_equal(seen.what[0], "a");
}

/* A handler during which another interrupt becomes due, and work. */
static int slow_irq(void *arg)
{
	note(arg);
	for (int i = 0; i < 500; i++)
		seen.t->ops->now(seen.t);
	assert_int_equal(seen.t->ops->delay_until(seen.t, UINT64_MAX), -EPERM);
	assert_int_equal(seen.t->ops->wait(seen.t, UINT64_MAX), -EPERM);
	note("end");
	return 1;
}

static void test_handler_is_not_interrupted(void **state)
{
	struct target *t = seen.t;

	(void)state;
	t->ops->irq_register(t, 0, 0, slow_irq, a);
	t->ops->irq_register(t, 1, 0, slow_irq, b);
	t->ops->defer(t, t->ops->now(t) + 5000, on_work, c);
	arm(t, 0);
	arm(t, 1);
	inject(t, 0, FAULT_LINK_DOWN);
	inject(t, 1, FAULT_LINK_DOWN);
	let_pass(t, 100000);
	assert_int_equal(seen.count, 5);
	assert_string_equal(seen.what[0], "a");
	assert_string_equal(seen.what[1], "end");
	assert_string_equal(seen.what[2], "b");
	assert_string_equal(seen.what[3], "end");
	assert_string_equal(seen.what[4], "c");
}

static void slow_work(void *arg)
{
	note(arg);
	seen.t->ops->delay_until(seen.t, seen.t->ops->now(seen.t) + 20000);
	note("end");
}

static void test_work_is_interrupted_by_interrupts_only(void **state)
{
	struct target *t = seen.t;
	uint64_t now = t->ops->now(t);
	struct fault spurious = {.kind = FAULT_SPURIOUS_IRQ, .delay_ns = 15000};

	(void)state;
	t->ops->irq_register(t, 0, 0, on_irq, b);
	t->ops->defer(t, now + 10000, slow_work, a);
	t->ops->defer(t, now + 12000, on_work, c);
	assert_int_equal(t->ops->inject(t, &spurious), 0);
	let_pass(t, 100000);
	assert_int_equal(seen.count, 4);
	assert_string_equal(seen.what[0], "a");
	assert_string_equal(seen.what[1], "b");
	assert_string_equal(seen.what[2], "end");
	assert_string_equal(seen.what[3], "c");
}

static void test_hotplug_shares_the_vector(void **state)
{
	struct fixture *f = *state;
	struct target *t = &f->target;

	f->topo.ports[0].hotplug = true;
	reopen(f);
	t->ops->irq_register(t, 0, 0, on_irq, a);
	assert_true(cfg(t, 0, CONFIG_PCIE + PCIE_SLTSTA, 2) & PCIE_SLTSTA_PDS);
	inject(t, 0, FAULT_LINK_DOWN);
	let_pass(t, 10000);
	/* The handler is asked; the hot-plug service has claimed it. */
	assert_int_equal(seen.count, 1);
	assert_int_equal(counters(t, 0).interrupts_unclaimed, 0);
	set_cfg(t, 0, CONFIG_PCIE + PCIE_SLTCTL, 2, 0);
	inject(t, 0, FAULT_LINK_RESTORE);
	let_pass(t, TRAINED);
	assert_int_equal(seen.count, 1);
	assert_true(cfg(t, 0, CONFIG_PCIE + PCIE_SLTSTA, 2) & PCIE_SLTSTA_DLLSC);
	set_cfg(t, 0, CONFIG_PCIE + PCIE_SLTSTA, 2, PCIE_SLTSTA_DLLSC);
	assert_false(cfg(t, 0, CONFIG_PCIE + PCIE_SLTSTA, 2) & PCIE_SLTSTA_DLLSC);
}

static void test_faults_are_checked(void **state)
{
	struct target *t = seen.t;
	struct fault fault = {.kind = FAULT_LINK_DOWN, .port = 2};

	(void)state;
	assert_int_equal(t->ops->inject(t, &fault), -EINVAL);
	fault = (struct fault){.kind = FAULT_KIND_COUNT};
	assert_int_equal(t->ops->inject(t, &fault), -EINVAL);
	fault = (struct fault){.kind = FAULT_HANG, .delay_ns = UINT64_MAX};
	assert_int_equal(t->ops->inject(t, &fault), -EINVAL);
	fault.delay_ns = 1000;
	for (int i = 0; i < MODEL_EVENTS; i++)
		assert_int_equal(t->ops->inject(t, &(struct fault){.kind = FAULT_HANG,
								   .delay_ns = 1000000000}),
				 0);
	assert_int_equal(t->ops->inject(t, &fault), -ENOSPC);
}

/* ---- one seed, one run ---- */

static uint64_t digest;

static void mix(uint64_t value)
{
	digest = (digest ^ value) * 0x100000001b3ull;
}

static int scenario_irq(void *arg)
{
	(void)arg;
	mix(seen.t->ops->now(seen.t));
	return 1;
}

/* Everything that a run can show goes into the digest. */
static uint64_t scenario(uint64_t seed, bool trace)
{
	struct target_model_config config = {.seed = seed, .trace = trace};
	struct target_access access[64];
	struct target_stamps s;
	struct topo topo;
	struct target t;
	uint64_t value;

	two_ports(&topo);
	assert_int_equal(target_model_open(&t, &topo, &config), 0);
	seen.t = &t;
	digest = 0xcbf29ce484222325ull;
	t.ops->irq_register(&t, 0, 0, scenario_irq, NULL);
	for (uint32_t n = 0; n < 50; n++) {
		ti_set(&t, 0, TI_CTRL,
		       TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT | TI_CTRL_MEM_TIMEOUT | 2);
		inject(&t, 0, n % 3 ? FAULT_HANG : FAULT_LINK_DOWN);
		mix(load(&t, 0, n * 4096, &value));
		mix(value);
		let_pass(&t, 5000);
		s = stamps(&t, 0);
		mix(s.t_fault);
		mix(s.t_isolated);
		mix(s.t_irq);
		assert_int_equal(t.ops->restore(&t), 0);
		mix(t.ops->now(&t));
	}
	for (int i = 0; trace && i < t.ops->trace_read(&t, 0, 0, access, 64); i++) {
		const unsigned char *bytes = (const unsigned char *)&access[i];

		for (size_t k = 0; k < sizeof(access[i]); k++)
			mix(bytes[k]);
	}
	t.ops->close(&t);
	return digest;
}

static void test_one_seed_one_run(void **state)
{
	uint64_t first = scenario(1, true);

	(void)state;
	assert_true(scenario(1, true) == first);
	assert_true(scenario(2, true) != first);
	/* Tracing does not change what happens. */
	assert_true(scenario(1, false) == scenario(1, false));
	assert_true(scenario(1, false) != scenario(2, false));
}

static void test_untraced_has_no_members(void **state)
{
	struct fixture *f = *state;

	assert_true(f->target.caps & TARGET_TRACE);
	f->target.ops->close(&f->target);
	open_model(f, false);
	assert_false(f->target.caps & TARGET_TRACE);
	assert_null(f->target.ops->trace_read);
	assert_null(f->target.ops->trace_clear);
	set_reg(&f->target, 0, INSTR_BASE + INSTR_TRACE_CTL, 1);
	assert_int_equal(instr(&f->target, 0, INSTR_TRACE_CTL), 0);
	ti_get(&f->target, 0, TI_CAP);
	assert_int_equal(instr(&f->target, 0, INSTR_TRACE_COUNT), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_work_in_order),
		TEST(test_work_moves_and_cancels),
		TEST(test_work_that_repeats),
		TEST(test_wait),
		TEST(test_interrupt),
		TEST(test_lock_holds_software_back),
		TEST(test_handler_is_not_interrupted),
		TEST(test_work_is_interrupted_by_interrupts_only),
		TEST(test_hotplug_shares_the_vector),
		TEST(test_faults_are_checked),
		TEST(test_one_seed_one_run),
		TEST(test_untraced_has_no_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
