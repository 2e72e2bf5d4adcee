// SPDX-License-Identifier: GPL-2.0-or-later
/* The recording shim: nothing is lost, invented or left out on the way through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "impl/impl.h"
#include "shim/platform.h"
#include "shim/shim.h"

#define MAX_RECORDS 256

/* ---- an inner target of few members ---- */

static struct {
	uint32_t reg;
	isotap_work_fn work;
	void *work_arg;
	isotap_irq_fn irq;
	void *irq_arg;
	int locks, notified;
	char logged[64];
} inner;

static int fake_reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
			 uint32_t *value)
{
	(void)t;
	*value = inner.reg + (uint32_t)who;
	return port == 1 && offset == 0x1008 ? 0 : -EINVAL;
}

static int fake_reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
			  uint32_t value)
{
	(void)t, (void)who, (void)port, (void)offset;
	inner.reg = value;
	return 0;
}

static int fake_load(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
		     enum access_result *result)
{
	(void)t, (void)region;
	*value = offset | 0xf000000000000000ull;
	*result = offset ? ACCESS_DONE : ACCESS_EXCEPTION;
	return 0;
}

static uint64_t fake_now(struct target *t)
{
	(void)t;
	return 77;
}

static int fake_wait(struct target *t, uint64_t deadline)
{
	isotap_work_fn work = inner.work;

	(void)t, (void)deadline;
	if (inner.irq)
		inner.irq(inner.irq_arg);
	inner.work = NULL;
	if (work)
		work(inner.work_arg);
	return work ? 0 : -ETIMEDOUT;
}

static void fake_lock(struct target *t)
{
	(void)t;
	inner.locks++;
}

static int fake_defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg)
{
	(void)t, (void)time;
	/* Moving a queued pair is told from queuing another one by the pair alone. */
	if (inner.work && (inner.work != fn || inner.work_arg != arg))
		return -ENOSPC;
	inner.work = fn;
	inner.work_arg = arg;
	return 0;
}

static void fake_cancel(struct target *t, isotap_work_fn fn, void *arg)
{
	(void)t;
	if (inner.work == fn && inner.work_arg == arg)
		inner.work = NULL;
}

static int fake_irq_register(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			     void *arg)
{
	(void)t, (void)port, (void)message;
	inner.irq = fn;
	inner.irq_arg = arg;
	return 0;
}

static void fake_irq_unregister(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
				void *arg)
{
	(void)t, (void)port, (void)message;
	if (inner.irq == fn && inner.irq_arg == arg)
		inner.irq = NULL;
}

static int fake_online(struct target *t, uint32_t region)
{
	snprintf(t->regions[region].name, sizeof(t->regions[region].name), "region9");
	return 0;
}

static int fake_notify(struct target *t, const struct isotap_event *event)
{
	(void)t;
	inner.notified = (int)event->port + 1;
	return 0;
}

static void fake_log(struct target *t, enum isotap_log_level level, const char *text)
{
	(void)t, (void)level;
	snprintf(inner.logged, sizeof(inner.logged), "%s", text);
}

static const struct target_ops fake_ops = {
	.name = "fake",
	.reg_read = fake_reg_read,
	.reg_write = fake_reg_write,
	.load = fake_load,
	.now = fake_now,
	.wait = fake_wait,
	.lock = fake_lock,
	.unlock = fake_lock,
	.defer = fake_defer,
	.cancel = fake_cancel,
	.irq_register = fake_irq_register,
	.irq_unregister = fake_irq_unregister,
	.region_online = fake_online,
	.notify = fake_notify,
	.log = fake_log,
};

/* ---- an implementation that uses them ---- */

struct toy {
	const struct isotap_platform *table;
	int irqs, works;
};

static void toy_work(void *arg)
{
	struct toy *toy = arg;
	struct isotap_event event = {.port = 1};

	toy->works++;
	toy->table->notify(toy->table->ctx, &event);
}

