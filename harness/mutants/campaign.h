/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows mutants the cases that are about their defects, and those that survive all the others. */
#ifndef ISOTAP_MUTANTS_CAMPAIGN_H
#define ISOTAP_MUTANTS_CAMPAIGN_H

#include "mutants/jobs.h"
#include "mutants/judge.h"

/* A mutant, or a reference, on a target. */
struct mutant_subject {
	const struct mutant *mutant; /* NULL: a reference */
	struct mutant_subject *reference;
	const char *target;
	char impl[PATH_MAX]; /* as --impl takes it */
	char impl_name[ISOTAP_NAME_MAX + 32];
	const char *personality;
	struct mutant_outcomes outcomes;
	char error[256]; /* not empty: a run of it left no results */
	struct mutant_judgement judgement;
};

struct mutant_campaign_config {
	const struct mutant_table *table;
	char *const *patterns; /* globs on "base/name" or the name; NULL or empty: all */
	bool bases[MUTANT_BASES];
	bool model, qemu;
	bool full;           /* every case on every mutant */
	const char *plugins; /* folder of the plug-ins */
	const char *dir;     /* for the runs */
	struct mutant_jobs_config jobs;
};

struct mutant_campaign {
	struct mutant_subject *subjects; /* references first, mutants in the table's order */
	size_t count;
};

/* Plans, runs and judges. 0, or a negative errno: -EINTR if a signal ended it, -ENOENT if no mutant
 * is left to run. */
int mutant_campaign_run(struct mutant_campaign *out, const struct mutant_campaign_config *config);
void mutant_campaign_free(struct mutant_campaign *campaign);

#endif
