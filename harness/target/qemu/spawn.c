// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two locks keep the program from outliving the harness: a supervisor that kills it when the
 * lifeline closes, and the parent-death signal on both, for when the supervisor is killed too.
 */
#include "target/qemu/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILL_MS 10000 /* that a killed program takes to be gone, where nobody tells */

static _Noreturn void become_program(char *const *argv, int output, const int *keep, int keep_count,
				     pid_t supervisor)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != supervisor)
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0)
		_exit(126);
	for (int i = 0; i < keep_count; i++)
		fcntl(keep[i], F_SETFD, 0);
	execv(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void close_all_but(int keep)
{
	if (keep > 0)
		syscall(SYS_close_range, 0, keep - 1, 0);
	syscall(SYS_close_range, keep + 1, ~0u, 0);
}

/* Passes on how the program ended: its status, or the signal that killed it. */
static _Noreturn void supervisor_end(int status)
{
	if (WIFSIGNALED(status))
		_exit(128 + WTERMSIG(status));
	_exit(WEXITSTATUS(status));
}

static _Noreturn void supervise(pid_t program, int lifeline)
{
	int watch = (int)syscall(SYS_pidfd_open, program, 0), status = 0;
	struct pollfd fds[2] = {{.fd = lifeline}, {.fd = watch, .events = POLLIN}};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	/* either way there is nothing left to do but to see it gone */
	kill(program, SIGKILL);
	while (waitpid(program, &status, 0) < 0 && errno == EINTR)
		;
	supervisor_end(status);
}

static _Noreturn void become_supervisor(char *const *argv, int output, const int *keep,
					int keep_count, int lifeline, int told, pid_t parent)
{
	pid_t program, self;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	setpgid(0, 0); /* a Ctrl-C in the terminal is the harness's to handle */
	prctl(PR_SET_NAME, "isotap-superv");
	self = getpid();
	program = fork();
	if (!program)
		become_program(argv, output, keep, keep_count, self);
	if (program < 0 || write(told, &program, sizeof(program)) != sizeof(program))
		_exit(126);
	close_all_but(lifeline);
	supervise(program, lifeline);
}

int spawn_start(struct spawned *child, char *const *argv, int output, const int *keep,
		int keep_count)
{
	int ends[2], told[2], rc;
	pid_t parent = getpid(), pid;

	memset(child, 0, sizeof(*child));
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	if (pipe2(told, O_CLOEXEC)) {
		rc = -errno;
		goto fail;
	}
	pid = fork();
	if (!pid) {
		close(ends[1]);
		become_supervisor(argv, output, keep, keep_count, ends[0], told[1], parent);
	}
	rc = pid < 0 ? -errno : 0;
	close(told[1]);
	/* nothing comes of a supervisor that dies first: the program stays unknown */
	if (rc || read(told[0], &child->program, sizeof(child->program)) != sizeof(child->program))
		child->program = 0;
	close(told[0]);
	if (rc)
		goto fail;
	close(ends[0]);
	child->pid = pid;
	child->lifeline = ends[1];
	child->watch = (int)syscall(SYS_pidfd_open, pid, 0);
	return 0;
fail:
	close(ends[0]);
	close(ends[1]);
	return rc;
}

void spawn_disown(struct spawned *child)
{
	if (!child->pid)
		return;
	close(child->lifeline);
	close(child->watch);
	child->pid = 0;
}

/* Of one that is another process's child there is no status. */
static bool gone(const struct spawned *child, int timeout_ms)
{
	struct pollfd watch = {.fd = child->watch, .events = POLLIN};

	return poll(&watch, 1, timeout_ms) == 1;
}

bool spawn_ended(struct spawned *child, int *status)
{
	pid_t pid;

	if (!child->pid)
		return true;
	pid = waitpid(child->pid, status, WNOHANG);
	if (pid < 0 && errno == ECHILD) {
		if (!gone(child, 0))
			return false;
		*status = 0;
	} else if (!pid || (pid < 0 && errno == EINTR)) {
		return false;
	}
	spawn_disown(child);
	return true;
}

void spawn_kill(struct spawned *child)
{
	pid_t pid;

	if (!child->pid)
		return;
	close(child->lifeline);
	child->lifeline = -1;
	do {
		pid = waitpid(child->pid, NULL, 0);
	} while (pid < 0 && errno == EINTR);
	if (pid < 0 && errno == ECHILD)
		gone(child, KILL_MS);
	close(child->watch);
	child->pid = 0;
}
