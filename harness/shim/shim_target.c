// SPDX-License-Identifier: GPL-2.0-or-later
/* The recording shim's target members: forward, and say so. */
#include "shim/shim_priv.h"

#include <errno.h>

#include "regs/personality.h"

#define INNER(t) (shim_of(t)->inner)
#define OPS(t) (shim_of(t)->inner->ops)

/* One operation on one port or region that only returns a result. */
#define FORWARD(member, what)                                                                      \
	static int member(struct target *t, uint32_t what)                                         \
	{                                                                                          \
		struct shim_op op = shim_begin(shim_of(t), #member);                               \
                                                                                                   \
		shim_arg(&op, #what, what);                                                        \
		return shim_end(&op, OPS(t)->member(INNER(t), what));                              \
	}

FORWARD(region_open, region)
FORWARD(region_close, region)
FORWARD(region_offline, region)
FORWARD(region_online, region)
FORWARD(link_state, port)
FORWARD(rescan, port)
FORWARD(port_reset, port)
FORWARD(trace_clear, port)

static void target_close(struct target *t)
{
	(void)t; /* the inner target is its opener's */
}

static int reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		    uint32_t *value)
{
	struct shim_op op = shim_begin(shim_of(t), "reg_read");
	int rc;

	shim_arg(&op, "port", port);
	shim_arg(&op, "offset", offset);
	rc = OPS(t)->reg_read(INNER(t), who, port, offset, value);
	if (!rc)
		shim_out(&op, "value", *value);
	return shim_end(&op, rc);
}

static int reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		     uint32_t value)
{
	struct shim_op op = shim_begin(shim_of(t), "reg_write");

	shim_arg(&op, "port", port);
	shim_arg(&op, "offset", offset);
	shim_arg(&op, "value", value);
	return shim_end(&op, OPS(t)->reg_write(INNER(t), who, port, offset, value));
}

static int cfg_read(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		    uint32_t *value)
{
	struct shim_op op = shim_begin(shim_of(t), "cfg_read");
	int rc;

	shim_arg(&op, "port", port);
	shim_arg(&op, "offset", offset);
	shim_arg(&op, "width", width);
	rc = OPS(t)->cfg_read(INNER(t), port, offset, width, value);
	if (!rc)
		shim_out(&op, "value", *value);
	return shim_end(&op, rc);
}

static int cfg_write(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		     uint32_t value)
{
	struct shim_op op = shim_begin(shim_of(t), "cfg_write");

	shim_arg(&op, "port", port);
	shim_arg(&op, "offset", offset);
	shim_arg(&op, "width", width);
	shim_arg(&op, "value", value);
	return shim_end(&op, OPS(t)->cfg_write(INNER(t), port, offset, width, value));
}

static int load(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
		enum access_result *result)
{
	struct shim_op op = shim_begin(shim_of(t), "load");
	int rc;

	shim_arg(&op, "region", region);
	shim_arg(&op, "offset", offset);
	shim_announce(&op); /* an access to lost memory may be the last thing this machine does */
	rc = OPS(t)->load(INNER(t), region, offset, value, result);
	if (!rc) {
		shim_out(&op, "result", *result);
		if (*result == ACCESS_DONE)
			shim_out(&op, "value", *value);
	}
	return shim_end(&op, rc);
}

static int store(struct target *t, uint32_t region, uint64_t offset, uint64_t value,
		 enum access_result *result)
{
	struct shim_op op = shim_begin(shim_of(t), "store");
	int rc;

	shim_arg(&op, "region", region);
	shim_arg(&op, "offset", offset);
	shim_arg(&op, "value", value);
	shim_announce(&op);
	rc = OPS(t)->store(INNER(t), region, offset, value, result);
	if (!rc)
		shim_out(&op, "result", *result);
	return shim_end(&op, rc);
}

static int ranges(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max)
{
	struct shim_op op = shim_begin(shim_of(t), "ranges");

	shim_arg(&op, "port", port);
	shim_arg(&op, "max", max);
	return shim_end(&op, OPS(t)->ranges(INNER(t), port, out, max));
}

