// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One clock for all stamps: the guest's time stamp counter, which the emulated port and the
 * kernel's trace read too. Deferred work runs when a call comes by, as the platform promises.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

/* A wait without a deadline is a mistake of the caller; this bounds it. */
#define WAIT_MAX_NS 60000000000ull

uint64_t guest_tsc(void)
{
	return __rdtsc();
}

uint64_t guest_ns(const struct guest *g, uint64_t tsc)
{
	return (uint64_t)((unsigned __int128)tsc * 1000000u / g->tsc_khz);
}

/* "tsc: Detected 2899.998 MHz processor", and below it "... MHz TSC" if that is another: the rate
 * that the kernel itself goes by. */
static uint64_t khz_from_log(void)
{
	static const char sign[] = "tsc: Detected ";
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	unsigned int mhz, khz;
	char record[2048]; /* one that does not fit ends the search: the kernel refuses it */
	uint64_t found = 0;
	bool last = false;
	ssize_t n;

	if (fd < 0)
		return 0;
	while (!last && ((n = read(fd, record, sizeof(record) - 1)) > 0 || errno == EPIPE)) {
		const char *at;

		record[n > 0 ? n : 0] = 0;
		at = strstr(record, sign);
		last = found;
		if (at && sscanf(at + strlen(sign), "%u.%3u MHz", &mhz, &khz) == 2)
			found = mhz * 1000ull + khz;
	}
	close(fd);
	return found;
}

static uint64_t khz_measured(void)
{
	struct timespec before, after, span = {.tv_nsec = 20000000};
	uint64_t from, to, ns;

	clock_gettime(CLOCK_MONOTONIC_RAW, &before);
	from = guest_tsc();
	nanosleep(&span, NULL);
	clock_gettime(CLOCK_MONOTONIC_RAW, &after);
	to = guest_tsc();
	ns = (after.tv_sec - before.tv_sec) * 1000000000ull + after.tv_nsec - before.tv_nsec;
	return ns ? (to - from) * 1000000u / ns : 0;
}

int guest_clock_open(struct guest *g)
{
	g->tsc_khz = khz_from_log();
	if (!g->tsc_khz)
		g->tsc_khz = khz_measured();
	return g->tsc_khz ? 0 : -ENOTSUP;
}

uint64_t guest_now(struct target *t)
{
	return guest_ns(guest_of(t), guest_tsc());
}

static void sleep_ns(uint64_t ns)
{
	struct timespec span = {.tv_sec = ns / 1000000000u, .tv_nsec = ns % 1000000000u};

	nanosleep(&span, NULL);
}

/* Index of the work that is due first, or -1. */
static int work_first(const struct guest *g)
{
	int first = -1;

	for (uint32_t i = 0; i < g->work_count; i++)
		if (first < 0 || g->work[i].time < g->work[first].time)
			first = (int)i;
	return first;
}

int guest_run_due(struct guest *g)
{
	uint64_t now;
	int first, ran = 0;

	if (!g->work_count || g->locked || g->working)
		return 0;
	now = guest_ns(g, guest_tsc());
	while ((first = work_first(g)) >= 0 && g->work[first].time <= now && ran < GUEST_MAX_WORK) {
		struct guest_work work = g->work[first];

		g->work[first] = g->work[--g->work_count];
		g->working = true;
		work.fn(work.arg);
		g->working = false;
		g->ran = true;
		ran++;
	}
	return ran;
}

/* Until the deadline or, if `one`, until some work has run. */
static bool run_until(struct guest *g, uint64_t deadline, bool one)
{
	for (;;) {
		int first, ran = guest_run_due(g);
		uint64_t now = guest_ns(g, guest_tsc()), until = deadline;

		if (ran && one)
			return true;
		if (now >= deadline)
			return false;
		first = g->locked || g->working ? -1 : work_first(g);
		if (first >= 0 && g->work[first].time < until)
			until = g->work[first].time;
		if (until > now)
			sleep_ns(until - now);
	}
}

int guest_delay_until(struct target *t, uint64_t time)
{
	run_until(guest_of(t), time, false);
	return 0;
}

int guest_wait(struct target *t, uint64_t deadline)
{
	uint64_t limit = guest_now(t) + WAIT_MAX_NS;
	struct guest *g = guest_of(t);
	bool ran = g->ran;

	/* what ran on the way here, after the caller looked for it, must not be slept over */
	if (!ran)
		ran = run_until(g, deadline < limit ? deadline : limit, true);
	g->ran = false;
	return ran ? 0 : -ETIMEDOUT;
}

void guest_lock(struct target *t)
{
	struct guest *g = guest_of(t);

	if (g->locked) /* a deadlock anywhere else; here it shall be seen */
		abort();
	g->locked = true;
}

void guest_unlock(struct target *t)
{
	struct guest *g = guest_of(t);

	if (!g->locked)
		abort();
	g->locked = false;
	guest_run_due(g);
}

int guest_defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg)
{
	struct guest *g = guest_of(t);
	uint32_t i = 0;

	while (i < g->work_count && (g->work[i].fn != fn || g->work[i].arg != arg))
		i++;
	if (i == GUEST_MAX_WORK)
		return -ENOSPC;
	g->work[i] = (struct guest_work){.time = time, .fn = fn, .arg = arg};
	if (i == g->work_count)
		g->work_count++;
	return 0;
}

void guest_cancel(struct target *t, isotap_work_fn fn, void *arg)
{
	struct guest *g = guest_of(t);

	for (uint32_t i = 0; i < g->work_count; i++) {
		if (g->work[i].fn != fn || g->work[i].arg != arg)
			continue;
		g->work[i] = g->work[--g->work_count];
		return;
	}
}
