// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helpers of case/case.h that act on the target or the implementation. A step of the setup that
 * fails makes the case broken; what the implementation is asked to do makes it fail.
 */
#include "case/case.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "case/test_priv.h"

/* A recovery waits for a link and an enumeration; far above what either takes. */
#define RECOVER_NS (20 * TC_SECOND)
/* An implementation that floods the case with events of other kinds does not keep it for ever. */
#define EVENTS_MAX 1024
#define TRACE_BATCH 512

static uint32_t ti_offset(struct test *t, uint32_t port, uint32_t reg)
{
	struct test_priv *priv = t->priv;

	if (port >= t->target->port_count || priv->ti_offset[port] == TEST_NO_OFFSET)
		tc_broken(t, "port %u has no T&I structure", port);
	return priv->ti_offset[port] + reg;
}

uint32_t tc_ti_read(struct test *t, uint32_t port, uint32_t reg)
{
	uint32_t value = 0, offset = ti_offset(t, port, reg);

	tc_setup(t, "read a T&I register",
		 t->target->ops->reg_read(t->target, ORIGIN_HARNESS, port, offset, &value));
	return value;
}

void tc_ti_write(struct test *t, uint32_t port, uint32_t reg, uint32_t value)
{
	uint32_t offset = ti_offset(t, port, reg);
	struct test_priv *priv = t->priv;

	if (reg == TI_CTRL)
		priv->bare = (priv->bare & ~(1ull << port)) | (uint64_t) !!(value & TI_CTRL_MEM_ISO)
								      << port;
	tc_setup(t, "write a T&I register",
		 t->target->ops->reg_write(t->target, ORIGIN_HARNESS, port, offset, value));
}

void tc_inject(struct test *t, enum fault_kind kind, uint32_t port)
{
	struct fault fault = {.kind = kind, .port = port};
	int rc;

	if (!t->target->ops->inject)
		tc_broken(t, "the target injects no faults");
	test_fault(t, &fault);
	rc = t->target->ops->inject(t->target, &fault);
	if (rc < 0)
		tc_broken(t, "inject %s: -%s", fault_name(kind),
			  strerrorname_np(-rc) ? strerrorname_np(-rc) : "?");
}

struct isotap_arm_config tc_arm_config(struct test *t, uint32_t port)
{
	uint32_t cap = tc_ti_read(t, port, TI_CAP);
	struct isotap_arm_config config = {
		.size = sizeof(config),
		.timeout = !!(cap & TI_CAP_MEM_TIMEOUT),
		.timeout_value = 0,
		.link_down = cap & TI_CAP_MEM_ISO_LD && !(t->impl->caps & ISOTAP_IMPL_NO_LINK_DOWN),
	};

	return config;
}

void tc_arm(struct test *t, uint32_t port)
{
	struct isotap_arm_config config = tc_arm_config(t, port);

	tc_expect_rc(t, "arm", t->impl->arm(t->instance, port, &config), 0);
}

/* Whoever waits for an access that never ends has lost the machine: that is no setup. */
static void accessed(struct test *t, const char *what, int rc)
{
	if (rc == -EHOSTDOWN)
		tc_fail(t, "the host died of a %s", what);
	tc_setup(t, what, rc);
}

enum access_result tc_load(struct test *t, uint32_t region, uint64_t offset, uint64_t *value)
{
	enum access_result result = ACCESS_GONE;

	accessed(t, "load", t->target->ops->load(t->target, region, offset, value, &result));
	return result;
}

enum access_result tc_store(struct test *t, uint32_t region, uint64_t offset, uint64_t value)
{
	enum access_result result = ACCESS_GONE;

	accessed(t, "store", t->target->ops->store(t->target, region, offset, value, &result));
	return result;
}

static const char *event_name(enum isotap_event_kind kind)
{
	switch (kind) {
	case ISOTAP_EVENT_ISOLATED:
		return "isolated";
	case ISOTAP_EVENT_RECOVERED:
		return "recovered";
	case ISOTAP_EVENT_RECOVERY_FAILED:
		return "recovery-failed";
	}
	return "unknown";
}

