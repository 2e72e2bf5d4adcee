// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/ab.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/values.h"
#include "journal/rundir.h"

#define AB_ROOT "reports/ab"

enum { OPT_AB = 0x700, OPT_AB_MODULE, OPT_AB_PROFILE, OPT_ROUNDS, OPT_AB_SEED, OPT_SESSION };

static const struct argp_option options[] = {
	{"ab", OPT_AB, NULL, 0,
	 "make the runs: of two kernels (as `isotap run --kernel` takes them) in turn, with the "
	 "arguments behind them",
	 0},
	{"ab-module", OPT_AB_MODULE, NULL, 0, "the same of two builds of the reference module", 0},
	{"ab-profile", OPT_AB_PROFILE, NULL, 0,
	 "the same of two files of arguments (as `isotap run --profile` takes them)", 0},
	{"rounds", OPT_ROUNDS, "N", 0, "so many runs of each side (default: 2)", 0},
	{"seed", OPT_AB_SEED, "N", 0, "of the order and of the first round (default: 1)", 0},
	{"session", OPT_SESSION, "DIR", 0,
	 "the folder that the runs' folders are made in (default: " AB_ROOT "/UTC-PID)", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct ab_options *ab = state->input;

	switch (key) {
	case OPT_AB:
		ab->ab.option = "--kernel";
		return 0;
	case OPT_AB_MODULE:
		ab->ab.option = "--kmod";
		return 0;
	case OPT_AB_PROFILE:
		ab->ab.option = "--profile";
		return 0;
	case OPT_ROUNDS:
		ab->rounds = (uint32_t)value_number(state, "--rounds", arg, 1, AB_ROUNDS_MAX);
		return 0;
	case OPT_AB_SEED:
		ab->ab.seed = value_number(state, "--seed", arg, 0, INT64_MAX - AB_ROUNDS_MAX);
		return 0;
	case OPT_SESSION:
		ab->ab.session = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp ab_argp = {.options = options, .parser = parse};

void ab_take_words(struct argp_state *state, struct ab_options *ab, char **words, size_t count)
{
	if (count < 2)
		argp_error(state, "expected two sides, then -- and the arguments of their runs");
	if (count - 2 > AB_ARGUMENTS_MAX)
		argp_error(state, "more than %d arguments of a run", AB_ARGUMENTS_MAX);
	ab->ab.sides[0] = words[0];
	ab->ab.sides[1] = words[1];
	ab->ab.arguments = words + 2;
	ab->ab.argument_count = count - 2;
	if (strcmp(ab->ab.option, "--profile"))
		ab->ab.target = "qemu";
}

static int compare_rounds(const struct ab *ab, struct compare *out, char *error, size_t size)
{
	static char folders[2][AB_ROUNDS_MAX + 1][PATH_MAX];
	const char *sides[2][AB_ROUNDS_MAX + 1];

	for (int side = 0; side < 2; side++)
		for (uint32_t i = 0; i < ab->rounds; i++) {
			ab_folder(ab, side, i + 1, folders[side][i], PATH_MAX);
			sides[side][i] = folders[side][i];
		}
	return compare_runs(sides[0], ab->rounds, sides[1], ab->rounds, out, error, size);
}

/* What failed on the new side once has to do so again. */
static int repeat(struct ab *ab, const struct compare *compare, char *error, size_t size)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%.*s/again", PATH_MAX - 16, ab->session);
	file = fopen(path, "we");
	if (!file) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
		return -errno;
	}
	for (size_t i = 0; i < compare->case_count; i++)
		if (compare->cases[i].change == CHANGE_UNCONFIRMED)
			fprintf(file, "%s\n", compare->cases[i].name);
	if (fclose(file)) {
		snprintf(error, size, "%s: cannot be written", path);
		return -EIO;
	}
	return ab_round(ab, path, error, size);
}

int ab_compare(struct ab_options *wanted, struct compare *out, char *error, size_t size)
{
	static char session[PATH_MAX];
	struct ab *ab = &wanted->ab;
	int rc = rundir_make_plain(AB_ROOT, ab->session, session, sizeof(session));

	if (rc) {
		snprintf(error, size, "%s: %s", ab->session ? ab->session : AB_ROOT, strerror(-rc));
		return rc;
	}
	ab->session = session;
	while (!rc && ab->rounds < wanted->rounds)
		rc = ab_round(ab, NULL, error, size);
	if (!rc)
		rc = compare_rounds(ab, out, error, size);
	if (rc || !out->counts[CHANGE_UNCONFIRMED])
		return rc;
	rc = repeat(ab, out, error, size);
	compare_free(out);
	return rc ? rc : compare_rounds(ab, out, error, size);
}