static int toy_irq(void *arg)
{
	struct toy *toy = arg;

	toy->irqs++;
	return 0;
}

static int toy_probe(const struct isotap_platform *table, void **instance)
{
	struct toy *toy = calloc(1, sizeof(*toy));

	toy->table = table;
	*instance = toy;
	return 0;
}

static int toy_arm(void *instance, uint32_t port, const struct isotap_arm_config *config)
{
	struct toy *toy = instance;
	uint32_t value = 0;

	(void)config;
	if (toy->table->reg_read(toy->table->ctx, port, 0x1008, &value))
		return -EIO;
	toy->table->lock(toy->table->ctx);
	toy->table->reg_write(toy->table->ctx, port, 0x1008, value | 0x10000);
	toy->table->unlock(toy->table->ctx);
	toy->table->irq_register(toy->table->ctx, port, 0, toy_irq, toy);
	toy->table->defer(toy->table->ctx, 5, toy_work, toy);
	return toy->table->defer(toy->table->ctx, 6, toy_work, toy);
}

static int toy_disarm(void *instance, uint32_t port)
{
	struct toy *toy = instance;

	toy->table->irq_unregister(toy->table->ctx, port, 0, toy_irq, toy);
	toy->table->defer(toy->table->ctx, 5, toy_work, toy);
	toy->table->cancel(toy->table->ctx, toy_work, toy);
	toy->table->log(toy->table->ctx, ISOTAP_LOG_WARN, "caf\xe9\n\x1b[1m");
	return -EBUSY;
}

static int toy_state(void *instance, uint32_t port, struct isotap_port_state *out)
{
	(void)instance, (void)port;
	memset(out, 'x', sizeof(*out)); /* text without an end */
	return 0;
}

static int toy_wait(void *instance, uint64_t deadline, struct isotap_event *out)
{
	(void)instance, (void)deadline, (void)out;
	return -ETIMEDOUT;
}

static const struct isotap_impl_ops toy_ops = {
	.abi = ISOTAP_IMPL_ABI,
	.size = sizeof(toy_ops),
	.name = "toy",
	.version = "1\n2",
	.probe = toy_probe,
	.remove = free,
	.arm = toy_arm,
	.disarm = toy_disarm,
	.port_state = toy_state,
	.wait_event = toy_wait,
};

/* ---- the records ---- */

static struct topo topo = {.name = "two-ports", .hash = 0x12ab};
static struct target target, through;
static struct platform platform;
#define plat (platform.table)
static struct recorder *rec;
static struct shim *shim;
static int fd;
static struct json_object *records[MAX_RECORDS];
static int record_count;

static int setup(void **state)
{
	(void)state;
	memset(&inner, 0, sizeof(inner));
	memset(&target, 0, sizeof(target));
	target.ops = &fake_ops;
	target.topo = &topo;
	target.port_count = 2;
	target.region_count = 1;
	target.caps = TARGET_IRQ;
	snprintf(target.regions[0].name, sizeof(target.regions[0].name), "region0");
	fd = memfd_create("records", 0);
	rec = recorder_open(fd);
	assert_non_null(rec);
	shim = shim_open(&through, &target, rec, 41);
	assert_non_null(shim);
	platform_init(&platform, &through);
	record_count = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (int i = 0; i < record_count; i++)
		json_object_put(records[i]);
	if (shim)
		shim_close(shim);
	platform_free(&platform);
	recorder_close(rec);
	close(fd);
	return 0;
}

static void keep(void *ctx, struct json_object *record)
{
	(void)ctx;
	assert_true(record_count < MAX_RECORDS);
	records[record_count++] = json_object_get(record);
}

static void fetch(void)
{
	struct record_parser *parser = record_parser_new(keep, NULL);
	char bytes[4096];
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		record_parser_feed(parser, bytes, (size_t)n);
	assert_int_equal(record_parser_errors(parser), 0);
	record_parser_free(parser);
}

