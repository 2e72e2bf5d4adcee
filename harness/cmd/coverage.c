// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap coverage: which requirement is checked where, by how many cases, and against which
 * mutants. Starts no target. */
#include <argp.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "coverage/coverage.h"
#include "journal/rundir.h"
#include "mutants/killed.h"

enum { OPT_CHECK = 0x100, OPT_MARKDOWN, OPT_RUN, OPT_UNSEEN, OPT_MUTANTS };

static const struct argp_option options[] = {
	{"check", OPT_CHECK, NULL, 0,
	 "print what is missing instead: gaps, requirements without a case or a mutant, cases "
	 "without a requirement, excuses that are none any more; exit status 1 if anything is",
	 0},
	{"markdown", OPT_MARKDOWN, NULL, 0, "docs/coverage.md", 0},
	{"run", OPT_RUN, "RUN", 0,
	 "compare with a finished run (a folder, or latest): what it skipped although it counts as "
	 "checked there, and the reverse; exit status 1 if there is any",
	 0},
	{"unseen", OPT_UNSEEN, "FILE", 0, "this list instead of cases/unseen.tsv", 0},
	{"mutants", OPT_MUTANTS, "FILE", 0, "this list instead of fixtures/mutants/mutants.tsv", 0},
	{0},
};

struct args {
	bool check, markdown;
	const char *run, *unseen, *mutants;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case OPT_CHECK:
		args->check = true;
		return 0;
	case OPT_MARKDOWN:
		args->markdown = true;
		return 0;
	case OPT_RUN:
		args->run = arg;
		return 0;
	case OPT_UNSEEN:
		args->unseen = arg;
		return 0;
	case OPT_MUTANTS:
		args->mutants = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not an option", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Prints by how many cases each requirement is checked on each target, with each "
	       "implementation, and how many mutants violate it, from what cases declare that they "
	       "need and what targets declare that they can do.",
};

static void topology_mistake(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s:%d: ", file, line);
	text_plain(stderr, text, false);
	fputc('\n', stderr);
}

static int compare(const struct args *args, const struct coverage *coverage,
		   const struct catalog *catalog)
{
	char folder[PATH_MAX], results[PATH_MAX + 16];
	int differences = -1;

	if (!rundir_find(args->run, folder, sizeof(folder))) {
		snprintf(results, sizeof(results), "%s/results.json", folder);
		differences = coverage_check_run(stdout, coverage, catalog, results);
	}
	if (differences < 0) {
		fprintf(stderr, "isotap: %s: no results of a run\n", args->run);
		return STATUS_USAGE;
	}
	return differences > 0;
}

static int print(const struct args *args, const struct coverage *coverage,
		 const struct catalog *catalog)
{
	char error[512];
	struct killed killed;
	size_t missing;

	if (args->run)
		return compare(args, coverage, catalog);
	if (args->check) {
		missing = coverage_check(stdout, coverage);
		printf("%zu requirements: %zu missing\n", coverage->count, missing);
		return missing > 0;
	}
	if (!args->markdown) {
		coverage_print(stdout, coverage);
		return 0;
	}
	if (killed_load(&killed, NULL, error, sizeof(error))) {
		fprintf(stderr, "isotap: %s\n", error);
		return STATUS_USAGE;
	}
	coverage_markdown(stdout, coverage, &killed);
	killed_free(&killed);
	return 0;
}

int cmd_coverage(int argc, char **argv)
{
	struct args args = {0};
	struct catalog catalog = {0};
	struct unseen unseen = {0};
	struct mutant_table mutants = {0};
	struct coverage coverage = {0};
	char error[512] = "out of memory";
	int status = STATUS_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (catalog_load(&catalog, NULL, topology_mistake, NULL))
		return STATUS_USAGE;
	if (unseen_load(&unseen, args.unseen, error, sizeof(error)) ||
	    mutant_table_load(&mutants, args.mutants, error, sizeof(error)) ||
	    coverage_make(&coverage, &catalog, &unseen, &mutants, error, sizeof(error)))
		fprintf(stderr, "isotap: %s\n", error);
	else
		status = print(&args, &coverage, &catalog);
	coverage_free(&coverage);
	mutant_table_free(&mutants);
	unseen_free(&unseen);
	catalog_free(&catalog);
	return ferror(stdout) || fflush(stdout) ? 1 : status;
}
