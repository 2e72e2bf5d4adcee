/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures that come from whole runs of this program: started as a user would, read from its
 * results. */
#ifndef ISOTAP_BENCH_RUN_H
#define ISOTAP_BENCH_RUN_H

#include <stddef.h>

struct json_object;

/*
 * Runs `argv` (NULL-terminated; argv[0] is the program) with standard output and error in
 * DIR/bench.log. Wall-clock seconds to `seconds`. Its exit status, or a negative errno.
 */
int bench_spawn(char *const argv[], const char *dir, double *seconds);

/* Runs this program's `run` with the arguments, results to DIR. NULL with `error` filled if it
 * fails or any of its cases does not pass; else the parsed results, which the caller puts. */
struct json_object *bench_run(char *const arguments[], const char *dir, char *error, size_t size);

/* The value of a percentile ("p50", "max", ...) of a phase of the first case, in its unit; NAN if
 * the results have it not. */
double bench_phase(struct json_object *results, const char *phase, const char *which);
/* A number of the first start's identity; NAN if it is not there. */
double bench_identity(struct json_object *results, const char *key);
/* Wall-clock seconds of the first case; NAN if there is none. */
double bench_case_seconds(struct json_object *results);

#endif
