// SPDX-License-Identifier: GPL-2.0-or-later
/* The model's scheduler: what is chosen is what happens, and nothing happens where it must not. */
#include "model_fixture.h"

#include "run/schedules_search.h"

#define FAR_NS 100000000ull
#define ORDER_MAX 32

struct scene {
	struct fixture f;
	char order[ORDER_MAX]; /* what ran, in order */
	size_t count;
	struct work {
		struct scene *scene;
		char name;
	} work[4];
	uint64_t end;
	struct target_choices choices;
	uint8_t taken[64], options[64];
};

static void note(struct scene *s, char what)
{
	assert_true(s->count + 1 < sizeof(s->order));
	s->order[s->count++] = what;
}

static void work_fn(void *arg)
{
	const struct work *w = arg;

	note(w->scene, w->name);
}

static int irq_fn(void *arg)
{
	note(arg, 'i');
	return 1;
}

static void scene_open(struct scene *s, const struct target_schedule *schedule)
{
	struct target_model_config config = {.seed = 7, .schedule = *schedule};

	memset(s, 0, sizeof(*s));
	one_port(&s->f.topo);
	assert_int_equal(target_model_open(&s->f.target, &s->f.topo, &config), 0);
}

static void scene_close(struct scene *s)
{
	struct target_choices choices = target_model_choices(&s->f.target);

	assert_true(choices.kept <= sizeof(s->taken));
	memcpy(s->taken, choices.taken, choices.kept);
	memcpy(s->options, choices.options, choices.kept);
	s->choices = (struct target_choices){choices.count, choices.kept, s->taken, s->options};
	s->f.target.ops->close(&s->f.target);
}

static void defer(struct scene *s, int n)
{
	s->work[n] = (struct work){s, (char)('a' + n)};
	assert_int_equal(s->f.target.ops->defer(&s->f.target, 0, work_fn, &s->work[n]), 0);
}

/* Four works, some accesses, a wait. */
static void play(struct scene *s, const struct target_schedule *schedule)
{
	const struct target_ops *ops;
	uint32_t value;

	scene_open(s, schedule);
	ops = s->f.target.ops;
	for (int i = 0; i < 4; i++) {
		defer(s, i);
		ops->reg_read(&s->f.target, ORIGIN_HARNESS, 0, CACHEMEM_BASE, &value);
		note(s, '.');
	}
	ops->delay_until(&s->f.target, ops->now(&s->f.target) + FAR_NS);
	s->end = ops->now(&s->f.target);
	scene_close(s);
	assert_int_equal(s->count, 8);
}

static void test_fixed_asks_nothing(void **state)
{
	struct scene a;

	(void)state;
	play(&a, &(struct target_schedule){.kind = TARGET_SCHEDULE_FIXED});
	assert_int_equal(a.choices.count, 0);
	assert_string_equal(a.order, "....abcd");
}

static void test_seed_decides(void **state)
{
	struct target_schedule schedule = {.kind = TARGET_SCHEDULE_RANDOM};
	struct scene a, b, first;
	bool differs = false;

	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		schedule.seed = seed;
		play(&a, &schedule);
		play(&b, &schedule);
		assert_string_equal(a.order, b.order);
		assert_int_equal(a.end, b.end);
		assert_int_equal(a.choices.count, b.choices.count);
		assert_memory_equal(a.taken, b.taken, a.choices.kept);
		if (!seed)
			first = a;
		differs |= strcmp(a.order, first.order) != 0;
	}
	assert_true(differs);
}

static void test_choices_repeat_a_run(void **state)
{
	struct target_schedule random = {.kind = TARGET_SCHEDULE_RANDOM};
	struct target_schedule script = {.kind = TARGET_SCHEDULE_SCRIPT};
	struct scene a, b;

	(void)state;
	for (random.seed = 0; random.seed < 50; random.seed++) {
		play(&a, &random);
		script.script = a.taken;
		script.count = a.choices.kept;
		play(&b, &script);
		assert_string_equal(a.order, b.order);
		assert_int_equal(a.end, b.end);
		assert_memory_equal(a.options, b.options, a.choices.kept);
	}
}

/*
 * Two works and a wait, by hand. When b is queued, a may run. Then b is left: it may run as the
 * wait begins, or later: 2. If a did not run, a wait begins with neither (then a or b is first:
 * 2), with a (and b at once or later: 2) or with b (likewise: 2). Eight, three of them b first.
 */
static int two_works(void *ctx, const uint8_t *script, uint32_t count,
		     struct target_choices *choices)
{
	struct target_schedule schedule = {
		.kind = TARGET_SCHEDULE_SCRIPT, .script = script, .count = count};
	static struct scene s;
	uint32_t *seen = ctx;

