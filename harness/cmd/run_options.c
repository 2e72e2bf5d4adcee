// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of isotap run. */
#include "cmd/run_options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/values.h"
#include "journal/rundir.h"
#include "plan/requirements.h"

enum {
	OPT_TARGET = 0x100,
	OPT_IMPL,
	OPT_TOPOLOGY,
	OPT_CASE,
	OPT_AREA,
	OPT_SEED,
	OPT_ITERATIONS,
	OPT_PERSONALITY,
	OPT_STRICT,
	OPT_PROFILE,
	OPT_TIMEOUT_SCALE,
	OPT_RUN_DIR,
	OPT_QEMU,
	OPT_BISECT,
	OPT_NO_TRACE,
	OPT_TRACE,
	OPT_UNCHECKED,
	OPT_EVERY_ROW,
	OPT_ENDURANCE,
	OPT_CASES_FROM,
	OPT_FAIL_FAST,
	OPT_ENV,
};

static const struct argp_option options[] = {
	{"target", OPT_TARGET, "model|qemu|all", 0,
	 "where to run (default: all; qemu with --kernel)", 0},
	{"impl", OPT_IMPL, "NAME|FILE.so", 0,
	 "implementation under test, may be repeated: user, kmod, kmod-NAME (a wrong build), "
	 "linux-v1, linux-rfc, none, auto (whichever is in the guest's kernel, the default "
	 "with --kernel), "
	 "or a plug-in (default: "
	 "user "
	 "on the model, kmod and user in a guest)",
	 0},
	{"topology", OPT_TOPOLOGY, "NAME|FILE|all", 0,
	 "the machine, may be repeated; guests are booted for as few of them as serve the cases "
	 "(default: all, the one called default and then what ships with isotap)",
	 0},
	{"case", OPT_CASE, "PATTERN", 0,
	 "only these cases: glob on the id or on target/implementation/id, may be repeated", 0},
	{"cases-from", OPT_CASES_FROM, "FILE", 0,
	 "only the cases that this file names, one target/implementation/id a line", 0},
	{"area", OPT_AREA, "AREA", 0, "only this area, may be repeated", 0},
	{"seed", OPT_SEED, "N", 0, "of every random choice (default: 1)", 0},
	{"iterations", OPT_ITERATIONS, "N", 0, "of cases that run many cycles", 0},
	{"fail-fast", OPT_FAIL_FAST, NULL, 0,
	 "skip the cases of an implementation after its first failure", 0},
	{"personality", OPT_PERSONALITY, "NAME", 0,
	 "make every port a wrong one, such as plain-data (harness/regs/instr.h), for the whole "
	 "run",
	 0},
	{"strict", OPT_STRICT, NULL, 0, "a skip is a failure", 0},
	{"profile", OPT_PROFILE, "LIST|FILE", 0,
	 "strengths of requirements that count as failures, separated by commas: must, derived, "
	 "linux, proposal (default: all); the others are reported as observations. Or a file (with "
	 "a '/' in it, or that is there) of such options, some on each line",
	 0},
	{"timeout-scale", OPT_TIMEOUT_SCALE, "X", 0, "multiplies the watchdogs' times", 0},
	{"run-dir", OPT_RUN_DIR, "DIR", 0, "the run's folder (default: " RUNDIR_ROOT "/UTC-PID)",
	 0},
	{"qemu", OPT_QEMU, "FILE", 0,
	 "this QEMU instead of set-up's; cases that need a port with T&I are skipped if it has "
	 "none",
	 0},
	{"bisect", OPT_BISECT, NULL, 0, "for git bisect: 125 instead of exit status 3 and 4", 0},
	{"endurance", OPT_ENDURANCE, NULL, 0,
	 "also the cases that run many cycles and take long (always run when named)", 0},
	{"every-row", OPT_EVERY_ROW, NULL, 0,
	 "all rows of the case families, also where time is real (default there: the telling ones)",
	 0},
	{"no-trace", OPT_NO_TRACE, NULL, 0, "record no operations", 0},
	{"trace", OPT_TRACE, NULL, 0,
	 "record the operations of every case, also in a long run on the model (default: of more "
	 "than 64 cases, only those that fail)",
	 0},
	{"unchecked", OPT_UNCHECKED, NULL, 0,
	 "guests without the kernel's own checkers, which cost time: to measure", 0},
	{"env", OPT_ENV, "FILE", 0, "what set-up found (default: setup.env beside isotap)", 0},
	{0},
};

