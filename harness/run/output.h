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
#include "verdict/result.h"

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
/* Writes a line to the journal and takes the reference. 0 or a negative errno. */
int output_note(struct output *output, struct json_object *line, bool on_disk);
/* A case begins: 0 when that is in the journal (on the disk: `on_disk`), or a negative errno. */
int output_begins(struct output *output, const struct plan_item *item, bool on_disk);
/* A case has its verdict: to the journal. */
void output_ended(struct output *output, const struct result *result);
/* To everything else, in the order of the plan: the verdict, behind the rigs that were started for
 * it (an array of journal lines, or NULL); it took so long with all that it needed. */
void output_result(struct output *output, const struct result *result, struct json_object *starts,
		   double seconds);
/* The sums and the results. Returns the exit status. */
int output_close(struct output *output);

#endif