static int region_info(struct target *t, uint32_t region, struct isotap_region_info *out)
{
	struct shim_op op = shim_begin(shim_of(t), "region_info");
	int rc;

	shim_arg(&op, "region", region);
	rc = OPS(t)->region_info(INNER(t), region, out);
	if (!rc) {
		shim_out(&op, "mode", out->mode);
		shim_out(&op, "usable", out->usable);
		shim_out(&op, "ports", out->ports);
		/* -1, cannot be told, shows as it is. */
		json_object_object_add(op.out, "users", json_object_new_int(out->users));
	}
	return shim_end(&op, rc);
}

static int link_set(struct target *t, uint32_t port, int up)
{
	struct shim_op op = shim_begin(shim_of(t), "link_set");

	shim_arg(&op, "port", port);
	shim_arg(&op, "up", up != 0);
	return shim_end(&op, OPS(t)->link_set(INNER(t), port, up));
}

static int cache_invalidate(struct target *t, uint64_t base, uint64_t size)
{
	struct shim_op op = shim_begin(shim_of(t), "cache_invalidate");

	shim_arg(&op, "base", base);
	shim_arg(&op, "size", size);
	return shim_end(&op, OPS(t)->cache_invalidate(INNER(t), base, size));
}

static uint32_t firmware_control(struct target *t, uint32_t port)
{
	struct shim_op op = shim_begin(shim_of(t), "firmware_control");
	uint32_t keeps = OPS(t)->firmware_control(INNER(t), port);

	shim_arg(&op, "port", port);
	shim_out(&op, "keeps", keeps);
	shim_end_void(&op);
	return keeps;
}

static int notify(struct target *t, const struct isotap_event *event)
{
	struct shim_op op = shim_begin(shim_of(t), "notify");

	shim_arg(&op, "kind", event->kind);
	shim_arg(&op, "cause", event->cause);
	shim_arg(&op, "port", event->port);
	return shim_end(&op, OPS(t)->notify(INNER(t), event));
}

static void log_text(struct target *t, enum isotap_log_level level, const char *text)
{
	struct shim_op op = shim_begin(shim_of(t), "log");

	shim_arg(&op, "level", level);
	shim_arg_text(&op, "text", text);
	OPS(t)->log(INNER(t), level, text);
	shim_end_void(&op);
}

static int region_set_mode(struct target *t, uint32_t region, enum isotap_mode mode)
{
	struct shim_op op = shim_begin(shim_of(t), "region_set_mode");

	shim_arg(&op, "region", region);
	shim_arg(&op, "mode", mode);
	return shim_end(&op, OPS(t)->region_set_mode(INNER(t), region, mode));
}

static uint64_t now(struct target *t)
{
	return OPS(t)->now(INNER(t));
}

static int delay_until(struct target *t, uint64_t time)
{
	struct shim_op op = shim_begin(shim_of(t), "delay_until");

	shim_arg(&op, "time", time);
	return shim_end(&op, OPS(t)->delay_until(INNER(t), time));
}

static int target_wait(struct target *t, uint64_t deadline)
{
	struct shim_op op = shim_begin(shim_of(t), "wait");

	shim_arg(&op, "deadline", deadline);
	return shim_end(&op, OPS(t)->wait(INNER(t), deadline));
}

static void lock(struct target *t)
{
	OPS(t)->lock(INNER(t));
}

static void unlock(struct target *t)
{
	OPS(t)->unlock(INNER(t));
}

static void run_work(void *arg)
{
	struct shim_slot *slot = arg;
	struct shim_op op = shim_begin(slot->shim, "work");

	shim_announce(&op);
	slot->shim->impl_depth++;
	slot->work(slot->arg);
	slot->shim->impl_depth--;
	shim_end_void(&op);
}

static int run_irq(void *arg)
{
	struct shim_slot *slot = arg;
	struct shim_op op = shim_begin(slot->shim, "irq");
	int handled;

	shim_arg(&op, "port", slot->port);
	shim_announce(&op);
	slot->shim->impl_depth++;
	handled = slot->irq(slot->arg);
	slot->shim->impl_depth--;
	return shim_end(&op, handled);
}

static int defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg)
{
	struct shim_slot *slot = shim_work_slot(shim_of(t), fn, arg);
	struct shim_op op = shim_begin(shim_of(t), "defer");

	shim_arg(&op, "time", time);
	return shim_end(&op, slot ? OPS(t)->defer(INNER(t), time, run_work, slot) : -ENOMEM);
}

