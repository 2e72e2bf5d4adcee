// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other processes of the modelled host. Each is an event that comes again and again and makes one
 * access or one attempt each time, on a CPU of its own: it runs whatever else does, also while an
 * interrupt is handled or the lock is held. Around a fault the steps come close together.
 */
#include "target/model/model.h"

#include <errno.h>
#include <string.h>

#define STEP_NS 100000u    /* while nothing happens */
#define STEP_CLOSE_NS 500u /* for so long after a fault: */
#define CLOSE_NS 200000u

/* Readers and writers keep away from each other, and from where cases look. */
static uint64_t place(const struct model *m, const struct model_user *u)
{
	const struct topo_region *region = &m->topo->regions[u->region];
	uint64_t step = region->ways > 1 ? region->granularity : 4096;

	return region->size / 2 + (u->kind == TARGET_USER_WRITES ? region->size / 4 : 0) +
	       u->turn % MODEL_USER_PLACES * step;
}

static void queue_step(struct model *m, uint32_t user, uint64_t time)
{
	struct model_event event = {.time = time, .port = (uint8_t)user, .kind = HW_USER};

	/* A full queue is a process that gets no CPU. */
	clock_add(m, QUEUE_HW, event);
}

static bool has_device(const struct model_user *u)
{
	return u->kind == TARGET_USER_READS || u->kind == TARGET_USER_WRITES ||
	       u->kind == TARGET_USER_HOLDS;
}

static void end(struct model *m, struct model_user *u)
{
	struct model_region *r = &m->regions[u->region];

	if (!u->report.alive)
		return;
	u->report.alive = 0;
	clock_drop_hw(m, (uint32_t)(u - m->processes), HW_USER);
	if (!has_device(u))
		return;
	if (u->generation != r->generation && r->stale)
		r->stale--;
	else if (u->generation == r->generation && r->users)
		r->users--;
}

static void bus_error(struct model *m, struct model_user *u)
{
	u->report.signals++;
	u->report.t_end = m->clock.now;
	end(m, u);
}

/* One load or store; false while it waits for an answer. */
static bool access_step(struct model *m, struct model_user *u)
{
	bool write = u->kind == TARGET_USER_WRITES;
	uint64_t value = u->turn;
	enum access_result result = ACCESS_GONE;

	if (u->generation == m->regions[u->region].generation) {
		int rc = memory_try(m, u->region, place(m, u), write, &value, &u->limit, &result);

		if (rc == -EAGAIN)
			return false;
		if (rc)
			return true; /* the host is dead */
	}
	u->limit = 0;
	if (result != ACCESS_DONE) {
		bus_error(m, u);
		return true;
	}
	if (!write && u->turn >= MODEL_USER_PLACES &&
	    u->first[u->turn % MODEL_USER_PLACES] != value)
		u->report.wrong++;
	else if (!write)
		u->first[u->turn % MODEL_USER_PLACES] = value;
	u->report.done++;
	u->turn++;
	return true;
}

static void attempt(struct model_user *u, int rc)
{
	if (rc) {
		u->report.refused++;
		u->report.error = rc;
	} else {
		u->report.done++;
	}
}

static bool any_port(const struct model *m, const struct model_user *u, uint32_t status,
		     uint32_t ctrl)
{
	for (uint32_t ports = m->regions[u->region].ports; ports; ports &= ports - 1) {
		const struct model_port *p = &m->ports[__builtin_ctz(ports)];

		if (p->status & status || p->ctrl & ctrl)
			return true;
	}
	return false;
}

static void online_step(struct model *m, struct model_user *u)
{
	const struct model_region *r = &m->regions[u->region];

	if (r->created && r->bound)
		return;
	attempt(u, region_online(m, u->region));
	if (r->created && r->bound && any_port(m, u, TI_STATUS_MEM_ISO, 0))
		u->report.wrong++;
}

static void convert_step(struct model *m, struct model_user *u)
{
	bool ram = m->system_ram >> u->region & 1;

	attempt(u,
		region_set_mode(m, u->region, ram ? ISOTAP_MODE_DEVDAX : ISOTAP_MODE_SYSTEM_RAM));
	if (m->system_ram >> u->region & 1 && any_port(m, u, 0, TI_CTRL_MEM_ISO))
		u->report.wrong++;
}

/* After a fault something is about to happen for a while. */
static uint64_t pause_of(const struct model *m)
{
	for (uint32_t i = 0; i < m->port_count; i++)
		if (m->ports[i].stamps.t_fault &&
		    m->clock.now - m->ports[i].stamps.t_fault < CLOSE_NS)
			return STEP_CLOSE_NS;
	return STEP_NS;
}

void user_step(struct model *m, uint32_t user)
{
	struct model_user *u = &m->processes[user];
	uint64_t next;

	if (m->dead || !u->report.alive)
		return;
	if (u->kind == TARGET_USER_ONLINES)
		online_step(m, u);
	else if (u->kind == TARGET_USER_CONVERTS)
		convert_step(m, u);
	else if (u->kind != TARGET_USER_HOLDS)
		access_step(m, u);
	if (!u->report.alive || u->kind == TARGET_USER_HOLDS)
		return;
	next = m->clock.now + pause_of(m);
	queue_step(m, user, u->limit && u->limit < next ? u->limit : next);
}

void users_stir(struct model *m)
{
	struct model_queue_state *q = &m->clock.queues[QUEUE_HW];

	for (uint32_t i = 0; i < q->count; i++) {
		if (q->events[i].kind != HW_USER)
			continue;
		q->events[i].time = m->clock.now;
		m->clock.next = m->clock.now;
	}
}

void users_drop(struct model *m)
{
	for (uint32_t i = 0; i < m->process_count; i++)
		clock_drop_hw(m, i, HW_USER);
	m->process_count = 0;
}

int model_user_start(struct target *t, uint32_t region, enum target_user_kind kind)
{
	struct model *m = model_of(t);
	struct model_user *u = &m->processes[m->process_count];
	struct model_region *r;

	clock_enter(m, MODEL_COST_DRIVER);
	if (m->dead)
		return -EHOSTDOWN;
	if (region >= m->region_count || (unsigned int)kind >= TARGET_USER_KIND_COUNT)
		return -EINVAL;
	if (m->process_count == MODEL_USERS)
		return -ENOSPC;
	r = &m->regions[region];
	*u = (struct model_user){.kind = kind, .region = region, .generation = r->generation};
	if (has_device(u)) {
		if (!r->created || !r->bound || r->mode != ISOTAP_MODE_DEVDAX)
			return -ENXIO;
		r->users++;
	}
	u->report.alive = 1;
	u->report.done = kind == TARGET_USER_HOLDS;
	m->process_count++;
	user_step(m, m->process_count - 1);
	return (int)m->process_count - 1;
}

static struct model_user *find_user(struct model *m, uint32_t user)
{
	return user < m->process_count ? &m->processes[user] : NULL;
}

int model_user_report(struct target *t, uint32_t user, struct target_user_report *out)
{
	struct model *m = model_of(t);
	const struct model_user *u = find_user(m, user);

	clock_enter(m, MODEL_COST_CALL);
	if (!u)
		return -ENOENT;
	*out = u->report;
	return 0;
}

int model_user_stop(struct target *t, uint32_t user, struct target_user_report *out)
{
	struct model *m = model_of(t);
	struct model_user *u = find_user(m, user);

	clock_enter(m, MODEL_COST_CALL);
	if (!u)
		return -ENOENT;
	end(m, u);
	*out = u->report;
	out->alive = 0;
	return 0;
}
