// SPDX-License-Identifier: GPL-2.0-or-later
/* Worker processes. No worker outlives the harness, however the harness dies. */
#include "run/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/interrupt.h"

#define MEMORY_MAX (4ull << 30) /* beyond what the process maps when it starts */
#define FILE_MAX (64ull << 20)
#define SIGNAL_MS 250
#define NO_PIDFD_MS 20 /* without pidfd_open (valgrind 3.19): how often a child is looked for */

struct pump {
	int fd, out_fd;
	size_t kept;
	void (*bytes)(void *ctx, const char *data, size_t count);
	void *ctx;
	struct worker_result *result;
};

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static void limit(int resource, rlim_t value)
{
	struct rlimit old, want = {value, value};

	/* A hard limit that is lower already stays. */
	if (!getrlimit(resource, &old) && old.rlim_max != RLIM_INFINITY && old.rlim_max < value)
		want.rlim_cur = want.rlim_max = old.rlim_max;
	setrlimit(resource, &want);
}

/* Relative to what is mapped now: the shadow of a sanitizer is terabytes. */
static void limit_memory(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long long pages;

	if (!f)
		return;
	if (fscanf(f, "%llu", &pages) == 1)
		limit(RLIMIT_AS, pages * (unsigned long long)sysconf(_SC_PAGESIZE) + MEMORY_MAX);
	fclose(f);
}

static _Noreturn void child(int (*fn)(int fd, void *arg), void *arg, pid_t parent, int fd,
			    int out_fd, uint32_t timeout_ms)
{
	int null;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	interrupt_reset();
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0 || dup2(null, 0) < 0 || dup2(out_fd, 1) < 0 || dup2(out_fd, 2) < 0 ||
	    dup2(fd, 3) < 0)
		_exit(1);
	/* The journal and the TAP copy are open in here: out of reach of what comes next. */
	if (close_range(4, ~0u, 0))
		_exit(1);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, FILE_MAX);
	limit(RLIMIT_CPU, timeout_ms / 1000 + 2);
	limit_memory();
	_exit(fn(3, arg));
}

/* False at the end of the stream. */
static bool pump_records(struct pump *p)
{
	char data[16384];
	ssize_t n = read(p->fd, data, sizeof(data));

	if (n > 0)
		p->bytes(p->ctx, data, (size_t)n);
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static bool pump_output(struct pump *p)
{
	char data[4096];
	ssize_t n = read(p->out_fd, data, sizeof(data));

	if (n > 0) {
		size_t room = sizeof(p->result->output) - 1 - p->kept;
		size_t take = (size_t)n < room ? (size_t)n : room;

		memcpy(p->result->output + p->kept, data, take);
		p->kept += take;
	}
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Not reaped by it: the group's id stays the child's. */
static bool child_gone(pid_t pid)
{
	siginfo_t info = {.si_pid = 0};

	return !waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid == pid;
}

/* Until the child has gone, the time is up, or the run is to stop. The pipes may stay open longer
 * than the child lives, in a grandchild; they do not decide. */
static enum worker_end pump_until(struct pump *p, pid_t pid, int pidfd, uint64_t deadline)
{
	struct pollfd fds[3] = {{p->fd, POLLIN, 0}, {p->out_fd, POLLIN, 0}, {pidfd, POLLIN, 0}};

	for (;;) {
		uint64_t now = now_ms();
		int n, wait;

		if (interrupt_requested())
			return WORKER_INTERRUPTED;
		if (now >= deadline)
			return WORKER_TIMEOUT;
		/* A signal may come just before poll(): it is not waited for longer than this. */
		wait = deadline - now > SIGNAL_MS ? SIGNAL_MS : (int)(deadline - now);
		if (pidfd < 0 && child_gone(pid))
			return WORKER_EXITED;
		if (pidfd < 0 && wait > NO_PIDFD_MS)
			wait = NO_PIDFD_MS;
		n = poll(fds, 3, wait);
		if (n < 0 && errno != EINTR)
			return WORKER_TIMEOUT;
		if (n <= 0)
			continue;
		if (fds[0].revents && !pump_records(p))
			fds[0].fd = -1;
		if (fds[1].revents && !pump_output(p))
			fds[1].fd = -1;
		if (fds[2].revents)
			return WORKER_EXITED;
	}
}

/* What was written before the end is evidence too; at most what a pipe holds. */
static void drain(struct pump *p)
{
	struct pollfd fd = {p->fd, POLLIN, 0};
	int reads = 0;

	while (poll(&fd, 1, 0) == 1 && reads++ < 64 && pump_records(p))
		;
	fd.fd = p->out_fd;
	reads = 0;
	while (poll(&fd, 1, 0) == 1 && reads++ < 64 && pump_output(p))
		;
	p->result->output[p->kept] = '\0';
}

static void reap(pid_t pid, struct worker_result *out)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (out->end != WORKER_EXITED)
		return;
	if (WIFSIGNALED(status)) {
		out->end = WORKER_SIGNALLED;
		out->status = WTERMSIG(status);
	} else {
		out->status = WEXITSTATUS(status);
	}
}

int worker_run(int (*fn)(int fd, void *arg), void *arg, uint32_t timeout_ms,
	       void (*bytes)(void *ctx, const char *data, size_t count), void *ctx,
	       struct worker_result *out)
{
	struct pump p = {.bytes = bytes, .ctx = ctx, .result = out};
	int records[2], output[2], pidfd, rc;
	pid_t parent = getpid(), pid;

	memset(out, 0, sizeof(*out));
	if (pipe2(records, O_CLOEXEC))
		return -errno;
	if (pipe2(output, O_CLOEXEC)) {
		rc = -errno;
		goto close_records;
	}
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		rc = -errno;
		goto close_output;
	}
	if (!pid)
		child(fn, arg, parent, records[1], output[1], timeout_ms);
	/* Also here: the child may not have got to it when the group is killed. */
	setpgid(pid, pid);
	close(records[1]);
	close(output[1]);
	records[1] = output[1] = -1;
	p.fd = records[0];
	p.out_fd = output[0];
	rc = 0;
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0 && errno != ENOSYS) {
		rc = -errno;
		out->end = WORKER_INTERRUPTED;
	} else {
		out->end = pump_until(&p, pid, pidfd, now_ms() + timeout_ms);
	}
	/* Not reaped yet, so that the group's id cannot be another's. */
	kill(-pid, SIGKILL);
	drain(&p);
	reap(pid, out);
	if (pidfd >= 0)
		close(pidfd);
close_output:
	close(output[0]);
	if (output[1] >= 0)
		close(output[1]);
close_records:
	close(records[0]);
	if (records[1] >= 0)
		close(records[1]);
	return rc;
}