static const char *text(struct json_object *o, const char *key)
{
	const char *found = json_object_get_string(json_object_object_get(o, key));

	return found ? found : "";
}

static int64_t number(struct json_object *o, const char *key)
{
	struct json_object *value = json_object_object_get(o, key);

	assert_non_null(value);
	return json_object_get_int64(value);
}

static struct json_object *has(struct json_object *o, const char *key)
{
	return json_object_object_get(o, key);
}

/* The completed record number `which` (from 0) of that operation. */
static struct json_object *find(const char *op, int which)
{
	for (int i = 0; i < record_count; i++)
		if (!strcmp(text(records[i], "op"), op) && has(records[i], "rc") && !which--)
			return records[i];
	fail_msg("no record of %s", op);
	return NULL;
}

static void absent_stays_absent(void **state)
{
	(void)state;
	assert_null(through.ops->inject);
	assert_null(through.ops->user_event);
	assert_null(through.ops->cache_invalidate);
	assert_null(through.ops->trace_read);
	assert_null(through.ops->port_configure);
	assert_non_null(through.ops->irq_register);
	assert_int_equal(through.caps, target.caps);
	assert_string_equal(through.ops->name, "fake");
	assert_null(shim_impl(shim, &toy_ops)->recover);
	assert_null(shim_impl(shim, &toy_ops)->set_timeout);
	assert_non_null(shim_impl(shim, &impl_user)->recover);
	assert_int_equal(shim_impl(shim, &impl_user)->caps, impl_user.caps);
}

static void header_comes_first(void **state)
{
	(void)state;
	fetch();
	assert_int_equal(record_count, 1);
	assert_string_equal(text(records[0], "r"), "trace");
	assert_int_equal(number(records[0], "version"), SHIM_TRACE_VERSION);
	assert_string_equal(text(records[0], "topology"), "two-ports");
	assert_string_equal(text(records[0], "hash"), "00000000000012ab");
	assert_int_equal(number(records[0], "seed"), 41);
	assert_string_equal(text(records[0], "target"), "fake");
}

static void operations_of_the_harness(void **state)
{
	enum access_result result;
	uint64_t data;
	uint32_t value;

	(void)state;
	inner.reg = 0x100;
	assert_int_equal(through.ops->reg_read(&through, ORIGIN_HARNESS, 1, 0x1008, &value), 0);
	assert_int_equal(value, 0x100);
	assert_int_equal(through.ops->reg_read(&through, ORIGIN_HARNESS, 0, 0x1008, &value),
			 -EINVAL);
	assert_int_equal(through.ops->load(&through, 0, 8, &data, &result), 0);
	assert_int_equal(result, ACCESS_DONE);
	assert_int_equal(through.ops->load(&through, 0, 0, &data, &result), 0);
	assert_int_equal(result, ACCESS_EXCEPTION);
	through.ops->region_online(&through, 0);
	assert_string_equal(through.regions[0].name, "region9");
	fetch();
	assert_string_equal(text(find("reg_read", 0), "who"), "harness");
	assert_int_equal(number(find("reg_read", 0), "t"), 77);
	assert_int_equal(number(has(find("reg_read", 0), "args"), "offset"), 0x1008);
	assert_int_equal(number(has(find("reg_read", 0), "out"), "value"), 0x100);
	assert_int_equal(number(find("reg_read", 1), "rc"), -EINVAL);
	assert_null(has(find("reg_read", 1), "out"));
	assert_string_equal(text(has(find("load", 0), "out"), "value"), "17293822569102704648");
	assert_null(has(has(find("load", 1), "out"), "value"));
	/* An access that may never come back is on record before it is made. */
	assert_int_equal(number(records[3], "n"), number(records[4], "n"));
	assert_null(has(records[3], "rc"));
}