	scene_open(&s, &schedule);
	defer(&s, 0);
	defer(&s, 1);
	s.f.target.ops->delay_until(&s.f.target, FAR_NS);
	scene_close(&s);
	*choices = s.choices;
	seen[!strcmp(s.order, "ba")]++;
	return 0;
}

static void test_interleavings_of_two_works(void **state)
{
	uint32_t seen[2] = {0};
	struct search_config config = {.depth = 4, .run = two_works, .ctx = seen};
	struct search_result result;

	(void)state;
	assert_int_equal(search_all(&config, &result), 0);
	assert_int_equal(result.runs, 8);
	assert_int_equal(result.cut, 0);
	assert_int_equal(seen[0], 5);
	assert_int_equal(seen[1], 3);
}

static void test_no_interrupt_under_lock(void **state)
{
	static const uint8_t soon[] = {1, 1, 1, 1, 1, 1, 1, 1};
	struct target_schedule schedule = {
		.kind = TARGET_SCHEDULE_SCRIPT, .script = soon, .count = sizeof(soon)};
	struct fault fault = {.kind = FAULT_SPURIOUS_IRQ};
	const struct target_ops *ops;
	struct scene s;
	uint32_t value;

	(void)state;
	scene_open(&s, &schedule);
	ops = s.f.target.ops;
	assert_int_equal(ops->irq_register(&s.f.target, 0, 0, irq_fn, &s), 0);
	ops->lock(&s.f.target);
	assert_int_equal(ops->inject(&s.f.target, &fault), 0);
	for (int i = 0; i < 10000; i++)
		ops->reg_read(&s.f.target, ORIGIN_IMPL, 0, CACHEMEM_BASE, &value);
	assert_int_equal(s.count, 0);
	ops->unlock(&s.f.target);
	assert_string_equal(s.order, "i");
	scene_close(&s);
}

/* However late, an interrupt comes before its bound. */
static void test_lateness_is_bounded(void **state)
{
	struct target_schedule schedule = {.kind = TARGET_SCHEDULE_SCRIPT}; /* always 0 */
	struct fault fault = {.kind = FAULT_SPURIOUS_IRQ};
	const struct target_ops *ops;
	struct scene s;
	uint64_t begin;

	(void)state;
	scene_open(&s, &schedule);
	ops = s.f.target.ops;
	assert_int_equal(ops->irq_register(&s.f.target, 0, 0, irq_fn, &s), 0);
	assert_int_equal(ops->inject(&s.f.target, &fault), 0);
	begin = ops->now(&s.f.target);
	while (!s.count && ops->now(&s.f.target) < begin + FAR_NS)
		;
	assert_int_equal(s.count, 1);
	assert_true(ops->now(&s.f.target) - begin <= SCHED_IRQ_NS + 10 * MODEL_COST_CALL);
	ops->close(&s.f.target);
}

/* Link state, status and interrupt are three steps, in this order, with accesses in between. */
static void test_isolation_has_steps(void **state)
{
	struct target_schedule schedule = {.kind = TARGET_SCHEDULE_SCRIPT};
	struct fault fault = {.kind = FAULT_LINK_DOWN};
	const struct target_ops *ops;
	struct scene s;
	uint32_t ti, value;

	(void)state;
	scene_open(&s, &schedule);
	ops = s.f.target.ops;
	ti = ((struct model *)s.f.target.priv)->ports[0].ti_offset;
	assert_int_equal(ops->irq_register(&s.f.target, 0, 0, irq_fn, &s), 0);
	ops->reg_write(&s.f.target, ORIGIN_IMPL, 0, ti + TI_CTRL,
		       TI_CTRL_MEM_ISO | TI_CTRL_INTERRUPT);
	assert_int_equal(ops->inject(&s.f.target, &fault), 0);
	assert_int_equal(ops->link_state(&s.f.target, 0), 0);
	ops->reg_read(&s.f.target, ORIGIN_IMPL, 0, ti + TI_STATUS, &value);
	assert_int_equal(value & TI_STATUS_MEM_ISO, 0);
	do
		ops->reg_read(&s.f.target, ORIGIN_IMPL, 0, ti + TI_STATUS, &value);
	while (!(value & TI_STATUS_MEM_ISO));
	assert_int_equal(s.count, 0);
	ops->delay_until(&s.f.target, ops->now(&s.f.target) + FAR_NS);
	assert_string_equal(s.order, "i");
	s.f.target.ops->close(&s.f.target);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixed_asks_nothing),
		cmocka_unit_test(test_seed_decides),
		cmocka_unit_test(test_choices_repeat_a_run),
		cmocka_unit_test(test_interleavings_of_two_works),
		cmocka_unit_test(test_no_interrupt_under_lock),
		cmocka_unit_test(test_lateness_is_bounded),
		cmocka_unit_test(test_isolation_has_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
