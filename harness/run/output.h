/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run prints and leaves: the stream, and journal, TAP, results and samples in its folder. */
#ifndef ISOTAP_OUTPUT_H
#define ISOTAP_OUTPUT_H

#include <stdint.h>
#include <stdio.h>

#include "report/progress.h"
#include "report/sections.h"
#include "report/strengths.h"
#include "run/controller.h"
#include "run/result.h"

struct output {
	const struct controller_config *config;
	struct progress progress;
	char started[32]; /* UTC, RFC 3339 */
	struct journal *journal;
	FILE *samples;
	struct json_object *cases, *starts;
	struct sections sections;
	struct strengths strengths;
	uint32_t counts[OUTCOME_COUNT], observations;
};

/* 0, or a negative errno before anything was printed. */
int output_open(struct output *output, const struct controller_config *config);
/* A rig was started, or could not be: takes the reference to the journal's line. */
void output_started(struct output *output, struct json_object *line);
/* A case begins: 0 when that is in the journal (on the disk: `on_disk`), or a negative errno. */
int output_begins(struct output *output, const struct plan_item *item, bool on_disk);
/* In the order of the plan: what comes before the case's first line, */
void output_heading(struct output *output, const struct plan_item *item);
/* and its verdict, which took so long with all that it needed. */
void output_result(struct output *output, const struct result *result, double seconds);
/* The sums and the results. Returns the exit status. */
int output_close(struct output *output);

#endif
