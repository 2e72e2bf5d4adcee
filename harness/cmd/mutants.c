// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap mutants: wrong implementations and wrong ports, and which case tells each from a right
 * one. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/values.h"
#include "journal/rundir.h"
#include "mutants/killed.h"
#include "mutants/report.h"
#include "report/progress.h"
#include "run/interrupt.h"

#define LIST_MAX 64

enum {
	OPT_TARGET = 0x100,
	OPT_BASE,
	OPT_MUTANT,
	OPT_FULL,
	OPT_TSV,
	OPT_MARKDOWN,
	OPT_TABLE,
	OPT_PLUGINS,
	OPT_JOBS,
	OPT_RUN_DIR,
	OPT_OPTION,
	OPT_RECORD,
};

static const struct argp_option options[] = {
	{"target", OPT_TARGET, "model|qemu|all", 0,
	 "model: plug-ins and ports; qemu: kernel modules, and the ports that QEMU has; default: "
	 "all",
	 0},
	{"base", OPT_BASE, "plugin|kmod|port", 0, "only these, may be repeated", 0},
	{"mutant", OPT_MUTANT, "PATTERN", 0,
	 "only these: glob on the name or on base/name, may be repeated", 0},
	{"full", OPT_FULL, NULL, 0,
	 "every case on every mutant; prints the matrix behind the verdicts", 0},
	{"tsv", OPT_TSV, NULL, 0, "the matrix alone, as tab-separated values (with --full)", 0},
	{"markdown", OPT_MARKDOWN, NULL, 0, "the matrix alone, in Markdown (with --full)", 0},
	{"table", OPT_TABLE, "FILE", 0, "this list instead of fixtures/mutants/mutants.tsv", 0},
	{"plugins", OPT_PLUGINS, "DIR", 0, "the plug-ins (default: mutants/ beside isotap)", 0},
	{"jobs", OPT_JOBS, "N", 0, "runs at a time (default: one a processor)", 0},
	{"run-dir", OPT_RUN_DIR, "DIR", 0, "folder for the runs (default: reports/mutants/UTC-PID)",
	 0},
	{"record", OPT_RECORD, "FILE", 0,
	 "keep in this file (fixtures/mutants/killed.tsv) which case told each", 0},
	{"run-option", OPT_OPTION, "OPTION", 0,
	 "an option of `isotap run` for every run, as --run-option=--timeout-scale=4; may be "
	 "repeated",
	 0},
	{0},
};

static const char doc[] =
	"Shows each mutant the cases that name a requirement which its defect violates; one that "
	"passes them all is shown the others. TAP on standard output, a line for each mutant: "
	"which case failed on it, and why.\v"
	"A mutant counts as told only by a case that names one of its requirements, that fails "
	"(neither skipped nor broken) and that passes the reference. Exit status: 0 all were told; "
	"1 one was not, or a reference fails; 3 the rig was broken; 129 usage or bad input.";

struct args {
	const char *table, *plugins, *run_dir, *record;
	char *patterns[LIST_MAX + 1], *run_options[LIST_MAX + 1];
	bool bases[MUTANT_BASES], some_base, model, qemu, full, matrix_alone;
	enum mutant_matrix format;
	unsigned int jobs;
};

static void parse_base(struct argp_state *state, struct args *args, const char *name)
{
	for (int i = 0; i < MUTANT_BASES; i++) {
		if (strcmp(name, mutant_base_name((enum mutant_base)i)))
			continue;
		args->bases[i] = args->some_base = true;
		return;
	}
	argp_error(state, "--base %s: expected plugin, kmod or port", name);
}

