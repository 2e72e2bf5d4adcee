/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A life of an armed port with faults at chosen moments: arming, isolation, going off line,
 * recovery, a second isolation, disarming; judged by the invariants (case/invariants.h) after each
 * step. Cases about faults that have no single right reaction are made of stories.
 */
#ifndef ISOTAP_STORY_H
#define ISOTAP_STORY_H

#include "case/invariants.h"

enum moment {
	MOMENT_BEFORE,     /* the port is not armed yet */
	MOMENT_ARMING,     /* between two calls that arming makes */
	MOMENT_ARMED,      /* armed; faults of this moment come before software can react */
	MOMENT_OFFLINE,    /* between two calls on the way from the interrupt to the event */
	MOMENT_ISOLATED,   /* all off line, the first fault mended */
	MOMENT_RECOVERING, /* between two calls that recovery makes */
	MOMENT_COUNT
};

struct story_fault {
	enum moment moment;
	enum fault_kind kind;
	uint32_t port;
	uint32_t call; /* of the moments between two calls: before which one; 0: not injected */
};

#define STORY_FAULTS 2

struct story {
	uint32_t port;
	uint32_t fault_count;
	struct story_fault faults[STORY_FAULTS];
	bool again;      /* isolate and recover a second time in the end */
	bool may_refuse; /* the port may be refused: the story ends there */
};

/* Tells it; the case fails where an invariant does. Unless NULL, `calls` gets how many calls the
 * implementation made at each moment. */
void story_tell(struct test *t, const struct story *story, uint32_t calls[MOMENT_COUNT]);
/* Tells it once for each call that the implementation makes at `moment`: fault i, where it is of
 * that moment, strikes before call n + i. In between the machine is restored. Where time is real
 * one story is told. */
void story_tell_each(struct test *t, const struct story *story, enum moment moment);

/* Two armed ports: faults[0] strikes the one of its port, faults[1] the other, before any reaction;
 * what does not isolate by itself is followed by a link down. Then both are recovered, `reversed`
 * the second one first. */
void story_tell_two(struct test *t, const struct story_fault faults[2], bool reversed);

/* The faults that software has to live with, for families: their count, and fault n. */
#define STORY_KINDS 8u
enum fault_kind story_kind(uint32_t n);
/* What a story of these faults needs to be able to inject, cures included. */
uint32_t story_fault_bits(enum fault_kind a, enum fault_kind b);

#endif
