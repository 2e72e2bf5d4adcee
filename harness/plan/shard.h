/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One part of a plan, the same on every computer. Parts take about the same time; a machine is
 * booted for more than one of them only where that makes them equal, and the cases of one that is
 * are dealt out in turn, as neighbours in the plan take about as long as each other.
 */
#ifndef ISOTAP_SHARD_H
#define ISOTAP_SHARD_H

#include <stdint.h>

#include "plan/plan.h"

#define SHARDS_MAX 1000

/* Marks what is not of part `number` (from 1) of `count`: 0 or -ENOMEM. */
int shard_choose(struct plan *plan, uint32_t number, uint32_t count);
/* "2/3": 0 or -EINVAL. */
int shard_parse(const char *text, uint32_t *number, uint32_t *count);

#endif
