/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lane runs cases one after the other on a rig that it starts, keeps from case to case, and
 * replaces when it died or when the next case needs another. It decides no verdict beyond what the
 * case's end says, and writes nothing but what the case recorded.
 */
#ifndef ISOTAP_LANE_H
#define ISOTAP_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "plan/plan.h"
#include "report/progress.h"
#include "run/controller.h"
#include "run/rig.h"
#include "verdict/result.h"

/* Who listens to a lane. */
struct lane_sink {
	/* A rig was started, or could not be: the journal's line, whose reference is passed on. */
	void (*started)(void *ctx, struct json_object *line);
	/* A case begins now: 0 once that is recorded, as durably as a case of `on_disk` needs it. A
	 * negative errno keeps it from running. */
	int (*begins)(void *ctx, const struct plan_item *item, bool on_disk);
	void *ctx;
};

/* The rig that runs now. */
struct lane_rig {
	const struct rig_ops *ops;
	struct rig *rig; /* NULL: not started */
	const struct catalog_entry *topology;
	bool given_up;         /* two starts in a row failed */
	double reboot_seconds; /* what the last start took, without what is made only once */
	char error[512];
};

struct lane {
	const struct controller_config *config;
	struct progress *progress;
	struct lane_sink sink;
	struct lane_rig current;
	FILE *records; /* of the case that runs, or NULL */
	size_t records_bytes;
};

/* Starts the rig that this case needs, unless it runs. 0 or a negative errno. */
int lane_prepare(struct lane *lane, const struct plan_item *item);
/* Runs one case to its end; what became of it is in `result`, not judged yet. */
void lane_run(struct lane *lane, const struct plan_item *item, struct result *result);
/* Stops the rig. */
void lane_stop(struct lane *lane);

#endif
