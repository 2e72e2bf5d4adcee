/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps that many cases share, made of the calls in case/case.h. What is a step of the setup makes
 * the case broken when it fails; what the implementation is asked to do makes it fail.
 */
#ifndef ISOTAP_SCENARIO_H
#define ISOTAP_SCENARIO_H

#include "case/case.h"

/* How long software may take to react to an isolation before a case fails, ns of the target's
 * clock. Generous: a slow verdict is a latency, not a failure. */
#define SC_REACTION (5 * TC_SECOND)
/* How long a recovery that cannot succeed is given. */
#define SC_HOPELESS (1 * TC_SECOND)

/* Turns CXL.mem isolation on by register, without timeout, link-down hold or interrupt, so that no
 * software is told of what follows: for claims about the port alone. */
void sc_arm_bare(struct test *t, uint32_t port, uint32_t extra_ctrl_bits);
/* Holds the region's device open and mapped. */
void sc_hold(struct test *t, uint32_t region);
void sc_release(struct test *t, uint32_t region);
/* A store and a load that have to work: the data path is there. */
void sc_fill(struct test *t, uint32_t region, uint64_t offset, uint64_t value);
/* Waits until (STATUS & mask) == value; false when `within_ns` passed. */
bool sc_await_status(struct test *t, uint32_t port, uint32_t mask, uint32_t value,
		     uint64_t within_ns);
/* Ends an isolation by register as 8.2.4.24.3 has it: waits until RP Busy is clear, clears `bits`.
 */
void sc_clear_status(struct test *t, uint32_t port, uint32_t bits);
/* Arms the port through the implementation, takes the link down, waits for the isolation event. */
struct isotap_event sc_isolate(struct test *t, uint32_t port);
/* Removes the cause of the link down, so that the link may train again. */
void sc_mend(struct test *t, uint32_t port);
/* Waits until the link below the port is up; broken if it does not come. A port whose link is still
 * down may isolate again as soon as its status is cleared (8.2.4.24.3). */
void sc_await_link(struct test *t, uint32_t port);
/* Fails unless the region is unusable: no device, not mapped, an access is refused or excepted. */
void sc_expect_offline(struct test *t, uint32_t region);
/* Fails unless the region is usable and keeps what is stored in it. */
void sc_expect_works(struct test *t, uint32_t region, uint64_t value);
/* Fails unless what was isolated and is back is as before on the test's port and region: no status
 * bit is left, `lost`, which was stored at `offset` meanwhile, is not there, memory works and keeps
 * `fresh`, and the next fault isolates. */
void sc_expect_mended(struct test *t, uint64_t offset, uint64_t lost, uint64_t fresh);
/* Recovers through the implementation without judging the result; it is given that long. */
int sc_try_recover(struct test *t, uint32_t port, uint64_t within_ns);

#endif
