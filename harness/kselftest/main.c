// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * isotap-kselftest: the suite as one static program, for the kernel's kselftest. It runs in a guest
 * of QEMU that somebody else booted, prints KTAP, and exits as kselftest.h says.
 */
#include <argp.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/text.h"
#include "cmd/expect.h"
#include "cmd/values.h"
#include "kselftest/here.h"
#include "kselftest/machine.h"
#include "plan/catalog.h"
#include "plan/plan.h"
#include "plan/requirements.h"
#include "report/format.h"
#include "report/results.h"
#include "run/interrupt.h"
#include "version.h"

/* What tools/testing/selftests/kselftest.h calls KSFT_PASS and so on. */
enum { EXIT_PASS, EXIT_FAIL, EXIT_XFAIL, EXIT_XPASS, EXIT_SKIP };

#define LIST_MAX 32

enum {
	OPT_IMPL = 0x100,
	OPT_AREA,
	OPT_CASE,
	OPT_TOPOLOGY,
	OPT_SEED,
	OPT_ITERATIONS,
	OPT_PERSONALITY,
	OPT_TIMEOUT_SCALE,
	OPT_ENDURANCE,
};

static const struct argp_option options[] = {
	{"impl", OPT_IMPL, "NAME", 0,
	 "software under test: kmod, linux-v1, linux-rfc, user or none (default: what is found)",
	 0},
	{"area", OPT_AREA, "AREA", 0, "only this area, may be repeated", 0},
	{"case", OPT_CASE, "PATTERN", 0, "only these cases, may be repeated", 0},
	{"topology", OPT_TOPOLOGY, "NAME|FILE", 0,
	 "the machine that this is (default: the one whose root ports it has)", 0},
	{"seed", OPT_SEED, "N", 0, "of every random choice (default: 1)", 0},
	{"iterations", OPT_ITERATIONS, "N", 0, "of cases that run many cycles", 0},
	{"personality", OPT_PERSONALITY, "NAME", 0, "make every port a wrong one", 0},
	{"timeout-scale", OPT_TIMEOUT_SCALE, "X", 0, "multiplies the watchdogs' times", 0},
	{"endurance", OPT_ENDURANCE, NULL, 0, "also the cases that run many cycles", 0},
	{0},
};

struct args {
	const char *impl;
	char *topologies[2], *cases[LIST_MAX + 1], *areas[LIST_MAX + 1];
	uint64_t seed;
	uint32_t iterations, personality;
	double timeout_scale;
	bool endurance;
	struct expect_options expect;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case OPT_IMPL:
		args->impl = arg;
		return 0;
	case OPT_AREA:
		value_append(state, "--area", args->areas, LIST_MAX, arg);
		return 0;
	case OPT_CASE:
		value_append(state, "--case", args->cases, LIST_MAX, arg);
		return 0;
	case OPT_TOPOLOGY:
		args->topologies[0] = arg;
		return 0;
	case OPT_SEED:
		args->seed = value_number(state, "--seed", arg, 0, INT64_MAX);
		return 0;
	case OPT_ITERATIONS:
		args->iterations =
			(uint32_t)value_number(state, "--iterations", arg, 0, UINT32_MAX);
		return 0;
	case OPT_PERSONALITY:
		args->personality = value_personality(state, arg);
		return 0;
	case OPT_TIMEOUT_SCALE:
		args->timeout_scale = value_between(state, "--timeout-scale", arg, 0, INFINITY);
		return 0;
	case OPT_ENDURANCE:
		args->endurance = true;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->expect;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not an option", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&expect_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.doc = "Checks CXL.mem Timeout & Isolation in this guest of QEMU and prints KTAP.\v"
	       "Exit status: 0 nothing failed; 1 a case failed; 2 all that ran are known failures; "
	       "3 nothing failed but a known failure passed; 4 nothing ran.",
};

static void silent(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	(void)file;
	(void)line;
	(void)text;
}

/* ---- nothing to run ---- */

static int skip_all(const char *reason)
{
	fputs("KTAP version 1\n1..0 # SKIP ", stdout);
	text_plain(stdout, reason, true);
	fputc('\n', stdout);
	return EXIT_SKIP;
}

/* The topologies lie beside the program. */
static void find_topologies(void)
{
	char path[PATH_MAX + 16];
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (n < 0)
		return;
	path[n] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash, sizeof(path) - (size_t)(slash - path), "/topologies");
	setenv("ISOTAP_TOPOLOGIES", path, 0);
}

/* Brings the topology that this machine is to the front. */
static bool choose_topology(struct catalog *catalog, const struct args *args, char *reason,
			    size_t size)
{
	char why[160], first[160] = "";

	for (size_t i = 0; i < (args->topologies[0] ? 1 : catalog->count); i++) {
		struct catalog_entry *entry = catalog->entries[i];

		if (machine_is(&entry->topo, why, sizeof(why))) {
			catalog->entries[i] = catalog->entries[0];
			catalog->entries[0] = entry;
			catalog->wanted = 1;
			return true;
		}
		if (!i)
			memcpy(first, why, sizeof(first));
	}
	snprintf(reason, size, "not the machine of any topology (%s: %s)",
		 catalog->entries[0]->name, first);
	return false;
}

/* ---- the run ---- */

struct run {
	struct here *here;
	const struct plan *plan;
	struct result_policy policy;
	uint32_t counts[OUTCOME_COUNT], number;
	uint32_t stale; /* passed, although a list says that they fail */
};

