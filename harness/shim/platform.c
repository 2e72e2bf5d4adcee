// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The platform table over a target. It is the border that an implementation under test crosses:
 * indices are checked here, so that no target has to trust a plug-in's.
 */
#include "shim/platform.h"

#include <errno.h>
#include <stdio.h>

static bool port_ok(const struct target *t, uint32_t port)
{
	return port < t->port_count;
}

static bool region_ok(const struct target *t, uint32_t region)
{
	return region < t->region_count;
}

static struct target *target_of(void *ctx)
{
	return ((struct platform *)ctx)->target;
}

struct target *platform_target(const struct isotap_platform *table)
{
	return target_of(table->ctx);
}

static int port_count(void *ctx)
{
	const struct target *t = target_of(ctx);

	return (int)t->port_count;
}

static int port_info(void *ctx, uint32_t port, struct isotap_port_info *out)
{
	const struct target *t = target_of(ctx);

	if (!port_ok(t, port))
		return -ENODEV;
	*out = (struct isotap_port_info){.id = port, .block_size = t->ports[port].block_size};
	snprintf(out->name, sizeof(out->name), "%s", t->ports[port].name);
	return 0;
}

static int reg_read(void *ctx, uint32_t port, uint32_t offset, uint32_t *value)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->reg_read(t, ORIGIN_IMPL, port, offset, value) : -ENODEV;
}

static int reg_write(void *ctx, uint32_t port, uint32_t offset, uint32_t value)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->reg_write(t, ORIGIN_IMPL, port, offset, value) : -ENODEV;
}

static int cfg_read(void *ctx, uint32_t port, uint32_t offset, uint32_t width, uint32_t *value)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->cfg_read(t, port, offset, width, value) : -ENODEV;
}

static int cfg_write(void *ctx, uint32_t port, uint32_t offset, uint32_t width, uint32_t value)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->cfg_write(t, port, offset, width, value) : -ENODEV;
}

static uint64_t now(void *ctx)
{
	struct target *t = target_of(ctx);

	return t->ops->now(t);
}

static int delay_until(void *ctx, uint64_t time)
{
	struct target *t = target_of(ctx);

	platform_may_sleep(ctx, "delay_until");
	return t->ops->delay_until(t, time);
}

static int wait(void *ctx, uint64_t deadline)
{
	struct target *t = target_of(ctx);

	platform_may_sleep(ctx, "wait");
	return t->ops->wait(t, deadline);
}

static void lock(void *ctx)
{
	platform_lock(ctx);
}

static void unlock(void *ctx)
{
	platform_unlock(ctx);
}

static int defer(void *ctx, uint64_t time, isotap_work_fn fn, void *arg)
{
	return fn ? platform_defer(ctx, time, fn, arg) : -EINVAL;
}

static void cancel(void *ctx, isotap_work_fn fn, void *arg)
{
	platform_cancel(ctx, fn, arg);
}

static int irq_register(void *ctx, uint32_t port, uint32_t message, isotap_irq_fn fn, void *arg)
{
	if (!port_ok(target_of(ctx), port))
		return -ENODEV;
	return fn ? platform_irq_register(ctx, port, message, fn, arg) : -EINVAL;
}

static void irq_unregister(void *ctx, uint32_t port, uint32_t message, isotap_irq_fn fn, void *arg)
{
	if (port_ok(target_of(ctx), port))
		platform_irq_unregister(ctx, port, message, fn, arg);
}

static int ranges(void *ctx, uint32_t port, struct isotap_range *out, uint32_t max)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->ranges(t, port, out, max) : -ENODEV;
}

static int region_info(void *ctx, uint32_t region, struct isotap_region_info *out)
{
	struct target *t = target_of(ctx);

	return region_ok(t, region) ? t->ops->region_info(t, region, out) : -ENOENT;
}

static int region_offline(void *ctx, uint32_t region)
{
	struct target *t = target_of(ctx);

	platform_may_sleep(ctx, "region_offline");
	return region_ok(t, region) ? t->ops->region_offline(t, region) : -ENOENT;
}

static int region_online(void *ctx, uint32_t region)
{
	struct target *t = target_of(ctx);

	platform_may_sleep(ctx, "region_online");
	return region_ok(t, region) ? t->ops->region_online(t, region) : -ENOENT;
}

static int link_set(void *ctx, uint32_t port, int up)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->link_set(t, port, up) : -ENODEV;
}

static int link_state(void *ctx, uint32_t port)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->link_state(t, port) : -ENODEV;
}

static int rescan(void *ctx, uint32_t port)
{
	struct target *t = target_of(ctx);

	platform_may_sleep(ctx, "rescan");
	return port_ok(t, port) ? t->ops->rescan(t, port) : -ENODEV;
}

static int cache_invalidate(void *ctx, uint64_t base, uint64_t size)
{
	struct target *t = target_of(ctx);

	return t->ops->cache_invalidate(t, base, size);
}

static uint32_t firmware_control(void *ctx, uint32_t port)
{
	struct target *t = target_of(ctx);

	return port_ok(t, port) ? t->ops->firmware_control(t, port) : 0;
}

static int notify(void *ctx, const struct isotap_event *event)
{
	struct target *t = target_of(ctx);

	return port_ok(t, event->port) ? t->ops->notify(t, event) : -ENODEV;
}

static void log_text(void *ctx, enum isotap_log_level level, const char *text)
{
	struct target *t = target_of(ctx);

	t->ops->log(t, level, text);
}

void platform_init(struct platform *platform, struct target *target)
{
	struct isotap_platform *out = &platform->table;

	*platform = (struct platform){.target = target};
	*out = (struct isotap_platform){
		.abi = ISOTAP_IMPL_ABI,
		.size = sizeof(*out),
		.ctx = platform,
		.port_count = port_count,
		.port_info = port_info,
		.reg_read = reg_read,
		.reg_write = reg_write,
		.cfg_read = cfg_read,
		.cfg_write = cfg_write,
		.now = now,
		.delay_until = delay_until,
		.wait = wait,
		.lock = lock,
		.unlock = unlock,
		.defer = defer,
		.cancel = cancel,
		.ranges = ranges,
		.region_info = region_info,
		.region_offline = region_offline,
		.region_online = region_online,
		.link_set = link_set,
		.link_state = link_state,
		.rescan = rescan,
		.notify = notify,
		.log = log_text,
	};
	if (target->caps & TARGET_IRQ) {
		out->caps |= ISOTAP_PLAT_IRQ;
		out->irq_register = irq_register;
		out->irq_unregister = irq_unregister;
	}
	if (target->caps & TARGET_CACHE_INV) {
		out->caps |= ISOTAP_PLAT_CACHE_INV;
		out->cache_invalidate = cache_invalidate;
	}
	if (target->caps & TARGET_FIRMWARE) {
		out->caps |= ISOTAP_PLAT_FIRMWARE;
		out->firmware_control = firmware_control;
	}
}