static void operations_of_the_implementation(void **state)
{
	const struct isotap_impl_ops *impl = shim_impl(shim, &toy_ops);
	struct isotap_port_state port_state;
	void *instance;

	(void)state;
	assert_int_equal(impl->probe(&plat, &instance), 0);
	assert_int_equal(impl->arm(instance, 1, &(struct isotap_arm_config){0}), 0);
	assert_int_equal(inner.locks, 2);
	assert_int_equal(inner.reg, 0x10001); /* origin reached the target: the implementation's */
	assert_int_equal(through.ops->wait(&through, 100), 0);
	assert_int_equal(inner.notified, 2);
	assert_int_equal(impl->disarm(instance, 1), -EBUSY);
	assert_null(inner.irq);
	assert_null(inner.work);
	assert_int_equal(impl->port_state(instance, 1, &port_state), 0);
	assert_int_equal(port_state.text[ISOTAP_TEXT_MAX - 1], 0);
	impl->remove(instance);
	fetch();
	assert_string_equal(text(has(find("impl.probe", 0), "args"), "version"), "1?2");
	assert_string_equal(text(find("impl.arm", 0), "who"), "harness");
	assert_string_equal(text(find("reg_write", 0), "who"), "impl");
	assert_int_equal(number(find("reg_write", 0), "in"), number(find("impl.arm", 0), "n"));
	/* Handlers run inside the harness's wait, and are the implementation's all the same. */
	assert_string_equal(text(find("wait", 0), "who"), "harness");
	assert_int_equal(number(find("irq", 0), "in"), number(find("wait", 0), "n"));
	assert_int_equal(number(find("irq", 0), "rc"), 0);
	assert_int_equal(number(find("work", 0), "in"), number(find("wait", 0), "n"));
	assert_string_equal(text(find("notify", 0), "who"), "impl");
	assert_int_equal(number(find("impl.disarm", 0), "rc"), -EBUSY);
	assert_string_equal(text(has(find("log", 0), "args"), "text"), "caf???[1m");
	assert_string_equal(inner.logged, "caf\xe9\n\x1b[1m");
	find("impl.remove", 0);
	/* A call is announced before it is made. */
	for (int i = 0; i < record_count; i++) {
		if (strcmp(text(records[i], "op"), "impl.arm") || has(records[i], "rc"))
			continue;
		assert_int_equal(number(records[i], "n"), number(find("impl.arm", 0), "n"));
		return;
	}
	fail_msg("impl.arm was not announced");
}

static void platform_checks_indices(void **state)
{
	struct isotap_port_info info;
	struct isotap_event event = {.port = 2};
	uint32_t value;

	(void)state;
	assert_int_equal(plat.port_count(plat.ctx), 2);
	assert_int_equal(plat.port_info(plat.ctx, 2, &info), -ENODEV);
	assert_int_equal(plat.reg_read(plat.ctx, 2, 0x1008, &value), -ENODEV);
	assert_int_equal(plat.reg_write(plat.ctx, UINT32_MAX, 0x1008, 0), -ENODEV);
	assert_int_equal(plat.irq_register(plat.ctx, 2, 0, toy_irq, NULL), -ENODEV);
	assert_int_equal(plat.irq_register(plat.ctx, 1, 0, NULL, NULL), -EINVAL);
	assert_int_equal(plat.defer(plat.ctx, 0, NULL, NULL), -EINVAL);
	assert_int_equal(plat.region_online(plat.ctx, 1), -ENOENT);
	assert_int_equal(plat.region_info(plat.ctx, 1, NULL), -ENOENT);
	assert_int_equal(plat.notify(plat.ctx, &event), -ENODEV);
	assert_int_equal(plat.caps, ISOTAP_PLAT_IRQ);
	assert_null(plat.cache_invalidate);
	assert_null(plat.firmware_control);
	fetch();
	assert_int_equal(record_count, 1); /* none of it reached the target */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(absent_stays_absent),       TEST(header_comes_first),
		TEST(operations_of_the_harness), TEST(operations_of_the_implementation),
		TEST(platform_checks_indices),
	};

	return cmocka_run_group_tests_name("shim", tests, NULL, NULL);
}