static error_t parse_lists(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case OPT_BASE:
		parse_base(state, args, arg);
		return 0;
	case OPT_MUTANT:
		value_append(state, "--mutant", args->patterns, LIST_MAX, arg);
		return 0;
	case OPT_OPTION:
		value_append(state, "--run-option", args->run_options, LIST_MAX, arg);
		return 0;
	case OPT_TARGET:
		if (strcmp(arg, "model") && strcmp(arg, "qemu") && strcmp(arg, "all"))
			argp_error(state, "--target %s: expected model, qemu or all", arg);
		args->model = strcmp(arg, "qemu") != 0;
		args->qemu = strcmp(arg, "model") != 0;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not an option", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case OPT_FULL:
		args->full = true;
		return 0;
	case OPT_TSV:
	case OPT_MARKDOWN:
		args->matrix_alone = true;
		args->format = key == OPT_TSV ? MUTANT_MATRIX_TSV : MUTANT_MATRIX_MARKDOWN;
		return 0;
	case OPT_TABLE:
		args->table = arg;
		return 0;
	case OPT_PLUGINS:
		args->plugins = arg;
		return 0;
	case OPT_RECORD:
		args->record = arg;
		return 0;
	case OPT_RUN_DIR:
		args->run_dir = arg;
		return 0;
	case OPT_JOBS:
		args->jobs = (unsigned int)value_number(state, "--jobs", arg, 1, 256);
		return 0;
	case ARGP_KEY_END:
		if (args->matrix_alone && !args->full)
			argp_error(state, "--tsv and --markdown go with --full");
		return 0;
	default:
		return parse_lists(key, arg, state);
	}
}

static const struct argp argp = {.options = options, .parser = parse, .doc = doc};

static void progress(void *ctx, const struct mutant_job *job, size_t done, size_t total)
{
	const char *slash = strrchr(job->dir, '/');

	if (job->ran)
		progress_live(ctx, "[%zu/%zu] %s", done, total, slash ? slash + 1 : job->dir);
	else
		progress_line(ctx, "%s: %s", job->dir, job->error);
}

/* mutants/ is where the build put the program. */
static const char *default_plugins(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	if (n < 0)
		return "build/mutants";
	path[n] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash + 1, size - (size_t)(slash + 1 - path), "mutants");
	return path;
}

static int print(const struct args *args, const struct mutant_table *table,
		 const struct mutant_campaign *campaign)
{
	char error[512];
	FILE *tap = args->matrix_alone ? stderr : stdout;
	int status = mutant_report_tap(tap, campaign);

	if (args->full && !args->matrix_alone)
		putchar('\n');
	if (args->full)
		mutant_report_matrix(stdout, campaign, args->format);
	if (args->record && killed_update(args->record, table, campaign, error, sizeof(error))) {
		fprintf(stderr, "isotap: %s\n", error);
		status = 1;
	}
	return ferror(stdout) || fflush(stdout) ? 1 : status;
}

static int run(const struct args *args, const struct mutant_table *table)
{
	char dir[PATH_MAX], plugins[PATH_MAX];
	struct progress live;
	struct mutant_campaign_config config = {
		.table = table,
		.patterns = args->patterns,
		.model = args->model,
		.qemu = args->qemu,
		.full = args->full,
		.plugins =
			args->plugins ? args->plugins : default_plugins(plugins, sizeof(plugins)),
		.dir = dir,
		.jobs = {.options = args->run_options,
			 .parallel = args->jobs,
			 .progress = progress,
			 .ctx = &live},
	};
	struct mutant_campaign campaign;
	int rc = rundir_make_plain("reports/mutants", args->run_dir, dir, sizeof(dir)), status;

	if (rc) {
		fprintf(stderr, "isotap: %s: %s\n",
			args->run_dir ? args->run_dir : "reports/mutants", strerror(-rc));
		return STATUS_USAGE;
	}
	for (int i = 0; i < MUTANT_BASES; i++)
		config.bases[i] = !args->some_base || args->bases[i];
	interrupt_install();
	progress_init(&live);
	rc = mutant_campaign_run(&campaign, &config);
	progress_end(&live);
	if (!rc)
		status = print(args, table, &campaign);
	else if (rc == -EINTR)
		status = 128 + interrupt_requested();
	else
		status = STATUS_USAGE;
	if (rc && rc != -EINTR)
		fprintf(stderr, "isotap: %s\n",
			rc == -ENOENT ? "no mutant is left to run" : strerror(-rc));
	fprintf(stderr, "runs: %s\n", dir);
	mutant_campaign_free(&campaign);
	return status;
}

int cmd_mutants(int argc, char **argv)
{
	struct args args = {
		.model = true, .qemu = true, .jobs = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN)};
	struct mutant_table table;
	char error[512] = "out of memory";
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (mutant_table_load(&table, args.table, error, sizeof(error))) {
		fprintf(stderr, "isotap: %s\n", error);
		return STATUS_USAGE;
	}
	status = run(&args, &table);
	mutant_table_free(&table);
	return status;
}
