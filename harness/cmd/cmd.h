/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subcommands. Each takes its own name as argv[0] and returns the exit status. */
#ifndef ISOTAP_CMD_H
#define ISOTAP_CMD_H

#define STATUS_USAGE 129 /* usage or bad input */

int cmd_run(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_topo(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_gate(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_coverage(int argc, char **argv);
int cmd_mutants(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_bench(int argc, char **argv);

#endif
