// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What user space is told: the kernel's uevents on a netlink socket, stamped as they arrive by a
 * thread that does nothing else, and what an implementation says through notify().
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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

/* A uevent is a header and NUL-terminated KEY=VALUE strings. */
static const char *uevent_value(const char *message, size_t length, const char *key)
{
	size_t key_length = strlen(key), at = 0;

	while (at < length) {
		if (!strncmp(message + at, key, key_length) && message[at + key_length] == '=')
			return message + at + key_length + 1;
		at += strlen(message + at) + 1;
	}
	return NULL;
}

static bool parse_kind(const char *text, enum isotap_event_kind *out)
{
	if (!strcmp(text, "isolated"))
		*out = ISOTAP_EVENT_ISOLATED;
	else if (!strcmp(text, "recovered"))
		*out = ISOTAP_EVENT_RECOVERED;
	else if (!strcmp(text, "recovery-failed"))
		*out = ISOTAP_EVENT_RECOVERY_FAILED;
	else
		return false;
	return true;
}

static void handle_uevent(struct guest *g, const char *message, size_t length, uint64_t time)
{
	const char *kind = uevent_value(message, length, "CXL_TI_EVENT");
	const char *name = uevent_value(message, length, "CXL_TI_PORT");
	const char *cause = uevent_value(message, length, "CXL_TI_CAUSE");
	struct isotap_event event = {.cause = ISOTAP_CAUSE_UNKNOWN, .port = UINT32_MAX};

	if (!kind || !name || !parse_kind(kind, &event.kind))
		return;
	if (cause && !strcmp(cause, "timeout"))
		event.cause = ISOTAP_CAUSE_TIMEOUT;
	else if (cause && !strcmp(cause, "link-down"))
		event.cause = ISOTAP_CAUSE_LINK_DOWN;
	for (uint32_t i = 0; i < g->target->port_count; i++)
		if (!strcmp(g->ports[i].bdf, name))
			event.port = i;
	if (event.port != UINT32_MAX)
		queue_event(g, &event, time);
}

static void *listener(void *arg)
{
	struct guest *g = arg;
	char message[8192];

	for (;;) {
		ssize_t n = recv(g->uevent_fd, message, sizeof(message) - 1, 0);
		uint64_t time = guest_ns(g, guest_tsc());

		if (n < 0 && errno != EINTR && errno != ENOBUFS)
			return NULL;
		if (n <= 0)
			continue;
		message[n] = 0;
		handle_uevent(g, message, (size_t)n, time);
	}
}

int guest_listen(struct guest *g)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
	pthread_condattr_t attr;
	pthread_t thread;
	int rc;

	if (g->listening)
		return 0;
	g->uevent_fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
	if (g->uevent_fd < 0)
		return -errno;
	if (bind(g->uevent_fd, (struct sockaddr *)&address, sizeof(address))) {
		rc = -errno;
		close(g->uevent_fd);
		return rc;
	}
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
			clock_gettime(CLOCK_MONOTONIC, &until);
			until.tv_nsec += 1000000;
			if (until.tv_nsec >= 1000000000) {
				until.tv_nsec -= 1000000000;
				until.tv_sec++;
			}
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