struct isotap_event tc_expect_event(struct test *t, uint32_t port, enum isotap_event_kind kind,
				    uint64_t within_ns)
{
	const char *name = port < t->target->port_count ? t->target->ports[port].name : "?";
	uint64_t start = t->target->ops->now(t->target);

	for (int i = 0; i < EVENTS_MAX; i++) {
		struct isotap_event event = {0};
		int rc = t->impl->wait_event(t->instance, start + within_ns, &event);

		if (rc == -ETIMEDOUT)
			tc_fail(t, "no event '%s' of %s within %" PRIu64 " ms", event_name(kind),
				name, (uint64_t)(within_ns / TC_MS));
		tc_expect_rc(t, "wait for an event", rc, 0);
		if (event.port == port && event.kind == kind)
			return event;
		/* That an earlier recovery ended is no news to whoever asked for it. */
		if (event.port == port && event.kind == ISOTAP_EVENT_RECOVERED)
			continue;
		tc_note(t, "event '%s' of port %u while waiting for '%s' of port %u",
			event_name(event.kind), event.port, event_name(kind), port);
	}
	tc_fail(t, "%d events, none of them '%s' of %s", EVENTS_MAX, event_name(kind), name);
}

struct isotap_port_state tc_port_state(struct test *t, uint32_t port)
{
	struct isotap_port_state state = {0};

	tc_expect_rc(t, "port state", t->impl->port_state(t->instance, port, &state), 0);
	state.text[sizeof(state.text) - 1] = '\0';
	return state;
}

struct isotap_region_info tc_region(struct test *t, uint32_t region)
{
	struct isotap_region_info info = {0};
	int rc = t->target->ops->region_info(t->target, region, &info);

	/* Software may have torn the region down: then nothing of it is usable. */
	if (rc == -ENOENT)
		return (struct isotap_region_info){.id = region, .mode = ISOTAP_MODE_NONE};
	tc_setup(t, "region info", rc);
	info.name[sizeof(info.name) - 1] = '\0';
	return info;
}

void tc_recover(struct test *t, uint32_t port)
{
	if (!t->impl->recover)
		tc_broken(t, "the case does not name ISOTAP_IMPL_RECOVER among its needs");
	tc_expect_rc(
		t, "recover",
		t->impl->recover(t->instance, port, t->target->ops->now(t->target) + RECOVER_NS),
		0);
}

uint64_t tc_offset_on_port(struct test *t, uint32_t region, uint32_t port)
{
	const struct topo *topo = t->target->topo;
	const struct topo_region *r;

	if (region >= (uint32_t)topo->region_count)
		tc_broken(t, "no region %u", region);
	r = &topo->regions[region];
	for (int i = 0; i < r->ways; i++)
		if (topo->devices[r->devices[i]].port == (int)port)
			return (uint64_t)i * r->granularity;
	tc_broken(t, "%s does not pass port %u", r->name, port);
}

/* One batch of accesses behind the first `skip`; 0 at the end. */
static uint32_t trace_batch(struct test *t, uint32_t port, uint32_t skip, struct target_access *out,
			    uint32_t max)
{
	int rc = t->target->ops->trace_read(t->target, port, skip, out, max);

	if (rc == -EOVERFLOW)
		tc_broken(t, "accesses of port %u were lost: the trace is too small", port);
	tc_setup(t, "read the access trace", rc);
	return (uint32_t)rc;
}

uint32_t tc_trace(struct test *t, uint32_t port, struct target_access *out, uint32_t max)
{
	struct target_access batch[TRACE_BATCH];
	uint32_t found = 0, skip = 0, count;

	if (port >= t->target->port_count || !t->target->ops->trace_read)
		tc_broken(t, "the target keeps no access trace of port %u", port);
	while ((count = trace_batch(t, port, skip, batch, TRACE_BATCH))) {
		skip += count;
		for (uint32_t i = 0; i < count; i++) {
			if (batch[i].origin != ORIGIN_IMPL)
				continue;
			if (found < max)
				out[found] = batch[i];
			found++;
		}
	}
	/* A claim about all accesses that looked at some of them would prove nothing. */
	if (found > max && max)
		tc_broken(t, "port %u: %u accesses, the case has room for %u", port, found, max);
	return found;
}

void tc_trace_clear(struct test *t, uint32_t port)
{
	if (port >= t->target->port_count || !t->target->ops->trace_clear)
		tc_broken(t, "the target keeps no access trace of port %u", port);
	test_dump_trace(t, port);
	tc_setup(t, "clear the access trace", t->target->ops->trace_clear(t->target, port));
}
