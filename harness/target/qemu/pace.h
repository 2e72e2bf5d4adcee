/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much time a program was given: what passed, without what its threads waited for a processor
 * of the host. A guest is dead when it says nothing for long while it could; one whose emulator
 * does not get to run is only slow.
 */
#ifndef ISOTAP_QEMU_PACE_H
#define ISOTAP_QEMU_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_THREADS 64

struct pace {
	char folder[32];  /* "/proc/123"; "": all that passes counts */
	uint64_t given;   /* ns */
	uint64_t t_last;  /* CLOCK_MONOTONIC ns */
	uint64_t stopped; /* ns in a row that it was found stopped by a signal */
	struct pace_thread {
		int id;
		uint64_t waited;
	} threads[PACE_THREADS];
	uint32_t count;
};

/* `folder` as above, with schedstat of each thread below task/. */
void pace_init(struct pace *pace, const char *folder, uint64_t now);
/* Counts what passed until now. */
void pace_update(struct pace *pace, uint64_t now);

#endif