static void cancel(struct target *t, isotap_work_fn fn, void *arg)
{
	struct shim_slot *slot = shim_work_slot(shim_of(t), fn, arg);
	struct shim_op op = shim_begin(shim_of(t), "cancel");

	if (slot)
		OPS(t)->cancel(INNER(t), run_work, slot);
	shim_end_void(&op);
}

static int irq_register(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			void *arg)
{
	struct shim_slot *slot = shim_irq_slot(shim_of(t), port, fn, arg);
	struct shim_op op = shim_begin(shim_of(t), "irq_register");

	shim_arg(&op, "port", port);
	shim_arg(&op, "message", message);
	return shim_end(&op, slot ? OPS(t)->irq_register(INNER(t), port, message, run_irq, slot)
				  : -ENOMEM);
}

static void irq_unregister(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			   void *arg)
{
	struct shim_slot *slot = shim_irq_slot(shim_of(t), port, fn, arg);
	struct shim_op op = shim_begin(shim_of(t), "irq_unregister");

	shim_arg(&op, "port", port);
	shim_arg(&op, "message", message);
	if (slot)
		OPS(t)->irq_unregister(INNER(t), port, message, run_irq, slot);
	shim_end_void(&op);
}

static int user_event(struct target *t, uint64_t deadline, struct isotap_event *out)
{
	struct shim_op op = shim_begin(shim_of(t), "user_event");
	int rc;

	shim_arg(&op, "deadline", deadline);
	rc = OPS(t)->user_event(INNER(t), deadline, out);
	if (!rc) {
		shim_out(&op, "kind", out->kind);
		shim_out(&op, "cause", out->cause);
		shim_out(&op, "port", out->port);
	}
	return shim_end(&op, rc);
}

static int inject(struct target *t, const struct fault *fault)
{
	struct shim_op op = shim_begin(shim_of(t), "inject");
	const char *name = fault_name(fault->kind);

	shim_arg_text(&op, "fault", name ? name : "unknown");
	shim_arg(&op, "port", fault->port);
	shim_arg(&op, "delay_ns", fault->delay_ns);
	shim_announce(&op);
	return shim_end(&op, OPS(t)->inject(INNER(t), fault));
}

static int below_read(struct target *t, uint32_t device, enum target_below what, uint32_t offset,
		      uint32_t *value)
{
	struct shim_op op = shim_begin(shim_of(t), "below_read");
	int rc;

	shim_arg(&op, "device", device);
	shim_arg(&op, "what", what);
	shim_arg(&op, "offset", offset);
	rc = OPS(t)->below_read(INNER(t), device, what, offset, value);
	if (!rc)
		shim_out(&op, "value", *value);
	return shim_end(&op, rc);
}

static int personality(struct target *t, uint32_t port, uint32_t which)
{
	struct shim_op op = shim_begin(shim_of(t), "personality");
	const char *name = personality_name(which);

	shim_arg(&op, "port", port);
	shim_arg_text(&op, "personality", name ? name : "unknown");
	return shim_end(&op, OPS(t)->personality(INNER(t), port, which));
}

static int port_configure(struct target *t, uint32_t port, const struct topo_ti *ti)
{
	struct shim_op op = shim_begin(shim_of(t), "port_configure");

	shim_arg(&op, "port", port);
	shim_arg(&op, "present", ti->present);
	shim_arg(&op, "mem_ranges", ti->mem_ranges);
	shim_arg(&op, "mem_timeout", ti->mem_timeout);
	shim_arg(&op, "mem_isolation", ti->mem_isolation);
	shim_arg(&op, "mem_link_down", ti->mem_link_down);
	shim_arg(&op, "cache_ranges", ti->cache_ranges);
	shim_arg(&op, "cache_timeout", ti->cache_timeout);
	shim_arg(&op, "cache_isolation", ti->cache_isolation);
	shim_arg(&op, "cache_link_down", ti->cache_link_down);
	shim_arg(&op, "err_cor", ti->err_cor);
	shim_arg(&op, "interrupt", ti->interrupt);
	shim_arg(&op, "vectors", ti->vectors);
	shim_arg(&op, "message", ti->message);
	shim_arg(&op, "level_link_down", ti->level_link_down);
	return shim_end(&op, OPS(t)->port_configure(INNER(t), port, ti));
}

