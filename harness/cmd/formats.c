// SPDX-License-Identifier: GPL-2.0-or-later
/* Formats of a run, each with the file that it goes to. */
#include "cmd/formats.h"

#include <string.h>

enum { OPT_FORMAT = 0x320, OPT_ORIGIN, OPT_BUILD_ID };

static const struct argp_option options[] = {
	{"format", OPT_FORMAT, "NAME[:FILE]", 0,
	 "report as tap13, tap14, ktap, lava, junit, kcidb or json, into a file, or without one "
	 "instead of TAP 13 on standard output; may be repeated",
	 0},
	{"origin", OPT_ORIGIN, "NAME", 0, "kcidb: who submits (default: isotap)", 0},
	{"build-id", OPT_BUILD_ID, "ID", 0, "kcidb: the build that is tested, ORIGIN:...", 0},
	{0},
};

static void add(struct argp_state *state, struct stream_requests *requests, char *arg)
{
	char *colon = strchr(arg, ':');
	const struct format *format;
	const char *path = NULL;

	if (colon) {
		*colon = '\0';
		path = colon + 1;
	}
	format = format_find(arg);
	if (!format)
		argp_error(state, "--format %s: expected one of %s", arg, format_names());
	if (path && !*path)
		argp_error(state, "--format %s: expected a file behind the colon", arg);
	if (requests->count == STREAMS_MAX)
		argp_error(state, "--format: more than %d", STREAMS_MAX);
	for (size_t i = 0; i < requests->count; i++) {
		const char *other = requests->list[i].path;

		if (!path && !other)
			argp_error(state, "--format: only one without a file");
		if (path && other && !strcmp(path, other))
			argp_error(state, "--format: two into %s", path);
	}
	requests->list[requests->count].format = format;
	requests->list[requests->count++].path = path;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct stream_requests *requests = state->input;

	switch (key) {
	case OPT_FORMAT:
		add(state, requests, arg);
		return 0;
	case OPT_ORIGIN:
		if (!format_kcidb_origin(arg))
			argp_error(state, "--origin %s: expected [a-z0-9_]+", arg);
		requests->options.origin = arg;
		return 0;
	case OPT_BUILD_ID:
		if (!format_kcidb_id(arg))
			argp_error(state, "--build-id %s: expected [a-z0-9_]+:...", arg);
		requests->options.build_id = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp formats_argp = {.options = options, .parser = parse};
