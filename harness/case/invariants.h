/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to hold at a port and around it whatever was injected, and whenever: for cases that put
 * faults where no single right reaction can be named. The case says what it asked for and what it
 * broke; inv_check() judges what came of it once the machine has settled.
 */
#ifndef ISOTAP_INVARIANTS_H
#define ISOTAP_INVARIANTS_H

#include "case/case.h"

#define INV_WHERE_MAX 120

struct invariants {
	struct test *t;
	char where[INV_WHERE_MAX];         /* begins every message */
	uint32_t struck;                   /* bit n: something was injected at port n */
	uint32_t link_faults;              /* bit n: the link of port n was lost, not mended yet */
	uint32_t hangs, busy;              /* likewise */
	uint32_t removed;                  /* bit n: its devices were pulled: they forget */
	uint32_t dropped;                  /* bit n: its link was lost since the last check */
	uint32_t lost;                     /* bit n: lost while nothing protected it */
	uint32_t asked[TARGET_MAX_PORTS];  /* CTRL bits that may be on */
	uint32_t before[TARGET_MAX_PORTS]; /* CTRL when the story began */
	uint32_t isolations[TARGET_MAX_PORTS]; /* of the port's counters when the story began */
	uint32_t usable;                       /* bit n: region n was when the story began */
	bool ending;                           /* the last check */
	uint32_t events;                       /* isolations that were told since the story began */
};

/* Fills the usable regions with data of their own and remembers how things are. */
void inv_open(struct invariants *v, struct test *t);
/* Names the moment for messages, printf-like. */
void inv_where(struct invariants *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Injects and keeps account of it. */
void inv_inject(struct invariants *v, enum fault_kind kind, uint32_t port);
/* Keeps account only: of what is injected by other means. */
void inv_injected(struct invariants *v, enum fault_kind kind, uint32_t port);
/* Every cause of every fault is gone; what software knows of it is its own affair. */
void inv_mend(struct invariants *v);

/* Calls of the implementation, with what each has to keep to: bounded, and an error has a reason.
 */
int inv_arm(struct invariants *v, uint32_t port);
int inv_disarm(struct invariants *v, uint32_t port);
int inv_recover(struct invariants *v, uint32_t port, uint64_t within_ns);

/* Lets what is under way come to its end, and fetches events. */
void inv_settle(struct invariants *v);
/* Settles, then judges: state and registers agree, an isolation was noticed, what is usable works
 * and is its own, nothing is enabled that nobody asked for, other ports are as they were. */
void inv_check(struct invariants *v);
/* Mends all, has the port recovered if it needs that, and fails unless it works as on the first
 * day: memory, a new isolation and its recovery (`again`), disarming, a clean status. */
void inv_finish(struct invariants *v, uint32_t port, bool again);

#endif
