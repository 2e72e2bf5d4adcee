/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other end of the pool: a process that runs cases as it is told. */
#ifndef ISOTAP_POOL_LANE_H
#define ISOTAP_POOL_LANE_H

#include <stdint.h>

#include "plan/plan.h"
#include "run/controller.h"

/* What a lane is told: the index of a case of the plan, or one of these. */
#define POOL_STOP UINT64_MAX        /* nothing more: it ends */
#define POOL_GO (UINT64_MAX - 1)    /* the answer to a "begin" line: it is in the journal */
#define POOL_NO_GO (UINT64_MAX - 2) /* it could not be written */

/* Runs what comes over `fd` until it is told to stop, or nobody is there any more. The first will
 * be `first`: a guest that was booted to be asked what is in it, and serves that case, is gone on
 * with.
 */
_Noreturn void pool_lane_main(const struct controller_config *config, const struct plan_item *first,
			      int fd);

#endif
