/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child process for code that may crash, corrupt memory or never return. It has its own process
 * group, dies with the harness, and its standard streams are not the harness's.
 */
#ifndef ISOTAP_WORKER_H
#define ISOTAP_WORKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum worker_end { WORKER_EXITED, WORKER_SIGNALLED, WORKER_TIMEOUT, WORKER_INTERRUPTED };

struct worker_result {
	enum worker_end end;
	int status;        /* exit status or signal */
	char output[2048]; /* the beginning of what it wrote to stdout and stderr, NUL-terminated */
};

/* Runs fn(fd, arg) in a child, fd being the write end of a pipe; the child exits with its result.
 * What arrives on the pipe is handed to `bytes`. After `timeout_ms` the whole process group is
 * killed. 0, or a negative errno if no child could be made. */
int worker_run(int (*fn)(int fd, void *arg), void *arg, uint32_t timeout_ms,
	       void (*bytes)(void *ctx, const char *data, size_t count), void *ctx,
	       struct worker_result *out);

#endif