static void on_record(void *ctx, struct json_object *record)
{
	result_record(ctx, record);
}

static void run_case(struct run *run, const struct plan_item *item, struct result *result)
{
	struct rig_job job = {
		.tc = item->tc,
		.impl = item->section->impl,
		.seed = item->seed,
		.timeout_ms = item->timeout_ms,
	};
	struct rig_result *end = calloc(1, sizeof(*end));

	if (!end)
		abort();
	here_run(run->here, &job, on_record, result, end);
	if (here_needs_boot(run->here))
		result_without_run(result, OUTCOME_SKIP,
				   "needs a machine whose memory was never isolated: boot it again "
				   "and run this first");
	else
		result_end(result, end);
	free(end);
}

static void report(struct run *run, const struct result *result)
{
	struct json_object *object = results_case(result, NULL);

	format_ktap_each(stdout, ++run->number, object);
	fflush(stdout);
	json_object_put(object);
	run->counts[result->outcome]++;
}

static void run_item(struct run *run, const struct plan_item *item)
{
	struct result *result = calloc(1, sizeof(*result));
	bool passed;

	if (!result)
		abort();
	result_init(result, item);
	if (interrupt_requested())
		result_without_run(result, OUTCOME_BROKEN, "interrupted");
	else if (*item->skip)
		result_without_run(result, OUTCOME_SKIP, item->skip);
	else if (here_lost(run->here))
		result_without_run(result, OUTCOME_SKIP, here_lost(run->here));
	else
		run_case(run, item, result);
	passed = result->outcome == OUTCOME_PASS;
	result_judge(result, &run->policy);
	run->stale += passed && result->outcome == OUTCOME_FAIL;
	report(run, result);
	result_free(result);
	free(result);
}

static int exit_status(const struct run *run)
{
	const uint32_t *n = run->counts;

	if (n[OUTCOME_FAIL] > run->stale || n[OUTCOME_BROKEN])
		return EXIT_FAIL;
	if (run->stale)
		return EXIT_XPASS;
	if (n[OUTCOME_PASS])
		return EXIT_PASS;
	return n[OUTCOME_KNOWN_FAIL] ? EXIT_XFAIL : EXIT_SKIP;
}

static int run_plan(struct run *run, const struct args *args, const struct catalog_entry *machine)
{
	const struct plan_section *section = run->plan->sections;
	struct here_config config = {
		.topo = &machine->topo,
		.iterations = args->iterations,
		.personality = args->personality,
	};
	char error[512], text[640];
	int rc = here_start(&run->here, &config, error, sizeof(error));

	if (rc) {
		printf("KTAP version 1\n1..1\n# ");
		text_plain(stdout, error, false);
		printf("\nnot ok 1 %s/machine\n", section->identity.name);
		return EXIT_FAIL;
	}
	format_ktap_begin(stdout, (uint32_t)run->plan->count);
	snprintf(text, sizeof(text), "isotap %s, topology %s, implementation %s %s",
		 ISOTAP_REVISION, machine->name, section->identity.name, section->identity.version);
	fputs("# ", stdout);
	text_plain(stdout, text, false);
	fputc('\n', stdout);
	for (size_t i = 0; i < run->plan->count; i++)
		run_item(run, &run->plan->items[i]);
	here_stop(run->here);
	return exit_status(run);
}

static int plan_and_run(const struct args *args, struct catalog *catalog)
{
	static struct plan plan;
	struct run run = {.plan = &plan, .policy = {.profile = STRENGTH_ALL}};
	const struct catalog_entry *machine = catalog->entries[0];
	struct plan_options wanted = {
		.cases = (char **)args->cases,
		.areas = (char **)args->areas,
		.seed = args->seed,
		.timeout_scale = args->timeout_scale,
		.endurance = args->endurance,
	};
	struct expectations *list;
	char error[512];
	int status;

	if (plan_add_section(&plan, "qemu", args->impl ? args->impl : machine_impl(), error,
			     sizeof(error))) {
		fprintf(stderr, "isotap-kselftest: %s\n", error);
		return EXIT_FAIL;
	}
	list = expect_load(&args->expect, &plan);
	if (!list || plan_make(&plan, catalog, &wanted))
		return EXIT_FAIL;
	run.policy.list = list;
	status = plan.count ? run_plan(&run, args, machine)
			    : skip_all("no case applies to this implementation");
	plan_free(&plan);
	expectations_free(list);
	return status;
}

int main(int argc, char **argv)
{
	struct args args = {.seed = 1, .timeout_scale = 1};
	struct catalog catalog = {0};
	char reason[512];
	int status;

	argp_err_exit_status = EXIT_FAIL;
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!machine_may_be_used(reason, sizeof(reason)))
		return skip_all(reason);
	find_topologies();
	if (catalog_load(&catalog, args.topologies, silent, NULL)) {
		fprintf(stderr, "isotap-kselftest: no topology %s\n",
			args.topologies[0] ? args.topologies[0] : "beside the program");
		return EXIT_FAIL;
	}
	interrupt_install();
	if (choose_topology(&catalog, &args, reason, sizeof(reason)) &&
	    machine_kernel_fits(reason, sizeof(reason)))
		status = plan_and_run(&args, &catalog);
	else
		status = skip_all(reason);
	catalog_free(&catalog);
	return status;
}
