// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap compare: what changed between two versions. */
#include <argp.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/ab.h"
#include "cmd/cmd.h"
#include "cmd/values.h"
#include "journal/rundir.h"
#include "report/compare.h"

#define STATUS_INCOMPLETE 3

static const struct argp_option options[] = {
	{"base", 'b', "RUN", 0, "another run of the base, may be repeated", 0},
	{"new", 'n', "RUN", 0, "another run of the new side, may be repeated", 0},
	{"level", 'l', "P", 0, "of significance, over all phases together (default: 0.01)", 0},
	{"slower", 's', "RATIO", 0, "how much slower counts as a regression (default: 1.05)", 0},
	{0},
};

struct args {
	const char *base[COMPARE_RUNS_MAX], *new[COMPARE_RUNS_MAX];
	size_t base_count, new_count;
	double level, slower;
	char *words[AB_ARGUMENTS_MAX + 3];
	size_t word_count;
	struct ab_options ab;
};

static void add_run(struct argp_state *state, const char **list, size_t *count, const char *name)
{
	char folder[PATH_MAX];

	if (*count == COMPARE_RUNS_MAX)
		argp_error(state, "more than %d runs", COMPARE_RUNS_MAX);
	if (rundir_find(name, folder, sizeof(folder)))
		argp_error(state, RUNDIR_NONE, name);
	list[*count] = strdup(folder);
	if (!list[(*count)++])
		argp_failure(state, STATUS_USAGE, 0, "no memory");
}

static void take_words(struct argp_state *state, struct args *args)
{
	if (args->ab.ab.option) {
		if (args->base_count || args->new_count)
			argp_error(state, "--ab makes the runs itself");
		ab_take_words(state, &args->ab, args->words, args->word_count);
		return;
	}
	for (size_t i = 0; i < args->word_count; i++)
		if (i)
			add_run(state, args->new, &args->new_count, args->words[i]);
		else
			add_run(state, args->base, &args->base_count, args->words[i]);
	if (!args->base_count || !args->new_count)
		argp_error(state, "expected a run of the base and one of the new side");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'b':
		add_run(state, args->base, &args->base_count, arg);
		return 0;
	case 'n':
		add_run(state, args->new, &args->new_count, arg);
		return 0;
	case 'l':
		args->level = value_between(state, "--level", arg, 0, 1);
		return 0;
	case 's':
		args->slower = value_between(state, "--slower", arg, 1, 1000);
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->ab;
		return 0;
	case ARGP_KEY_ARG:
		if (args->word_count == sizeof(args->words) / sizeof(args->words[0]))
			argp_error(state, "more than %zu arguments", args->word_count);
		args->words[args->word_count++] = arg;
		return 0;
	case ARGP_KEY_END:
		take_words(state, args);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&ab_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "BASE NEW [NEW...]\n--ab KERNEL_A KERNEL_B [-- ARGUMENT...]\n"
		    "--ab-module A.ko B.ko [-- ARGUMENT...]",
	.children = children,
	.doc = "Shows which cases and latencies changed between runs of two versions.\v"
	       "A run is a run's folder, its name below " RUNDIR_ROOT
	       ", or `latest`. A failure is called a regression when two runs of the new side have "
	       "it; with one run it is unconfirmed. Latencies are compared by the two-sided "
	       "Wilcoxon-Mann-Whitney test with Holm's correction. Exit status: 0 no regression; "
	       "1 a regression, or one that is unconfirmed; 3 none, but cases that were judged on "
	       "the base were not on the new side; 129 usage or bad input.",
};

static void print_cases(const struct compare *compare)
{
	for (size_t i = 0; i < compare->case_count; i++) {
		const struct compare_case *c = &compare->cases[i];

		if (c->change == CHANGE_NONE)
			continue;
		printf("%-12s ", change_name(c->change));
		text_plain(stdout, c->name, false);
		if (c->reason && *c->reason) {
			fputs(": ", stdout);
			text_plain(stdout, c->reason, false);
		}
		putchar('\n');
	}
}

/* Returns how many phases are slower. */
static uint32_t print_phases(const struct compare *compare, const struct args *args)
{
	uint32_t slower = 0;

	for (size_t i = 0; i < compare->phase_count; i++) {
		const struct compare_phase *p = &compare->phases[i];
		const char *verdict = "same";

		if (p->p > 1)
			verdict = "too-few";
		else if (p->p < args->level && p->ratio >= args->slower)
			verdict = "slower";
		else if (p->p < args->level && p->ratio <= 1 / args->slower)
			verdict = "faster";
		slower += !strcmp(verdict, "slower");
		printf("%-12s ", verdict);
		text_plain(stdout, p->name, false);
		putchar(' ');
		text_plain(stdout, p->phase, false);
		if (p->p > 1)
			printf(": %zu and %zu samples", p->base_count, p->new_count);
		else
			printf(": p50 %.6g to %.6g, ratio %.4f, p %.2g, %zu and %zu samples",
			       p->base_p50, p->new_p50, p->ratio, p->p, p->base_count,
			       p->new_count);
		putchar('\n');
	}
	return slower;
}

int cmd_compare(int argc, char **argv)
{
	struct args args = {.level = 0.01, .slower = 1.05, .ab = {.ab = {.seed = 1}, .rounds = 2}};
	struct compare compare;
	char error[512] = "";
	uint32_t slower, worse, lost;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (args.ab.ab.option)
		rc = ab_compare(&args.ab, &compare, error, sizeof(error));
	else
		rc = compare_runs(args.base, args.base_count, args.new, args.new_count, &compare,
				  error, sizeof(error));
	for (size_t i = 0; i < args.base_count; i++)
		free((char *)args.base[i]);
	for (size_t i = 0; i < args.new_count; i++)
		free((char *)args.new[i]);
	if (rc) {
		fprintf(stderr, "isotap: %s\n", *error ? error : strerror(-rc));
		return STATUS_USAGE;
	}
	print_cases(&compare);
	slower = print_phases(&compare, &args);
	lost = compare.counts[CHANGE_LOST];
	worse = compare.counts[CHANGE_REGRESSION] + compare.counts[CHANGE_UNCONFIRMED];
	printf("%zu cases:", compare.case_count);
	for (int i = 0; i < CHANGE_COUNT; i++)
		printf("%s %u %s", i ? "," : "", compare.counts[i], change_name((enum change)i));
	printf("; %zu phases, %u slower\n", compare.phase_count, slower);
	compare_free(&compare);
	return worse || slower ? 1 : lost ? STATUS_INCOMPLETE : 0;
}
