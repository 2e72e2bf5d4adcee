/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a plan: starts rigs, runs cases one after the other, judges, reports, survives. */
#ifndef ISOTAP_CONTROLLER_H
#define ISOTAP_CONTROLLER_H

#include "plan/plan.h"
#include "run/rig.h"
#include "verdict/result.h"

struct controller_config {
	const struct plan *plan;
	const char *run_dir, *env_file, *qemu;
	const char *kernel, *modules; /* of guests, as struct rig_config has them */
	char *const *load; /* files of modules to load in guests, NULL-terminated; NULL: none */
	struct result_policy policy;
	uint64_t seed;
	double timeout_scale; /* of the rigs' own waits; the cases' are in the plan */
	uint32_t iterations;
	const struct schedules *schedules; /* of the model, NULL: fixed */
	bool keep_memory;                  /* an image of it of a guest that dies */
	uint32_t personality;              /* of every port, enum instr_personality */
	struct rig_guest guest;
	bool no_trace, trace_all;
	bool unchecked; /* guests without their kernel's checkers */
	bool bisect;
	bool fail_fast;          /* an implementation's cases after its first failure are skipped */
	const char *rerun;       /* arguments that a rerun needs, shell-quoted */
	struct streams *streams; /* open */
	uint32_t jobs; /* lanes at once; guests of more than one have one processor each */
	struct software *software; /* what was found in the kernel; NULL: not looked for */
	uint32_t shard, shards;    /* which part of the plan, of how many; 0: all of it */
	struct earlier *earlier;   /* what is known already, or NULL */
	int argc;                  /* for the journal */
	char **argv;
};

#define EXIT_RIG_BROKEN 3
#define EXIT_ALL_SKIPPED 4
#define EXIT_BISECT_SKIP 125
#define EXIT_USAGE 129

/* The exit status: 0, 1, 3, 4, 125, or 128 + the signal that interrupted it; -errno if the run's
 * folder cannot be written, before anything was printed. */
int controller_run(const struct controller_config *config);

#endif
