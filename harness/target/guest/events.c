// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What user space is told: the kernel's uevents on a netlink socket, stamped as they arrive by a
 * thread that does nothing else, and what an implementation says through notify().
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent/uevent.h"

static void queue_event(struct guest *g, const struct isotap_event *event, uint64_t time)
{
	pthread_mutex_lock(&g->event_lock);
	if (g->event_count < GUEST_MAX_EVENTS) {
		uint32_t slot = (g->event_first + g->event_count++) % GUEST_MAX_EVENTS;

		g->events[slot].event = *event;
		g->events[slot].time = time;
	}
	if (event->port < TARGET_MAX_PORTS && event->kind == ISOTAP_EVENT_ISOLATED &&
	    !g->notified[event->port])
		g->notified[event->port] = time;
	pthread_cond_signal(&g->event_ready);
	pthread_mutex_unlock(&g->event_lock);
}

static void *listener(void *arg)
{
	struct guest *g = arg;
	char name[ISOTAP_NAME_MAX];
	struct isotap_event event;

	for (;;) {
		int rc = uevent_receive(g->uevent_fd, &event, name, sizeof(name));
		uint64_t time = guest_ns(g, guest_tsc());

		if (rc < 0)
			return NULL;
		for (uint32_t i = 0; rc && i < g->target->port_count; i++) {
			if (strcmp(g->ports[i].bdf, name))
				continue;
			event.port = i;
			queue_event(g, &event, time);
		}
	}
}

int guest_listen(struct guest *g)
{
	pthread_condattr_t attr;
	pthread_t thread;
	int rc;

	if (g->listening)
		return 0;
	g->uevent_fd = uevent_open();
	if (g->uevent_fd < 0)
		return g->uevent_fd;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&g->event_lock, NULL);
	pthread_cond_init(&g->event_ready, &attr);
	pthread_condattr_destroy(&attr);
	rc = -pthread_create(&thread, NULL, listener, g);
	if (rc) {
		close(g->uevent_fd);
		return rc;
	}
	pthread_detach(thread); /* it ends with the process */
	g->listening = true;
	return 0;
}

static struct timespec in_ms(unsigned int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms * 1000000l;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	return until;
}

uint64_t guest_notified(struct guest *g, uint32_t port, unsigned int wait_ms)
{
	struct timespec until = in_ms(wait_ms);
	uint64_t time;

	pthread_mutex_lock(&g->event_lock);
	while (g->listening && wait_ms && !g->notified[port] &&
	       !pthread_cond_timedwait(&g->event_ready, &g->event_lock, &until))
		;
	time = g->notified[port];
	pthread_mutex_unlock(&g->event_lock);
	return time;
}

int guest_notify(struct target *t, const struct isotap_event *event)
{
	struct guest *g = guest_of(t);

	queue_event(g, event, guest_now(t));
	return 0;
}

/* Waits in short turns, so that deferred work goes on meanwhile. */
int guest_user_event(struct target *t, uint64_t deadline, struct isotap_event *out)
{
	struct guest *g = guest_of(t);
	bool found = false;

	for (;;) {
		struct timespec until;

		guest_run_due(g);
		pthread_mutex_lock(&g->event_lock);
		if (!g->event_count && guest_now(t) < deadline) {
			until = in_ms(1);
			pthread_cond_timedwait(&g->event_ready, &g->event_lock, &until);
		}
		if (g->event_count) {
			*out = g->events[g->event_first].event;
			g->event_first = (g->event_first + 1) % GUEST_MAX_EVENTS;
			g->event_count--;
			found = true;
		}
		pthread_mutex_unlock(&g->event_lock);
		if (found)
			return 0;
		if (guest_now(t) >= deadline)
			return -ETIMEDOUT;
	}
}
