/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts a program that does not outlive this one, however this one dies. */
#ifndef ISOTAP_QEMU_SPAWN_H
#define ISOTAP_QEMU_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawned {
	pid_t pid; /* the supervisor's, 0: none */
	pid_t program;
	int lifeline; /* the program is killed when the last holder of this end is gone */
	int watch;    /* readable once the supervisor is gone */
};

/*
 * Runs argv with stdin from /dev/null and stdout and stderr in `output`, in a process group of its
 * own. keep[] are descriptors that it inherits under the same numbers. 0 or a negative errno; that
 * the program could not be started shows as exit status 127.
 */
int spawn_start(struct spawned *child, char *const *argv, int output, const int *keep,
		int keep_count);
/* Whether it has ended; *status as waitpid() gives it of the program itself, 0 if another process
 * started it. */
bool spawn_ended(struct spawned *child, int *status);
/* Kills it and waits until it is gone. */
void spawn_kill(struct spawned *child);
/* Forgets it here, as a process that was forked since then has it. */
void spawn_disown(struct spawned *child);

#endif
