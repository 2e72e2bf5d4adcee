// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap gate: whether the software's own work got slower. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/tsv.h"
#include "cmd/cmd.h"
#include "cmd/values.h"
#include "journal/rundir.h"
#include "report/comparable.h"
#include "report/gate.h"

#define STATUS_SLOWER 1
#define STATUS_INCOMPARABLE 3
/* docs/latency.md has the evidence. */
#define THRESHOLD_COUNTED 0.003
#define THRESHOLD_WALL 0.05

static const struct argp_option options[] = {
	{"base", 'b', "RUN", 0, "another run of the base, may be repeated", 0},
	{"new", 'n', "RUN", 0, "another run of the new side, may be repeated", 0},
	{"limits", 'f', "FILE", 0,
	 "instead of a base: case, phase, unit and the highest median that is allowed, separated "
	 "by tabs",
	 0},
	{"threshold", 't', "PART", 0,
	 "of the base's median that a phase may be slower (default: 0.003 on the deterministic "
	 "clock, 0.05 on a wall clock)",
	 0},
	{"level", 'l', "P", 0,
	 "on a wall clock: of significance, over all phases together (default: 0.01)", 0},
	{0},
};

struct args {
	char *runs[2][COMPARE_RUNS_MAX]; /* base, new */
	size_t count[2];
	const char *limits;
	char *words[COMPARE_RUNS_MAX];
	size_t word_count;
	struct gate_rule rule;
};

static void add_run(struct argp_state *state, int side, const char *name)
{
	struct args *args = state->input;
	char folder[PATH_MAX];

	if (args->count[side] == COMPARE_RUNS_MAX)
		argp_error(state, "more than %d runs", COMPARE_RUNS_MAX);
	if (rundir_find(name, folder, sizeof(folder)))
		argp_error(state, "no run '%s' (a folder, a name below " RUNDIR_ROOT ", or latest)",
			   name);
	args->runs[side][args->count[side]] = strdup(folder);
	if (!args->runs[side][args->count[side]++])
		argp_failure(state, STATUS_USAGE, 0, "no memory");
}

/* The first is the base, unless limits stand for it. */
static void take_words(struct argp_state *state, struct args *args)
{
	for (size_t i = 0; i < args->word_count; i++)
		add_run(state, i || args->limits || args->count[0] ? 1 : 0, args->words[i]);
	if (!args->count[1] || (!args->count[0] && !args->limits))
		argp_error(state, "expected a run of the base, or --limits, and a run to judge");
	if (args->count[0] && args->limits)
		argp_error(state, "expected a base or --limits, not both");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'b':
		add_run(state, 0, arg);
		return 0;
	case 'n':
		add_run(state, 1, arg);
		return 0;
	case 'f':
		args->limits = arg;
		return 0;
	case 't':
		args->rule.threshold = value_between(state, "--threshold", arg, 0, 1);
		return 0;
	case 'l':
		args->rule.level = value_between(state, "--level", arg, 0, 1);
		return 0;
	case ARGP_KEY_ARG:
		if (args->word_count == COMPARE_RUNS_MAX)
			argp_error(state, "more than %d runs", COMPARE_RUNS_MAX);
		args->words[args->word_count++] = arg;
		return 0;
	case ARGP_KEY_END:
		take_words(state, args);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "BASE NEW [NEW...]\n--limits FILE NEW [NEW...]",
	.doc = "Says whether the software's own work, from an interrupt to the mark and to the end "
	       "of the mappings, got slower between runs of two versions.\v"
	       "Phases that wait for grace periods, ticks or links are shown and not judged. On "
	       "the "
	       "deterministic clock the median of all differences is held against the threshold; "
	       "on "
	       "a wall clock, where the runs of both sides have to alternate, the rank test has to "
	       "agree. Exit status: 0 nothing got slower; 1 something did; 3 the runs cannot be "
	       "compared; 129 usage or bad input.",
};

static void print_phase(const struct compare_phase *p, enum gate_verdict verdict, bool counted)
{
	printf("%-8s ", gate_name(verdict));
	text_plain(stdout, p->name, false);
	putchar(' ');
	text_plain(stdout, p->phase, false);
	printf(": p50 %.10g to %.10g ", p->base_p50, p->new_p50);
	text_plain(stdout, p->unit, false);
	printf(", %+.10g", p->shift);
	if (p->base_p50 > 0)
		printf(" (%+.3f %%)", 100 * p->shift / p->base_p50);
	if (!counted && p->p <= 1)
		printf(", p %.2g", p->p);
	printf(", %zu and %zu samples\n", p->base_count, p->new_count);
}

/* Figures of a case that did not pass everywhere are those of something else. */
static bool all_passed(const struct compare *compare)
{
	for (size_t i = 0; i < compare->case_count; i++)
		for (size_t j = 0; j < compare->phase_count; j++)
			if (compare->cases[i].change != CHANGE_NONE &&
			    !strcmp(compare->cases[i].name, compare->phases[j].name)) {
				printf("not comparable: %s: %s\n", compare->cases[i].name,
				       change_name(compare->cases[i].change));
				return false;
			}
	return true;
}

