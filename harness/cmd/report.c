// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap report: a finished run in another format. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/member.h"
#include "cmd/cmd.h"
#include "journal/rundir.h"
#include "report/format.h"

static const struct argp_option options[] = {
	{"format", 'f', "NAME", 0, "tap13, tap14, ktap, lava, junit, kcidb or json", 0},
	{"output", 'o', "FILE", 0, "instead of standard output", 0},
	{"origin", 'O', "NAME", 0, "kcidb: who submits (default: isotap)", 0},
	{"build-id", 'b', "ID", 0, "kcidb: the build that was tested", 0},
	{0},
};

struct args {
	const struct format *format;
	const char *run, *output;
	struct format_options options;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'f':
		args->format = format_find(arg);
		if (!args->format)
			argp_error(state, "--format %s: expected one of %s", arg, format_names());
		return 0;
	case 'o':
		args->output = arg;
		return 0;
	case 'O':
		args->options.origin = arg;
		return 0;
	case 'b':
		args->options.build_id = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (args->run)
			argp_error(state, "'%s': too much", arg);
		args->run = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->run || !args->format)
			argp_error(state, "expected a run and --format");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "RUN",
	.doc = "Writes a finished run in another format.\vRUN is a run's folder, its name "
	       "below " RUNDIR_ROOT ", or `latest`.",
};

static struct json_object *load(const char *name)
{
	char folder[PATH_MAX], path[PATH_MAX + 16];
	struct json_object *run;
	uint32_t cases;

	if (rundir_find(name, folder, sizeof(folder))) {
		fprintf(stderr, "isotap: " RUNDIR_NONE "\n", name);
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/results.json", folder);
	run = json_object_from_file(path);
	/* What is no run must not become a report without failures. */
	if (member_array(run, "cases", &cases))
		return run;
	fprintf(stderr, "isotap: %s: expected the results of a run\n", path);
	json_object_put(run);
	return NULL;
}

int cmd_report(int argc, char **argv)
{
	struct args args = {0};
	struct json_object *run;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	run = load(args.run);
	if (!run)
		return STATUS_USAGE;
	rc = format_write_file(args.format, args.output, run, &args.options);
	if (rc)
		fprintf(stderr, "isotap: %s: %s\n", args.output ? args.output : "standard output",
			strerror(-rc));
	json_object_put(run);
	return rc ? STATUS_USAGE : 0;
}
