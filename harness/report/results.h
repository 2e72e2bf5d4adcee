/* SPDX-License-Identifier: GPL-2.0-or-later */
/* results.json and samples.tsv: a run for programs. */
#ifndef ISOTAP_RESULTS_H
#define ISOTAP_RESULTS_H

#include "verdict/result.h"

struct json_object;

/* One case as an object; the caller owns it. NULL on -ENOMEM. `rerun`: arguments that a rerun needs
 * beside --target, --impl, --topology and --case, or NULL. */
struct json_object *results_case(const struct result *result, const char *rerun);
/* Replaces `path` in one step. 0 or a negative errno. */
int results_write(const char *path, struct json_object *run);
/* Appends the raw samples: name, phase, unit, value, separated by tabs. */
void results_samples(FILE *out, const struct result *result);

#endif
