// SPDX-License-Identifier: GPL-2.0-or-later
/* Command line: picks the subcommand. */
#include <argp.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "version.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} commands[] = {
	{"run", cmd_run, "run cases, TAP on standard output"},
	{"list", cmd_list, "list the cases"},
	{"topo", cmd_topo, "check, show or convert a topology file"},
	{"trace", cmd_trace, "show what happened in a case of a run"},
	{"coverage", cmd_coverage, "which requirement is checked where"},
	{"mutants", cmd_mutants, "show the suite wrong implementations and wrong ports"},
	{"compare", cmd_compare, "show what changed between runs of two versions"},
	{"gate", cmd_gate, "say whether the software's own work got slower"},
	{"report", cmd_report, "write a finished run in another format"},
	{"merge", cmd_merge, "put the parts of a run together"},
	{"bench", cmd_bench, "measure the harness itself"},
};

static void usage(FILE *out)
{
	fputs("usage: isotap COMMAND [OPTION...]\n\n", out);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].what);
	fputs("\n`isotap COMMAND --help` has the options of a command; isotap(1) the rest.\n", out);
}

/* Files opened later must not become a standard stream: a worker's records would go to the TAP. */
static int standard_streams(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	if (standard_streams())
		return STATUS_USAGE;
	argp_err_exit_status = STATUS_USAGE;
	if (argc < 2) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		printf("isotap %s\n", ISOTAP_REVISION);
		return 0;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return 0;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		static char name[32]; /* as messages and --help name it */

		if (strcmp(argv[1], commands[i].name))
			continue;
		snprintf(name, sizeof(name), "isotap %s", commands[i].name);
		argv[1] = name;
		return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "isotap: no command '%s'\n", argv[1]);
	usage(stderr);
	return STATUS_USAGE;
}