/* The exit status. */
static int judge(const struct compare *compare, const struct gate_rule *rule)
{
	uint32_t counts[GATE_MISSING + 1] = {0};

	for (size_t i = 0; i < compare->phase_count; i++) {
		enum gate_verdict verdict = gate_judge(&compare->phases[i], rule);

		counts[verdict]++;
		print_phase(&compare->phases[i], verdict, rule->deterministic);
	}
	printf("%s clock, threshold %.3g %%: %u slower, %u faster, %u same, %u missing; %u that "
	       "wait\n",
	       rule->deterministic ? "deterministic" : "wall", 100 * rule->threshold,
	       counts[GATE_SLOWER], counts[GATE_FASTER], counts[GATE_SAME], counts[GATE_MISSING],
	       counts[GATE_WAITS]);
	if (counts[GATE_SLOWER])
		return STATUS_SLOWER;
	if (counts[GATE_MISSING] || !(counts[GATE_SAME] + counts[GATE_FASTER])) {
		puts("not comparable: work of the software was not measured on both sides");
		return STATUS_INCOMPARABLE;
	}
	return 0;
}

struct limits {
	const struct compare *compare;
	uint32_t rows, above, missing;
};

static int take_limit(void *ctx, struct tsv_row *row)
{
	const struct compare_phase *found = NULL;
	struct limits *limits = ctx;
	char *end;
	double limit = strtod(row->fields[3], &end);
	bool above;

	if (*end || !isfinite(limit))
		return tsv_mistake(row, row->fields[3], "a number");
	for (size_t i = 0; i < limits->compare->phase_count; i++) {
		const struct compare_phase *p = &limits->compare->phases[i];

		if (!strcmp(p->name, row->fields[0]) && !strcmp(p->phase, row->fields[1]) &&
		    !strcmp(p->unit, row->fields[2]))
			found = p;
	}
	limits->rows++;
	if (!found || found->new_count < GATE_CYCLES_MIN) {
		limits->missing++;
		printf("missing  %s %s in %s\n", row->fields[0], row->fields[1], row->fields[2]);
		return 0;
	}
	above = found->new_p50 > limit;
	limits->above += above;
	printf("%-8s %s %s: p50 %.10g, limit %.10g %s, %zu samples\n", above ? "slower" : "within",
	       row->fields[0], row->fields[1], found->new_p50, limit, row->fields[2],
	       found->new_count);
	return 0;
}

static int judge_limits(const struct compare *compare, const char *file)
{
	struct limits limits = {.compare = compare};
	char error[512] = "", *text = tsv_read(file, error, sizeof(error));
	int rc =
		text ? tsv_each(file, text, 4, take_limit, &limits, error, sizeof(error)) : -EINVAL;

	free(text);
	if (!rc && !limits.rows) {
		snprintf(error, sizeof(error), "%s: expected at least one limit", file);
		rc = -EINVAL;
	}
	if (rc) {
		fprintf(stderr, "isotap: %s\n", error);
		return STATUS_USAGE;
	}
	if (limits.above)
		return STATUS_SLOWER;
	return limits.missing ? STATUS_INCOMPARABLE : 0;
}

static int comparable(struct args *args)
{
	const char *all[2 * COMPARE_RUNS_MAX];
	char error[2 * PATH_MAX] = "";
	size_t count = 0;
	int rc;

	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < args->count[side]; i++)
			all[count++] = args->runs[side][i];
	rc = comparable_runs(all, count, &args->rule.deterministic, error, sizeof(error));
	if (rc < 0)
		fprintf(stderr, "isotap: %s\n", error);
	else if (rc)
		printf("not comparable: %s\n", error);
	return rc < 0 ? STATUS_USAGE : rc ? STATUS_INCOMPARABLE : 0;
}

static int gate(struct args *args)
{
	int base = args->limits ? 1 : 0, status = comparable(args);
	struct compare compare;
	char error[512] = "";

	if (status)
		return status;
	if (!args->rule.threshold)
		args->rule.threshold =
			args->rule.deterministic ? THRESHOLD_COUNTED : THRESHOLD_WALL;
	if (compare_runs((const char *const *)args->runs[base], args->count[base],
			 (const char *const *)args->runs[1], args->count[1], &compare, error,
			 sizeof(error))) {
		fprintf(stderr, "isotap: %s\n", error);
		return STATUS_USAGE;
	}
	if (!all_passed(&compare))
		status = STATUS_INCOMPARABLE;
	else
		status = args->limits ? judge_limits(&compare, args->limits)
				      : judge(&compare, &args->rule);
	compare_free(&compare);
	return status;
}

int cmd_gate(int argc, char **argv)
{
	struct args args = {.rule = {.level = 0.01}};
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	status = gate(&args);
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < args.count[side]; i++)
			free(args.runs[side][i]);
	return status;
}
