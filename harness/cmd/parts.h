/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of isotap run about a run that is not made in one piece. */
#ifndef ISOTAP_CMD_PARTS_H
#define ISOTAP_CMD_PARTS_H

#include <argp.h>
#include <stdint.h>

struct earlier;

struct parts_options {
	const char *resume;     /* a run's folder, or NULL */
	uint32_t jobs;          /* 0: not given */
	uint32_t shard, shards; /* 0: not given */
};

/* Its input is a struct parts_options. */
extern const struct argp parts_argp;

/* Runs with these arguments and what is known already; returns the exit status. */
typedef int (*run_fn)(int argc, char **argv, struct earlier *earlier, const char *run_dir);
/* Goes on with the run of that folder, with its own arguments; those given beside --resume have to
 * be among them. Returns the exit status. */
int parts_resume(const char *folder, const struct argp *argp, int argc, char *const *argv,
		 run_fn run);

#endif