static int firmware_set(struct target *t, uint32_t port, uint32_t keeps)
{
	struct shim_op op = shim_begin(shim_of(t), "firmware_set");

	shim_arg(&op, "port", port);
	shim_arg(&op, "keeps", keeps);
	return shim_end(&op, OPS(t)->firmware_set(INNER(t), port, keeps));
}

static int stamps(struct target *t, uint32_t port, struct target_stamps *out)
{
	struct shim_op op = shim_begin(shim_of(t), "stamps");
	int rc;

	shim_arg(&op, "port", port);
	rc = OPS(t)->stamps(INNER(t), port, out);
	if (!rc) {
		shim_out(&op, "t_fault", out->t_fault);
		shim_out(&op, "t_isolated", out->t_isolated);
		shim_out(&op, "t_irq", out->t_irq);
		shim_out(&op, "t_marked", out->t_marked);
		shim_out(&op, "t_offline", out->t_offline);
		shim_out(&op, "t_notified", out->t_notified);
	}
	return shim_end(&op, rc);
}

static int counters(struct target *t, uint32_t port, struct target_counters *out)
{
	struct shim_op op = shim_begin(shim_of(t), "counters");
	int rc;

	shim_arg(&op, "port", port);
	rc = OPS(t)->counters(INNER(t), port, out);
	if (!rc) {
		shim_out(&op, "isolations", out->isolations);
		shim_out(&op, "writes_dropped", out->writes_dropped);
		shim_out(&op, "writes_forwarded", out->writes_forwarded);
		shim_out(&op, "read_exceptions", out->read_exceptions);
		shim_out(&op, "messages", out->messages);
		shim_out(&op, "err_cors", out->err_cors);
		shim_out(&op, "link_downs", out->link_downs);
		shim_out(&op, "interrupts_unclaimed", out->interrupts_unclaimed);
		shim_out(&op, "cache_invalidations", out->cache_invalidations);
		shim_out(&op, "invalidations_late", out->invalidations_late);
	}
	return shim_end(&op, rc);
}

static int trace_read(struct target *t, uint32_t port, uint32_t skip, struct target_access *out,
		      uint32_t max)
{
	struct shim_op op = shim_begin(shim_of(t), "trace_read");

	shim_arg(&op, "port", port);
	shim_arg(&op, "skip", skip);
	shim_arg(&op, "max", max);
	return shim_end(&op, OPS(t)->trace_read(INNER(t), port, skip, out, max));
}

static int restore(struct target *t)
{
	struct shim_op op = shim_begin(shim_of(t), "restore");

	return shim_end(&op, OPS(t)->restore(INNER(t)));
}

const struct target_ops shim_target_ops = {
	.close = target_close,
	.reg_read = reg_read,
	.reg_write = reg_write,
	.cfg_read = cfg_read,
	.cfg_write = cfg_write,
	.region_open = region_open,
	.region_close = region_close,
	.load = load,
	.store = store,
	.ranges = ranges,
	.region_info = region_info,
	.region_offline = region_offline,
	.region_online = region_online,
	.link_set = link_set,
	.link_state = link_state,
	.rescan = rescan,
	.cache_invalidate = cache_invalidate,
	.firmware_control = firmware_control,
	.notify = notify,
	.log = log_text,
	.region_set_mode = region_set_mode,
	.now = now,
	.delay_until = delay_until,
	.wait = target_wait,
	.lock = lock,
	.unlock = unlock,
	.defer = defer,
	.cancel = cancel,
	.irq_register = irq_register,
	.irq_unregister = irq_unregister,
	.user_event = user_event,
	.inject = inject,
	.user_start = shim_user_start,
	.user_report = shim_user_report,
	.user_stop = shim_user_stop,
	.below_read = below_read,
	.port_reset = port_reset,
	.personality = personality,
	.port_configure = port_configure,
	.firmware_set = firmware_set,
	.stamps = stamps,
	.counters = counters,
	.trace_read = trace_read,
	.trace_clear = trace_clear,
	.restore = restore,
};
