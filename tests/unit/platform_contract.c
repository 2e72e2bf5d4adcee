// SPDX-License-Identifier: GPL-2.0-or-later
/* Each rule of the platform's contract, kept and broken, on the model. */
#include "model_fixture.h"
#include "shim/platform.h"

static struct platform platform;
#define P (&platform.table)

static int setup(void **state)
{
	int rc = setup_one_port(state);

	platform_init(&platform, &((struct fixture *)*state)->target);
	return rc;
}

static int end(void **state)
{
	platform_free(&platform);
	return teardown(state);
}

static void assert_breach(const char *part)
{
	const char *seen = platform_breach(&platform);

	if (!part)
		assert_null(seen);
	else if (!seen || !strstr(seen, part))
		fail_msg("'%s', expected '%s'", seen ? seen : "no breach", part);
}

static void work_ends(void *arg)
{
	++*(int *)arg;
}

static void work_keeps_lock(void *arg)
{
	++*(int *)arg;
	P->lock(P->ctx);
}

static int irq_waits(void *arg)
{
	++*(int *)arg;
	P->delay_until(P->ctx, P->now(P->ctx) + 10);
	return 1;
}

static int irq_ends(void *arg)
{
	++*(int *)arg;
	P->lock(P->ctx);
	P->unlock(P->ctx);
	return 1;
}

static void interrupt(void)
{
	inject(platform.target, 0, FAULT_SPURIOUS_IRQ);
	P->delay_until(P->ctx, P->now(P->ctx) + 1000000);
}

static void kept(void **s)
{
	int ran = 0;

	(void)s;
	P->lock(P->ctx);
	P->unlock(P->ctx);
	assert_int_equal(P->irq_register(P->ctx, 0, 0, irq_ends, &ran), 0);
	interrupt();
	assert_int_equal(ran, 1);
	P->irq_unregister(P->ctx, 0, 0, irq_ends, &ran);
	assert_int_equal(P->defer(P->ctx, 0, work_ends, &ran), 0);
	P->delay_until(P->ctx, P->now(P->ctx) + 1000000);
	assert_int_equal(ran, 2);
	assert_int_equal(P->defer(P->ctx, UINT64_MAX, work_ends, &ran), 0);
	P->cancel(P->ctx, work_ends, &ran);
	platform_removed(&platform);
	assert_breach(NULL);
}

static void lock_twice(void **s)
{
	(void)s;
	P->lock(P->ctx);
	P->lock(P->ctx);
	assert_breach("not recursive");
}

static void unlock_unheld(void **s)
{
	(void)s;
	P->unlock(P->ctx);
	assert_breach("without the lock");
}

static void lock_left_held(void **s)
{
	int ran = 0;

	(void)s;
	P->lock(P->ctx);
	platform_idle(&platform);
	assert_breach("returned with the lock held");
	/* The machine goes on. */
	P->defer(P->ctx, 0, work_ends, &ran);
	P->delay_until(P->ctx, P->now(P->ctx) + 1000000);
	assert_int_equal(ran, 1);
}

static void work_leaves_lock_held(void **s)
{
	int ran = 0;

	(void)s;
	P->defer(P->ctx, 0, work_keeps_lock, &ran);
	P->delay_until(P->ctx, P->now(P->ctx) + 1000000);
	assert_int_equal(ran, 1);
	assert_breach("deferred work returned with the lock held");
}

static void sleep_with_lock(void **s)
{
	(void)s;
	P->lock(P->ctx);
	P->region_offline(P->ctx, 0);
	P->unlock(P->ctx);
	assert_breach("region_offline() with the lock held");
}

static void sleep_in_handler(void **s)
{
	int ran = 0;

	(void)s;
	P->irq_register(P->ctx, 0, 0, irq_waits, &ran);
	interrupt();
	assert_int_equal(ran, 1);
	assert_breach("delay_until() in an interrupt handler");
}

static void handler_left(void **s)
{
	int ran = 0;

	(void)s;
	P->irq_register(P->ctx, 0, 0, irq_ends, &ran);
	platform_removed(&platform);
	assert_breach("left the interrupt handler");
	interrupt();
	assert_int_equal(ran, 0);
}

static void work_left(void **s)
{
	int ran = 0;

	(void)s;
	P->defer(P->ctx, P->now(P->ctx) + 1000, work_ends, &ran);
	platform_removed(&platform);
	assert_breach("left deferred work");
	P->delay_until(P->ctx, P->now(P->ctx) + 1000000);
	assert_int_equal(ran, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(kept),
		TEST(lock_twice),
		TEST(unlock_unheld),
		TEST(lock_left_held),
		TEST(work_leaves_lock_held),
		TEST(sleep_with_lock),
		TEST(sleep_in_handler),
		TEST(handler_left),
		TEST(work_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
