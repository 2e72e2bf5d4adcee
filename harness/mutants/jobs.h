/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs of this very program (isotap run) in processes of their own, several at a time. */
#ifndef ISOTAP_MUTANTS_JOBS_H
#define ISOTAP_MUTANTS_JOBS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define JOB_IMPLS_MAX 62 /* what one plan can hold, and then some */

/* One `isotap run`. */
struct mutant_job {
	const char *target;
	const char *impls[JOB_IMPLS_MAX]; /* as --impl takes them */
	size_t impl_count;
	const char *personality; /* of all ports, or NULL */
	const char *schedules;   /* how many, or NULL */
	char dir[PATH_MAX - 32]; /* its own: names, output.log, run/ */
	FILE *names;             /* --cases-from; job_begin() opens it */
	size_t case_count;       /* in it */
	bool fail_fast;
	bool ran; /* run/results.json is there */
	char error[256];
};

struct mutant_jobs_config {
	char *const *options; /* handed to every run, NULL-terminated */
	unsigned int parallel;
	void (*progress)(void *ctx, const struct mutant_job *job, size_t done, size_t total);
	void *ctx;
};

/* Makes the folder and opens the list of names. 0 or a negative errno. */
int mutant_job_begin(struct mutant_job *job, const char *root, const char *name);
/* Runs them all. 0, or -EINTR if a signal asked to stop. */
int mutant_jobs_run(struct mutant_job *jobs, size_t count, const struct mutant_jobs_config *config);

#endif
