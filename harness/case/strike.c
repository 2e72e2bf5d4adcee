// SPDX-License-Identifier: GPL-2.0-or-later
/* The target of the running case with its calls counted. One case runs in a process at a time. */
#include "case/strike.h"

#include <errno.h>
#include <string.h>

#include "case/test_priv.h"

static struct {
	struct target *target; /* NULL: not installed */
	const struct target_ops *inner;
	struct target_ops ops;
	struct strike faults[STRIKE_FAULTS];
	uint32_t fault_count, calls;
	bool counting;
	int error; /* of an injection */
} state;

/* What the call returns instead of being made, or 0. */
static int before(struct target *t)
{
	int error = 0;

	if (!state.counting)
		return 0;
	state.calls++;
	for (uint32_t i = 0; i < state.fault_count; i++) {
		struct fault fault = {.kind = state.faults[i].kind, .port = state.faults[i].port};
		int rc;

		if (state.faults[i].call != state.calls)
			continue;
		if (state.faults[i].error) {
			error = state.faults[i].error;
			continue;
		}
		/* What injecting calls on its way is not the implementation's. */
		state.counting = false;
		rc = state.inner->inject(t, &fault);
		state.counting = true;
		if (rc && !state.error)
			state.error = rc;
	}
	return error;
}

#define HOOK(result, member, params, ...)                                                          \
	static result hook_##member params                                                         \
	{                                                                                          \
		int error = before(t);                                                             \
                                                                                                   \
		return error ? error : state.inner->member(__VA_ARGS__);                           \
	}

/* The case's own accesses to registers do not count. */
#define HOOK_REGISTER(member, value_type)                                                          \
	static int hook_##member(struct target *t, enum origin who, uint32_t port,                 \
				 uint32_t offset, value_type value)                                \
	{                                                                                          \
		int error = who == ORIGIN_IMPL ? before(t) : 0;                                    \
                                                                                                   \
		return error ? error : state.inner->member(t, who, port, offset, value);           \
	}

HOOK_REGISTER(reg_read, uint32_t *)
HOOK_REGISTER(reg_write, uint32_t)
HOOK(int, cfg_read,
     (struct target * t, uint32_t port, uint32_t offset, uint32_t width, uint32_t *value), t, port,
     offset, width, value)
HOOK(int, cfg_write,
     (struct target * t, uint32_t port, uint32_t offset, uint32_t width, uint32_t value), t, port,
     offset, width, value)
HOOK(int, ranges, (struct target * t, uint32_t port, struct isotap_range *out, uint32_t max), t,
     port, out, max)
HOOK(int, region_info, (struct target * t, uint32_t region, struct isotap_region_info *out), t,
     region, out)
HOOK(int, region_offline, (struct target * t, uint32_t region), t, region)
HOOK(int, region_online, (struct target * t, uint32_t region), t, region)
HOOK(int, link_set, (struct target * t, uint32_t port, int up), t, port, up)
HOOK(int, link_state, (struct target * t, uint32_t port), t, port)
HOOK(int, rescan, (struct target * t, uint32_t port), t, port)
HOOK(int, cache_invalidate, (struct target * t, uint64_t base, uint64_t size), t, base, size)
HOOK(int, notify, (struct target * t, const struct isotap_event *event), t, event)

static void install(struct test *t)
{
	if (state.target == t->target)
		return;
	strike_remove(t);
	state.target = t->target;
	state.inner = t->target->ops;
	state.ops = *state.inner;
#define USE(member)                                                                                \
	do {                                                                                       \
		if (state.inner->member)                                                           \
			state.ops.member = hook_##member;                                          \
	} while (0)
	USE(reg_read);
	USE(reg_write);
	USE(cfg_read);
	USE(cfg_write);
	USE(ranges);
	USE(region_info);
	USE(region_offline);
	USE(region_online);
	USE(link_set);
	USE(link_state);
	USE(rescan);
	USE(cache_invalidate);
	USE(notify);
#undef USE
	t->target->ops = &state.ops;
}

void strike_begin(struct test *t, const struct strike *faults, uint32_t count)
{
	if (count > STRIKE_FAULTS)
		tc_broken(t, "%u faults at once, at most %d", count, STRIKE_FAULTS);
	install(t);
	if (count)
		memcpy(state.faults, faults, count * sizeof(*faults));
	state.fault_count = count;
	state.calls = 0;
	state.error = 0;
	state.counting = true;
}

uint32_t strike_end(struct test *t)
{
	state.counting = false;
	tc_setup(t, "inject between two calls", state.error);
	return state.calls;
}

void strike_remove(struct test *t)
{
	(void)t;
	if (state.target)
		state.target->ops = state.inner;
	memset(&state, 0, sizeof(state));
}

static void probe_again(struct test *t)
{
	int rc = test_probe(t);

	if (rc)
		tc_fail(t, "probe() returned %d, expected 0", rc);
}

void tc_mute(struct test *t)
{
	struct test_priv *priv = t->priv;

	if (t->target == priv->raw)
		return;
	tc_note(t, "operations are not recorded from here on");
	test_remove(t);
	strike_remove(t);
	/* The platform stands on this structure: it becomes the target itself. */
	*t->target = *priv->raw;
	t->impl = priv->raw_impl;
	priv->record = false;
	probe_again(t);
}

void strike_each_call(struct test *t, uint32_t (*tell)(struct test *t, uint32_t call))
{
	uint32_t calls = tell(t, 0);

	if (!calls)
		tc_broken(t, "the implementation made no call that could fail");
	tc_note(t, "%u calls", calls);
	for (uint32_t n = 1; n <= calls; n++) {
		tc_start_over(t);
		tell(t, n);
	}
}

void tc_start_over(struct test *t)
{
	state.counting = false;
	test_remove(t);
	tc_setup(t, "restore the machine", t->target->ops->restore(t->target));
	for (uint32_t i = 0; t->target->ops->trace_clear && i < t->target->port_count; i++)
		t->target->ops->trace_clear(t->target, i);
	probe_again(t);
}
