// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs that go on. */
#include "cmd/parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/values.h"
#include "journal/earlier.h"
#include "journal/header.h"
#include "journal/rundir.h"
#include "plan/shard.h"
#include "run/queue.h"

enum { OPT_RESUME = 0x340, OPT_JOBS, OPT_SHARD };

static const struct argp_option options[] = {
	{"resume", OPT_RESUME, "DIR", 0,
	 "go on with the run in that folder, which was killed or interrupted, with its own "
	 "arguments",
	 0},
	{"jobs", OPT_JOBS, "N", 0,
	 "run cases in N guests of one processor each (on the model: N processes), cases that "
	 "measure alone (default: 1; with --kernel one a processor, at most 4)",
	 0},
	{"shard", OPT_SHARD, "I/N", 0,
	 "run part I of N of the plan, for isotap merge to put together with the others", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct parts_options *out = state->input;

	switch (key) {
	case OPT_RESUME:
		out->resume = arg;
		return 0;
	case OPT_JOBS:
		out->jobs = (uint32_t)value_number(state, "--jobs", arg, 1, QUEUE_LANES_MAX);
		return 0;
	case OPT_SHARD:
		if (shard_parse(arg, &out->shard, &out->shards))
			argp_error(state, "--shard %s: expected I/N, I from 1 to N, N at most %d",
				   arg, SHARDS_MAX);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp parts_argp = {.options = options, .parser = parse};

static int usage(const char *text)
{
	fputs("isotap: ", stderr);
	text_plain(stderr, text, false);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

/* ---- does what is asked for now contradict what was asked for then? ---- */

static const struct option_given *find(const struct option_given *list, size_t count,
				       const char *name, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].name, name) && (!value || !strcmp(list[i].value, value)))
			return &list[i];
	return NULL;
}

static bool contradicts(const struct option_given *now, const struct option_given *then,
			size_t count, char *error, size_t size)
{
	const struct option_given *other;

	if (!strcmp(now->name, "resume") || find(then, count, now->name, now->value))
		return false;
	other = find(then, count, now->name, NULL);
	snprintf(error, size, "--%s%s%.200s contradicts the run, which was started %s --%s%s%.200s",
		 now->name, *now->value ? " " : "", now->value, other ? "with" : "without",
		 now->name, other ? " " : "", other ? other->value : "");
	return true;
}

static int check_options(const struct argp *argp, int argc, char *const *argv, int then_argc,
			 char *const *then_argv, char *error, size_t size)
{
	size_t count, then_count;
	struct option_given *now = options_given(argp, argc, argv, &count);
	struct option_given *then = options_given(argp, then_argc, then_argv, &then_count);
	int rc = now && then ? 0 : -1;

	if (rc)
		snprintf(error, size, "its arguments are none of this isotap");
	for (size_t i = 0; !rc && i < count; i++)
		if (contradicts(&now[i], then, then_count, error, size))
			rc = -1;
	free(now);
	free(then);
	return rc;
}

/* ---- going on ---- */

/* Paths among the arguments are those of the folder where it was started. */
static int enter(const char *folder, char *error, size_t size)
{
	if (*folder && !chdir(folder))
		return 0;
	snprintf(error, size, "the folder in which the run was started, '%.200s', is not there",
		 folder);
	return -1;
}

static int go_on(struct earlier *earlier, char *folder, const struct argp *argp, int argc,
		 char *const *argv, run_fn run)
{
	struct json_object *header = earlier_header(earlier, 0);
	char error[1024];
	int then_argc, status;
	char **then = header_arguments(header, &then_argc, error, sizeof(error));

	if (!then)
		return usage(error);
	if (check_options(argp, argc, argv, then_argc, then, error, sizeof(error)) ||
	    enter(member_text(header, "folder"), error, sizeof(error)))
		status = usage(error);
	else
		status = run(then_argc, then, earlier, folder);
	header_free_arguments(then);
	return status;
}

int parts_resume(const char *wanted, const struct argp *argp, int argc, char *const *argv,
		 run_fn run)
{
	char found[PATH_MAX], folder[PATH_MAX], error[1024];
	struct earlier earlier;
	int status;

	if (rundir_find(wanted, found, sizeof(found)) || !realpath(found, folder)) {
		snprintf(error, sizeof(error),
			 "--resume %.300s: there is no run in that folder: nothing had begun",
			 wanted);
		return usage(error);
	}
	if (earlier_open(&earlier, (char *[]){folder}, 1, false, error, sizeof(error)))
		status = usage(error);
	else
		status = go_on(&earlier, folder, argp, argc, argv, run);
	earlier_close(&earlier);
	return status;
}
