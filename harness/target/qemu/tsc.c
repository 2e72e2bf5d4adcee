// SPDX-License-Identifier: GPL-2.0-or-later
/* Measures the time stamp counter against the kernel's clock. */
#include "target/qemu/tsc.h"

#include <stdint.h>
#include <time.h>
#include <x86intrin.h>

#define TRIES 16
#define SPAN_NS 20000000ull

struct moment {
	uint64_t ns, tsc;
};

static uint64_t clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* The counter between two looks at the clock, of the pair that lies closest together: whoever is
 * preempted in between tries again. */
static struct moment now(void)
{
	struct moment best = {0};
	uint64_t closest = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = clock_ns(), tsc = __rdtsc(), width = clock_ns() - before;

		if (width >= closest)
			continue;
		closest = width;
		best = (struct moment){before + width / 2, tsc};
	}
	return best;
}

unsigned int tsc_khz(void)
{
	static unsigned int khz;
	struct timespec span = {.tv_nsec = SPAN_NS};
	struct moment from, to;

	if (khz)
		return khz;
	from = now();
	nanosleep(&span, NULL);
	to = now();
	khz = (unsigned int)((to.tsc - from.tsc) * 1000000u / (to.ns - from.ns));
	return khz;
}
