/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults between two calls that an implementation makes of the machine, and calls that fail. What
 * runs in a process (a plug-in) makes its calls through the target: they are counted, and a fault
 * takes effect before the n-th. What lives in a kernel makes none that can be seen here.
 */
#ifndef ISOTAP_STRIKE_H
#define ISOTAP_STRIKE_H

#include "case/case.h"

#define STRIKE_FAULTS 2

struct strike {
	uint32_t call; /* the first call is 1; 0: never */
	enum fault_kind kind;
	uint32_t port;
	int error; /* not 0: nothing is injected, the call is not made and returns this */
};

/* From here on calls are counted, from 1, and the faults (at most STRIKE_FAULTS) are due. */
void strike_begin(struct test *t, const struct strike *faults, uint32_t count);
/* How many calls there were. Nothing strikes any more. */
uint32_t strike_end(struct test *t);
/* Calls `tell` with 0, then once for each call that it says the implementation made, with that
 * call's number; in between the machine is restored. */
void strike_each_call(struct test *t, uint32_t (*tell)(struct test *t, uint32_t call));
/* The executor's, when the case is over: the target is as it was. */
void strike_remove(struct test *t);

/* Operations are recorded no more: for cases with millions of them. The implementation is removed
 * and probed anew. */
void tc_mute(struct test *t);
/* Removes the implementation, restores the machine, probes anew: a case within the case. */
void tc_start_over(struct test *t);

#endif