static const char doc[] =
	"Runs cases and reports in TAP on standard output.\v"
	"Exit status: 0 nothing failed; 1 a case failed; 3 the rig was broken and no failure seen; "
	"4 everything was skipped; 129 usage or bad input; 128 + N when signal N ended the run "
	"early (its TAP is complete all the same).";

static error_t parse_more(int key, char *arg, struct argp_state *state)
{
	struct run_options *args = state->input;

	switch (key) {
	case OPT_STRICT:
		args->strict = true;
		return 0;
	case OPT_BISECT:
		args->bisect = true;
		return 0;
	case OPT_ENDURANCE:
		args->endurance = true;
		return 0;
	case OPT_EVERY_ROW:
		args->every_row = true;
		return 0;
	case OPT_FAIL_FAST:
		args->fail_fast = true;
		return 0;
	case OPT_CASES_FROM:
		args->cases_from = arg;
		return 0;
	case OPT_UNCHECKED:
		args->unchecked = true;
		return 0;
	case OPT_NO_TRACE:
		args->no_trace = true;
		return 0;
	case OPT_TRACE:
		args->trace_all = true;
		return 0;
	case OPT_PROFILE:
		args->profile = strengths_parse(arg);
		if (!args->profile)
			argp_error(state,
				   "--profile %s: expected must, derived, linux, proposal, or a "
				   "file",
				   arg);
		return 0;
	case OPT_TIMEOUT_SCALE:
		args->timeout_scale = value_between(state, "--timeout-scale", arg, 0, INFINITY);
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->schedules;
		state->child_inputs[1] = &args->expect;
		state->child_inputs[2] = &args->streams;
		state->child_inputs[3] = &args->software;
		state->child_inputs[4] = &args->parts;
		state->child_inputs[5] = &args->kernel;
		state->child_inputs[6] = &args->guest;
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
	struct run_options *args = state->input;

	switch (key) {
	case OPT_TARGET:
		if (!strcmp(arg, "host"))
			argp_error(state, "isotap does not touch this computer's hardware");
		if (strcmp(arg, "model") && strcmp(arg, "qemu") && strcmp(arg, "all"))
			argp_error(state, "--target %s: expected model, qemu or all", arg);
		args->target = arg;
		return 0;
	case OPT_IMPL:
		value_append(state, "--impl", args->impls, LIST_MAX, arg);
		return 0;
	case OPT_TOPOLOGY:
		value_append(state, "--topology", args->topologies, LIST_MAX, arg);
		return 0;
	case OPT_CASE:
		value_append(state, "--case", args->cases, LIST_MAX, arg);
		return 0;
	case OPT_AREA:
		value_append(state, "--area", args->areas, LIST_MAX, arg);
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
	case OPT_RUN_DIR:
		args->run_dir = arg;
		return 0;
	case OPT_QEMU:
		args->qemu = arg;
		return 0;
	case OPT_ENV:
		args->env = arg;
		return 0;
	default:
		return parse_more(key, arg, state);
	}
}

static const struct argp_child children[] = {
	{&schedules_argp, 0, NULL, 0}, {&expect_argp, 0, NULL, 0},
	{&formats_argp, 0, NULL, 0},   {&software_argp, 0, NULL, 0},
	{&parts_argp, 0, NULL, 0},     {&kernel_argp, 0, NULL, 0},
	{&guest_argp, 0, NULL, 0},     {0}};

const struct argp run_argp = {
	.options = options, .parser = parse, .doc = doc, .children = children};
