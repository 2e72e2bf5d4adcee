/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scheduling freedom: what happens next, where real hardware and a real kernel leave it open. Every
 * call of the target is a scheduling point. Fixed is the order of constant latencies (model.h) and
 * asks nothing; otherwise each pending event may happen between an earliest and a latest time, and
 * a source of choices decides at each point which of those that may happen now does, if any.
 *
 * What is free, and how far (all far below any deadline of a case or of an implementation):
 *   interrupt           1 ns to 200 us after its message; not under lock(), not in a handler, so
 *                       between any two other accesses; those of two ports in either order; a
 *                       message of the same number that is still on its way may be merged into it
 *   deferred work       from its time to 1 ms later, on its own and in any order
 *   isolation           up to 2 us after the link was lost or the transaction timed out: link
 *                       state, status bit and interrupt are three steps; an access to the memory
 *                       in between waits for the isolation
 *   RP Busy             0, 800 ns or 100 us
 *   link training       10 us to 2 ms
 *   faults with a delay from their time to 20 us later, in order on one port
 *   other processes     each step from 1 ns to 50 us after it would be made
 * What is not: an event before its cause; one whose latest time is before the earliest of another
 * comes first; a register read does not see part of a write; handlers do not run in each other.
 * Timers of the software itself (delay_until, wait) end on time.
 */
#ifndef ISOTAP_SCHED_H
#define ISOTAP_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "target/target.h"

#define SCHED_IRQ_NS 200000u
#define SCHED_WORK_NS 1000000u
#define SCHED_ISOLATE_NS 2000u
#define SCHED_DRAIN_NS 100000u
#define SCHED_TRAIN_FIRST_NS 10000u
#define SCHED_TRAIN_NS 2000000u
#define SCHED_FAULT_NS 20000u
#define SCHED_STEP_NS 50000u
#define SCHED_MAX_CHOICES (1u << 20) /* recorded; what comes beyond is only made */
#define SCHED_LAZY_KINDS 4

struct sched {
	struct target_schedule config;
	uint64_t rng;
	uint8_t lazy[SCHED_LAZY_KINDS]; /* of 64: how often what may happen does not, yet */
	uint32_t count;                 /* choices made */
	uint32_t kept, room;            /* of the two below */
	uint8_t *taken, *options;
};

struct model;
struct model_event;
/* 0 or -ENOMEM. */
int sched_open(struct model *m, const struct target_schedule *config);
void sched_close(struct model *m);
static inline bool sched_is_free(const struct sched *s)
{
	return s->config.kind != TARGET_SCHEDULE_FIXED;
}
/* One of `options` (2 to 255), 0 being what happens under fixed. `lazy` of 64: how much more often
 * 0 than the others, for the random source. */
unsigned int sched_choose(struct model *m, unsigned int options, unsigned int lazy);
/* Gives an event that is about to be queued its earliest and latest time. */
void sched_window(struct model *m, int queue, struct model_event *event);
/* The next thing that happens at or before `limit`: false if nothing does. */
bool sched_next(struct model *m, uint64_t limit, int *queue, uint32_t *index);

#endif
