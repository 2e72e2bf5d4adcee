/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which T&I software is in a guest's kernel: asked of the guest itself, which the run then goes on
 * with. */
#ifndef ISOTAP_RUN_SOFTWARE_H
#define ISOTAP_RUN_SOFTWARE_H

#include <stdbool.h>

#include "report/progress.h"
#include "run/controller.h"
#include "run/lane.h"

struct software {
	char impl[ISOTAP_NAME_MAX];  /* that drives it; "none" also if the guest did not start */
	char text[256];              /* for whoever reads the run; "": nothing was asked */
	struct lane_rig rig;         /* that was asked, until a lane takes it */
	struct json_object *started; /* the journal's line of its start */
	struct progress progress;    /* the rig's own */
};

/* Starts the rig that the first item in a guest needs, and asks. `config` is that of the run to
 * come. */
void software_find(struct software *software, const struct controller_config *config,
		   const struct plan *plan);
/* What the journal's header of a run says was found; the sections that are not in `impls` are of
 * it. 0 or -ENOENT. */
int software_recall(struct software *software, struct json_object *header, char *const *impls);
/* The lane goes on with that rig, if it was not taken before; `software` may be NULL. `first`: the
 * case that it runs first, NULL: one of the plan's. */
void software_hand_over(struct software *software, struct lane *lane,
			const struct plan_item *first);
/* Whether the rig is there and is the one that the case needs, also in a process that is forked. */
bool software_serves(const struct software *software, const struct plan_item *item);
/* A process that was forked has handed the rig over: here it is forgotten. */
void software_disown(struct software *software);
/* Stops what nobody took. */
void software_free(struct software *software);

#endif
