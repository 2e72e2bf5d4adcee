// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap merge: the parts of a plan, run with --shard, become the folder of one run. */
#include <argp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/member.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/run_options.h"
#include "journal/earlier.h"
#include "journal/header.h"
#include "journal/rundir.h"
#include "plan/shard.h"

enum { OPT_RUN_DIR = 0x500 };

struct merge_args {
	struct stream_requests streams; /* looked at by the run that is made of it */
	char *folders[SHARDS_MAX + 1];
	size_t count;
};

static const struct argp_option options[] = {
	{"run-dir", OPT_RUN_DIR, "DIR", 0,
	 "the folder of the merged run (default: " RUNDIR_ROOT "/UTC-PID)", 0},
	{0},
};

static const char doc[] =
	"Puts the parts of a plan, run with `isotap run --shard I/N`, together to one run: its TAP "
	"on standard output, its folder, its exit status.";

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct merge_args *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->streams;
		return 0;
	case OPT_RUN_DIR:
		return 0;
	case ARGP_KEY_ARG:
		if (args->count == SHARDS_MAX)
			argp_error(state, "more than %d parts", SHARDS_MAX);
		args->folders[args->count++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "expected the folders of all parts");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&formats_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {.options = options,
				 .parser = parse,
				 .args_doc = "DIR...",
				 .doc = doc,
				 .children = children};

/* Options that say where a part runs and what it leaves, not what it is. */
static bool of_the_part(const char *name)
{
	static const char *const names[] = {"run-dir", "shard",    "jobs", "format",
					    "origin",  "build-id", "env"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

struct words {
	char *list[512];
	int count;
};

static void add_words(struct words *words, const struct option_given *given, size_t count,
		      bool parts)
{
	for (size_t i = 0; i < count && words->count + 2 < 512; i++)
		if ((!parts || !of_the_part(given[i].name)) &&
		    asprintf(&words->list[words->count], *given[i].value ? "--%s=%s" : "--%s%s",
			     given[i].name, given[i].value) >= 0)
			words->count++;
}

/* What that part was asked for, but for what is its own. */
static int part_words(const struct earlier *earlier, size_t part, struct words *words, char *error,
		      size_t size)
{
	struct option_given *given;
	size_t count;
	int argc;
	char **argv = header_arguments(earlier_header(earlier, part), &argc, error, size);

	if (!argv)
		return -1;
	given = options_given(&run_argp, argc, argv, &count);
	if (given)
		add_words(words, given, count, true);
	else
		snprintf(error, size, "its arguments are none of this isotap");
	header_free_arguments(argv);
	free(given);
	return given ? 0 : -1;
}

static void free_words(struct words *words)
{
	for (int i = 0; i < words->count; i++)
		free(words->list[i]);
	words->count = 0;
}

/* The first word of one that the other has not, or NULL. */
static const char *only_in(const struct words *one, const struct words *other)
{
	for (int i = 0; i < one->count; i++) {
		int n = 0;

		while (n < other->count && strcmp(one->list[i], other->list[n]))
			n++;
		if (n == other->count)
			return one->list[i];
	}
	return NULL;
}

/* Fills the words of the merged run, if all parts are of one. */
static int common_words(const struct earlier *earlier, char *const *folders, struct words *words,
			char *error, size_t size)
{
	char what[512];

	for (size_t i = 0; i < earlier->count; i++) {
		static struct words other;
		struct words *into = i ? &other : words;
		const char *first, *second;

		if (part_words(earlier, i, into, what, sizeof(what))) {
			snprintf(error, size, "%.200s: %.300s", folders[i], what);
			return -1;
		}
		if (!i)
			continue;
		first = only_in(words, &other);
		second = only_in(&other, words);
		if (first || second)
			snprintf(error, size, "%.200s was run with %.100s, and %.200s without",
				 folders[first ? 0 : i], first ? first : second,
				 folders[first ? i : 0]);
		free_words(&other);
		if (first || second)
			return -1;
	}
	return 0;
}

/* The arguments of the run that the parts make. */
static int merged_words(const struct earlier *earlier, char *const *folders, int argc, char **argv,
			struct words *words, char *error, size_t size)
{
	struct option_given *given;
	size_t count;

	if (common_words(earlier, folders, words, error, size))
		return -1;
	memmove(words->list + 1, words->list, (size_t)words->count++ * sizeof(words->list[0]));
	words->list[0] = strdup("isotap run");
	given = options_given(&argp, argc, argv, &count);
	if (given)
		add_words(words, given, count, false);
	free(given);
	return 0;
}

static int usage(const char *text)
{
	fputs("isotap: ", stderr);
	text_plain(stderr, text, false);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

int cmd_merge(int argc, char **argv)
{
	static struct merge_args args;
	static struct words words, given;
	char error[1024], *folders[SHARDS_MAX + 1];
	static char found[SHARDS_MAX][PATH_MAX];
	struct earlier earlier;
	int status;

	/* Some options write to their words. */
	for (int i = 0; i < argc && i < 511; i++)
		given.list[given.count++] = strdup(argv[i]);
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	for (size_t i = 0; i < args.count; i++) {
		if (rundir_find(args.folders[i], found[i], sizeof(found[i]))) {
			snprintf(error, sizeof(error), "%.300s: there is no run in that folder",
				 args.folders[i]);
			return usage(error);
		}
		folders[i] = found[i];
	}
	if (earlier_open(&earlier, folders, args.count, true, error, sizeof(error)) ||
	    merged_words(&earlier, folders, given.count, given.list, &words, error, sizeof(error)))
		status = usage(error);
	else
		status = run_with(words.count, words.list, &earlier, NULL);
	earlier_close(&earlier);
	free_words(&words);
	free_words(&given);
	return status;
}
