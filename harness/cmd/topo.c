// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap topo: looks at topology files; starts nothing. */
#include <argp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "topo/topo.h"

enum action { CHECK, SHOW, QEMU_ARGS, ACTIONS };

static const char *const actions[ACTIONS] = {"check", "show", "qemu-args"};

struct args {
	int action; /* -1: not yet given */
	bool qemu;  /* check: also for the emulator */
	bool stock; /* qemu-args: for an emulator without isotap's patches */
	char **files;
	int file_count;
};

static const struct argp_option options[] = {
	{"target", 't', "TARGET", 0, "check: for this target, model (the default) or qemu", 0},
	{"stock", 's', NULL, 0, "qemu-args: for a QEMU without isotap's patches", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 't':
		if (strcmp(arg, "model") && strcmp(arg, "qemu"))
			argp_error(state, "found target '%s', expected model or qemu", arg);
		args->qemu = !strcmp(arg, "qemu");
		return 0;
	case 's':
		args->stock = true;
		return 0;
	case ARGP_KEY_ARG:
		if (args->action >= 0)
			return ARGP_ERR_UNKNOWN; /* the rest comes as ARGP_KEY_ARGS */
		for (int i = 0; i < ACTIONS; i++)
			if (!strcmp(arg, actions[i]))
				args->action = i;
		if (args->action < 0)
			argp_error(state, "found '%s', expected check, show or qemu-args", arg);
		return 0;
	case ARGP_KEY_ARGS:
		args->files = state->argv + state->next;
		args->file_count = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		if (args->action < 0)
			argp_error(state, "expected check, show or qemu-args");
		if (!args->file_count)
			argp_error(state, "expected a topology file");
		if (args->action == QEMU_ARGS && args->file_count > 1)
			argp_error(state, "found %d files, expected one", args->file_count);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "check FILE...\nshow FILE...\nqemu-args FILE",
	.doc = "Looks at topologies. FILE is a path or the name of a topology that comes with "
	       "isotap.\v"
	       "check reports every mistake as FILE:LINE: what was found, what was expected. "
	       "show draws the machine. qemu-args prints what starts it, for a shell. "
	       "The exit status is 129 if a file has a mistake.",
};

static void print_mistake(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	if (line)
		fprintf(stderr, "%s:%d: %s\n", file, line, text);
	else
		fprintf(stderr, "%s: %s\n", file, text);
}

/* One option and its value a line, quoted where a shell would take offence. */
static int print_args(const struct topo *topo, bool instrumented)
{
	char **list = topo_qemu_args(topo, instrumented);

	if (!list) {
		fprintf(stderr, "isotap: out of memory\n");
		return STATUS_USAGE;
	}
	for (size_t i = 0; list[i]; i++)
		printf("%s%s", list[i], !list[i + 1] ? "\n" : i % 2 ? " \\\n" : " ");
	topo_free_args(list);
	return 0;
}

static int do_file(const struct args *args, const char *name, struct topo *topo)
{
	char path[PATH_MAX];

	/* An unknown name is reported by the attempt to read it. */
	if (topo_find(name, path, sizeof(path)))
		snprintf(path, sizeof(path), "%s", name);
	if (topo_load(path, topo, print_mistake, NULL))
		return STATUS_USAGE;
	if ((args->qemu || args->action == QEMU_ARGS) &&
	    topo_check_qemu(path, topo, print_mistake, NULL))
		return STATUS_USAGE;
	switch (args->action) {
	case CHECK:
		printf("%s: no mistake found\n", path);
		return 0;
	case SHOW:
		topo_show(topo, stdout);
		return 0;
	default:
		return print_args(topo, !args->stock);
	}
}

int cmd_topo(int argc, char **argv)
{
	struct args args = {.action = -1};
	struct topo *topo;
	int status = 0;

	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	topo = malloc(sizeof(*topo));
	if (!topo) {
		fprintf(stderr, "isotap: out of memory\n");
		return STATUS_USAGE;
	}
	for (int i = 0; i < args.file_count; i++) {
		int rc = do_file(&args, args.files[i], topo);

		if (rc)
			status = rc;
		if (args.action == SHOW && i + 1 < args.file_count)
			putchar('\n');
	}
	free(topo);
	return status;
}
