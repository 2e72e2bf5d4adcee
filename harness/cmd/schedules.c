// SPDX-License-Identifier: GPL-2.0-or-later
/* Options of schedules: at most one of them. */
#include "cmd/schedules.h"

#include <stdlib.h>

#include "cmd/values.h"

#define SERIES_MAX 1000000u

enum { OPT_SCHEDULES = 0x300, OPT_SCHEDULE, OPT_CHOICES, OPT_EXHAUSTIVE };

static const struct argp_option options[] = {
	{"schedules", OPT_SCHEDULES, "N", 0,
	 "on the model: run each case under N schedules, drawn from the seed", 0},
	{"schedule", OPT_SCHEDULE, "SEED", 0, "on the model: under this one", 0},
	{"choices", OPT_CHOICES, "N,N,...", 0,
	 "on the model: under the one that makes these choices, then always the first", 0},
	{"exhaustive", OPT_EXHAUSTIVE, "DEPTH", 0,
	 "on the model: under all that differ in their first DEPTH choices, shortest first", 0},
	{0},
};

static void parse_one(int key, const char *arg, struct argp_state *state, struct schedules *out)
{
	switch (key) {
	case OPT_SCHEDULES:
		out->mode = SCHEDULES_SERIES;
		out->count = (uint32_t)value_number(state, "--schedules", arg, 1, SERIES_MAX);
		break;
	case OPT_SCHEDULE:
		out->mode = SCHEDULES_ONE;
		out->seed = value_number(state, "--schedule", arg, 0, INT64_MAX);
		break;
	case OPT_EXHAUSTIVE:
		out->mode = SCHEDULES_EXHAUSTIVE;
		out->count =
			(uint32_t)value_number(state, "--exhaustive", arg, 0, SCHEDULES_DEPTH_MAX);
		break;
	default:
		out->mode = SCHEDULES_SCRIPT;
		if (schedules_parse(arg, out))
			argp_error(state,
				   "--choices: expected at most %u numbers from 0 to 255, "
				   "separated by commas",
				   SCHEDULES_SCRIPT_MAX);
		break;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct schedules *out = state->input;

	if (key < OPT_SCHEDULES || key > OPT_EXHAUSTIVE)
		return ARGP_ERR_UNKNOWN;
	if (out->mode != SCHEDULES_FIXED)
		argp_error(state,
			   "of --schedules, --schedule, --choices and --exhaustive only one");
	parse_one(key, arg, state, out);
	return 0;
}

const struct argp schedules_argp = {.options = options, .parser = parse};
