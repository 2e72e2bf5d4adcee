// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap bench: figures that anyone can measure again, as a table and in a JSON file. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "cmd/cmd.h"
#include "cmd/values.h"
#include "journal/rundir.h"
#include "measure/bench_model.h"
#include "measure/bench_run.h"
#include "target/qemu/bare.h"

#define ROUNDS_MAX 32
#define RUN_CASE "isolation-takes-region-offline"
#define CYCLE_CASE "link-down-to-offline"
#define CYCLES "10"

struct args {
	bool model_only;
	int rounds;
	const char *output, *topology, *env;
};

struct bench {
	const struct args *args;
	struct json_object *figures;
	char dir[PATH_MAX];   /* the bench's own folder */
	char build[PATH_MAX]; /* where this program lies */
	int runs;
	int failures;
};

static const struct argp_option options[] = {
	{"target", 't', "model|all", 0, "model: only what needs no guest (default: all)", 0},
	{"rounds", 'n', "N", 0, "how often boots are repeated (default: 5)", 0},
	{"output", 'o', "FILE", 0, "JSON file (default: reports/bench.json)", 0},
	{"topology", 'T', "NAME|FILE", 0, "the machine (default: default)", 0},
	{"env", 'e', "FILE", 0, "what set-up found (default: setup.env beside isotap)", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 't':
		if (strcmp(arg, "model") && strcmp(arg, "all"))
			argp_error(state, "--target '%s', expected model or all", arg);
		args->model_only = !strcmp(arg, "model");
		return 0;
	case 'n':
		args->rounds = (int)value_number(state, "--rounds", arg, 1, ROUNDS_MAX);
		return 0;
	case 'o':
		args->output = arg;
		return 0;
	case 'T':
		args->topology = arg;
		return 0;
	case 'e':
		args->env = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Measures the harness and prints a table.\vSeconds are wall clock on this machine, "
	       "which its neighbours share: compare figures of one run with each other only. "
	       "Exit status: 0; 1 if something could not be measured; 129 usage or bad input.",
};

static void figure(struct bench *b, const char *key, double value, const char *unit,
		   const char *what)
{
	if (!isfinite(value)) {
		fprintf(stderr, "bench: %s: no figure\n", key);
		b->failures++;
		return;
	}
	printf("%-36s %14.3f %-9s %s\n", key, value, unit, what);
	fflush(stdout);
	json_object_object_add(b->figures, key, json_object_new_double(value));
}

static void failed(struct bench *b, const char *what, const char *error)
{
	fprintf(stderr, "bench: %s: %s\n", what, error);
	b->failures++;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int count)
{
	if (!count)
		return NAN;
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[(count - 1) / 2];
}

/* ---- the model ---- */

static void measure_model(struct bench *b, const struct topo *topo)
{
	static const char *const keys[] = {"model_cycles_per_second",
					   "model_cycles_per_second_traced"};

	for (int trace = 0; trace < 2; trace++) {
		struct bench_model_result result;
		char error[256];

		if (bench_model(topo, trace, 2.0, &result, error, sizeof(error))) {
			failed(b, keys[trace], error);
			continue;
		}
		figure(b, keys[trace], (double)result.cycles / result.seconds, "1/s",
		       trace ? "the same with the access trace on"
			     : "whole cycles on one core, CPU time");
		if (!trace)
			figure(b, "model_peak_growth_kib", (double)result.peak_growth_kib, "KiB",
			       "growth of the resident set over all of them");
	}
}

static double children_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

/* Whole runs of short cases, from the plan to the results: what a row of a family costs. */
static void measure_cases(struct bench *b)
{
	char *argv[] = {"--target", "model",
			"--impl",   "user",
			"--case",   "arm-with-supported*",
			"--case",   "reset-state-is-off*",
			"--case",   "timeout-value-sticks*",
			"--case",   "timeout-of-ranges*",
			NULL};
	char dir[PATH_MAX + 32], error[512];
	double before = children_seconds();
	struct json_object *results, *cases;

	snprintf(dir, sizeof(dir), "%s/run-%d", b->dir, ++b->runs);
	if (mkdir(dir, 0755) && errno != EEXIST) {
		failed(b, dir, strerror(errno));
		return;
	}
	results = bench_run(argv, dir, error, sizeof(error));
	if (!results) {
		failed(b, "model_cases_per_second", error);
		return;
	}
	if (json_object_object_get_ex(results, "cases", &cases))
		figure(b, "model_cases_per_second",
		       (double)json_object_array_length(cases) / (children_seconds() - before),
		       "1/s", "short cases, each in a process of its own, CPU time");
	json_object_put(results);
}

/* ---- the guest ---- */

static struct json_object *run(struct bench *b, const char *impl, const char *tc)
{
	char dir[PATH_MAX + 32], error[512];
	char *argv[] = {"--target",
			"qemu",
			"--impl",
			(char *)impl,
			"--case",
			(char *)tc,
			"--env",
			(char *)b->args->env,
			"--topology",
			(char *)b->args->topology,
			"--iterations",
			CYCLES,
			"--no-trace",
			"--unchecked",
			NULL};
	struct json_object *results;

	snprintf(dir, sizeof(dir), "%s/run-%d", b->dir, ++b->runs);
	if (mkdir(dir, 0755) && errno != EEXIST) {
		failed(b, dir, strerror(errno));
		return NULL;
	}
	results = bench_run(argv, dir, error, sizeof(error));
	if (!results)
		failed(b, tc, error);
	return results;
}

static void measure_boot(struct bench *b, const struct topo *topo)
{
	double boot[ROUNDS_MAX], bare[ROUNDS_MAX], isolation[ROUNDS_MAX];
	char init[PATH_MAX + 32], error[512];
	int n = 0;

	snprintf(init, sizeof(init), "%s/guest/poweroff", b->build);
	/* In turn, so that a neighbour's load meets both alike. */
	for (int i = 0; i < b->args->rounds; i++) {
		struct json_object *results = run(b, "user", RUN_CASE);

		if (!results)
			return;
		boot[n] = bench_identity(results, "boot_seconds");
		isolation[n] = bench_identity(results, "ready_seconds") - boot[n] +
			       bench_case_seconds(results);
		json_object_put(results);
		if (bare_boot(topo, b->args->env, init, b->dir, &bare[n], error, sizeof(error))) {
			failed(b, "bare boot", error);
			return;
		}
		n++;
	}
	figure(b, "boot_seconds", median(boot, n), "s",
	       "QEMU start to the agent's first line, median");
	figure(b, "bare_boot_seconds", median(bare, n), "s",
	       "the same to an init that only powers off");
	/* sorted by now; a neighbour only ever adds time, so the fastest are the ones to compare */
	figure(b, "boot_ratio", boot[0] / bare[0], "", "of the fastest of each");
	figure(b, "first_isolation_seconds", median(isolation, n), "s",
	       "first line to the verdict of the first isolation");
}

static void measure_cycles(struct bench *b)
{
	static const char *const impls[] = {"kmod", "user"};

	for (int i = 0; i < 2; i++) {
		struct json_object *results = run(b, impls[i], CYCLE_CASE);
		char key[64];

		if (!results)
			continue;
		snprintf(key, sizeof(key), "guest_cycles_per_second_%s", impls[i]);
		figure(b, key, 1e9 / bench_phase(results, "cycle", "p50"), "1/s",
		       "median isolation cycle, re-enumeration included");
		snprintf(key, sizeof(key), "guest_rebinds_per_second_%s", impls[i]);
		figure(b, key, 1e9 / bench_phase(results, "bare-rebind", "p50"), "1/s",
		       "bare unbind and bind of the dax device beside it");
		json_object_put(results);
	}
}

/* All cases that a guest runs, of one implementation on all topologies, boots included. */
static void measure_suite(struct bench *b)
{
	static const char *const impls[] = {"kmod", "user"};

	for (int i = 0; i < 2; i++) {
		char program[PATH_MAX + 32], dir[PATH_MAX + 32], key[64];
		char *argv[] = {program,     "run",
				"--target",  "qemu",
				"--impl",    (char *)impls[i],
				"--env",     (char *)b->args->env,
				"--run-dir", dir,
				NULL};
		double seconds;

		snprintf(program, sizeof(program), "%s/isotap", b->build);
		snprintf(dir, sizeof(dir), "%s/suite-%s", b->dir, impls[i]);
		snprintf(key, sizeof(key), "guest_suite_seconds_%s", impls[i]);
		if (bench_spawn(argv, b->dir, &seconds))
			failed(b, key, "a case did not pass: see bench.log");
		else
			figure(b, key, seconds, "s",
			       "all guest cases on all topologies, boots included");
	}
}

static void measure_run(struct bench *b)
{
	char script[PATH_MAX + 32];
	char *argv[] = {script, NULL};
	double seconds;
	int rc;

	snprintf(script, sizeof(script), "%s/../run.sh", b->build);
	if (access(script, X_OK)) {
		failed(b, "run_seconds", "no run.sh above this program: not a source tree");
		return;
	}
	rc = bench_spawn(argv, b->dir, &seconds);
	/* How long a run takes that fails is no figure. */
	if (rc) {
		failed(b, "run_seconds", "run.sh did not end with 0: see bench.log");
		return;
	}
	figure(b, "run_seconds", seconds, "s", "./run.sh, warm: model, kmod and user");
}

static int write_figures(struct bench *b)
{
	char temporary[PATH_MAX];

	snprintf(temporary, sizeof(temporary), "%.*s.tmp", PATH_MAX - 8, b->args->output);
	if (json_object_to_file_ext(temporary, b->figures, JSON_C_TO_STRING_PRETTY) ||
	    rename(temporary, b->args->output)) {
		failed(b, b->args->output, strerror(errno));
		unlink(temporary);
		return -1;
	}
	return 0;
}

static void report(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s:%d: %s\n", file, line, text);
}

static int prepare(struct bench *b, struct args *args, struct topo *topo, char *env, size_t size)
{
	char path[PATH_MAX], dir[64];
	ssize_t length = readlink("/proc/self/exe", b->build, sizeof(b->build) - 1);

	if (length < 0)
		return -errno;
	b->build[length] = '\0';
	*strrchr(b->build, '/') = '\0';
	snprintf(env, size, "%s/setup.env", b->build);
	if (!args->env)
		args->env = env;
	if (topo_find(args->topology, path, sizeof(path)) || topo_load(path, topo, report, NULL)) {
		fprintf(stderr, "bench: no usable topology '%s'\n", args->topology);
		return -EINVAL;
	}
	snprintf(dir, sizeof(dir), RUNDIR_ROOT "/bench-%d", (int)getpid());
	return rundir_make(dir, b->dir, sizeof(b->dir));
}

int cmd_bench(int argc, char **argv)
{
	static struct topo topo;
	struct args args = {.rounds = 5, .output = "reports/bench.json", .topology = "default"};
	struct bench b = {.args = &args};
	char env[PATH_MAX + 16];

	if (argp_parse(&argp, argc, argv, 0, NULL, &args))
		return STATUS_USAGE;
	if (prepare(&b, &args, &topo, env, sizeof(env)))
		return STATUS_USAGE;
	b.figures = json_object_new_object();
	measure_model(&b, &topo);
	measure_cases(&b);
	if (!args.model_only) {
		measure_boot(&b, &topo);
		measure_cycles(&b);
		measure_suite(&b);
		measure_run(&b);
	}
	if (!write_figures(&b))
		fprintf(stderr, "bench: written to %s, logs in %s\n", args.output, b.dir);
	json_object_put(b.figures);
	return b.failures ? 1 : 0;
}
