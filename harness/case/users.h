/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps with other processes, made of the calls in case/case.h. */
#ifndef ISOTAP_RUN_USERS_H
#define ISOTAP_RUN_USERS_H

#include "case/scenario.h"

/* Starts a process that uses the region; broken if it cannot be started. */
uint32_t sc_user(struct test *t, uint32_t region, enum target_user_kind kind);
struct target_user_report sc_user_report(struct test *t, uint32_t user);
/* Waits until the process has ended by itself. Fails if it is stuck, was killed by anything but the
 * SIGBUS of an access, or saw what must never be. */
void sc_expect_bus_error(struct test *t, uint32_t user);
/* Waits until the process has made some more accesses or attempts; fails if it does not, was
 * signalled, or saw what must never be. */
void sc_expect_goes_on(struct test *t, uint32_t user);
/* Ends it. Fails if it is stuck, was killed before, or saw what must never be. */
struct target_user_report sc_user_stop(struct test *t, uint32_t user);

#endif
