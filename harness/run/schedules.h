/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One case on the model under one schedule, many, or all up to a bound: what a worker process does.
 * Runs of a series say nothing until one fails; that one is run again and recorded.
 */
#ifndef ISOTAP_SCHEDULES_H
#define ISOTAP_SCHEDULES_H

#include "run/rig.h"

#define SCHEDULES_SCRIPT_MAX 4096u    /* choices of a script */
#define SCHEDULES_DEPTH_MAX 64u       /* of an exhaustive search */
#define SCHEDULES_RUNS_MAX (1u << 20) /* likewise: it stops there and says so */

enum schedules_mode {
	SCHEDULES_FIXED,
	SCHEDULES_SERIES,     /* `count` random ones */
	SCHEDULES_ONE,        /* the random one of `seed` */
	SCHEDULES_SCRIPT,     /* `script`, then 0s */
	SCHEDULES_EXHAUSTIVE, /* all scripts of up to `count` choices */
};

struct schedules {
	enum schedules_mode mode;
	uint32_t count;
	uint64_t seed;
	uint32_t script_count;
	uint8_t script[SCHEDULES_SCRIPT_MAX];
};

/* Which schedule a worker is at, in memory that it shares with the controller: what is left of one
 * that died. Nothing in it is trusted. */
struct schedules_progress {
	uint32_t silent; /* a run that is not recorded is under way */
	struct schedules at;
};

struct schedules_job {
	const struct rig_config *config;
	const struct rig_job *job;
	const struct schedules *schedules;
	struct schedules_progress *progress;
	bool recorded; /* as it goes, whatever comes of it: the one schedule that is asked for */
};

/* Runs and records to `fd`. 0, or -errno with `error` filled if it could not get as far as the
 * case. */
int schedules_run(const struct schedules_job *job, int fd, char *error, size_t size);
/* Seed of the nth schedule of a series. */
uint64_t schedules_seed(uint64_t seed, uint32_t n);
/* Numbers separated by commas, a script. 0 or -EINVAL. */
int schedules_parse(const char *text, struct schedules *out);
/* The options of `isotap run` that repeat one schedule. */
void schedules_option(const struct schedules *one, char *out, size_t size);

#endif
