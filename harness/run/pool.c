// SPDX-License-Identifier: GPL-2.0-or-later
/* Lanes are started when there is something for them, heard one line at a time, and may die. */
#include "run/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/journal.h"
#include "run/interrupt.h"
#include "run/pool_lane.h"
#include "run/software.h"

#define STEP_MS 250

struct pool_lane {
	struct pool *pool;
	size_t number;
	pid_t pid; /* 0: there is no process */
	int fd;
	bool stopped;                 /* there is nothing for it any more, or it was told to stop */
	const struct plan_item *item; /* it was given, NULL: it is idle */
	struct journal_reader *reader;
};

struct pool {
	const struct controller_config *config;
	struct queue *queue;
	struct pool_sink sink;
	bool interrupted; /* they know */
	size_t count;
	struct pool_lane lanes[QUEUE_LANES_MAX];
};

/* ---- what a lane says ---- */

static void tell(struct pool_lane *lane, uint64_t word)
{
	ssize_t n;

	do {
		n = send(lane->fd, &word, sizeof(word), MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	/* That it is gone is seen where it is read from. */
}

/* `died`: how its lane did, or NULL. */
static void end_case(struct pool_lane *lane, const char *died)
{
	struct pool *pool = lane->pool;
	const struct plan_item *item = lane->item;

	lane->item = NULL;
	queue_ended(pool->queue, (size_t)(item - pool->config->plan->items));
	pool->sink.ended(pool->sink.ctx, item, died);
}

static int on_line(void *ctx, struct json_object *line, char *error, size_t size)
{
	struct pool_lane *lane = ctx;
	struct pool *pool = lane->pool;
	const struct plan_item *items = pool->config->plan->items;
	const char *kind = member_text(line, "j");
	int64_t number = 0;
	int rc;

	if (!lane->item || !member_integer(line, "n", &number) ||
	    number != lane->item - items + 1) {
		snprintf(error, size, "'%s' of a case that it was not given", kind);
		return -EINVAL;
	}
	if (!strcmp(kind, "begin")) {
		rc = pool->sink.begins(pool->sink.ctx, lane->item, member_true(line, "on_disk"));
		tell(lane, rc ? POOL_NO_GO : POOL_GO);
		return 0;
	}
	rc = pool->sink.line(pool->sink.ctx, line);
	if (rc || strcmp(kind, "end"))
		return rc;
	end_case(lane, NULL);
	return 0;
}

/* ---- coming and going ---- */

static _Noreturn void become_lane(struct pool *pool, const struct plan_item *first, int fd,
				  pid_t parent)
{
	setpgid(0, 0); /* a Ctrl-C in the terminal is the controller's to pass on */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	prctl(PR_SET_NAME, "isotap-lane");
	for (size_t i = 0; i < pool->count; i++)
		if (pool->lanes[i].pid)
			close(pool->lanes[i].fd);
	pool_lane_main(pool->config, first, fd);
}

static int start(struct pool_lane *lane)
{
	struct software *software = lane->pool->config->software;
	int ends[2], rc;
	pid_t parent = getpid(), pid;

	lane->reader = journal_reader_new("lane", on_line, lane);
	if (!lane->reader)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		rc = -errno;
		goto free_reader;
	}
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		become_lane(lane->pool, lane->item, ends[1], parent);
	}
	rc = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (rc) {
		close(ends[0]);
		goto free_reader;
	}
	lane->pid = pid;
	lane->fd = ends[0];
	if (software_serves(software, lane->item))
		software_disown(software);
	return 0;
free_reader:
	journal_reader_free(lane->reader);
	lane->reader = NULL;
	return rc;
}

/* Waits for its process, which has ended or is about to. */
static void reap(struct pool_lane *lane)
{
	char how[96];
	int status = 0;

	while (waitpid(lane->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "the lane that ran it was killed by SIG%s",
			 sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?");
	else
		snprintf(how, sizeof(how), "the lane that ran it ended with status %d",
			 WEXITSTATUS(status));
	close(lane->fd);
	journal_reader_free(lane->reader);
	lane->pid = 0;
	lane->reader = NULL;
	if (lane->item)
		end_case(lane, how);
	queue_forget_lane(lane->pool->queue, lane->number);
}

static void hear(struct pool_lane *lane)
{
	char bytes[65536], error[512];
	ssize_t n = recv(lane->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0 && !journal_reader_feed(lane->reader, bytes, (size_t)n, error, sizeof(error)))
		return;
	if (n > 0) {
		fprintf(stderr, "isotap: %s\n", error);
		kill(lane->pid, SIGKILL);
	}
	reap(lane);
}

/* ---- handing out ---- */

/* False: there is nothing for it now. */
static bool feed(struct pool_lane *lane)
{
	struct pool *pool = lane->pool;
	enum queue_answer answer;
	size_t index;
	int rc;

	if (lane->item || lane->stopped || interrupt_requested())
		return false;
	answer = queue_next(pool->queue, lane->number, &index);
	if (answer == QUEUE_WAIT)
		return false;
	if (answer == QUEUE_NEVER) {
		/* Its guest ends while others work. */
		lane->stopped = true;
		if (lane->pid)
			tell(lane, POOL_STOP);
		queue_forget_lane(pool->queue, lane->number);
		return false;
	}
	lane->item = &pool->config->plan->items[index];
	rc = lane->pid ? 0 : start(lane);
	if (!rc)
		tell(lane, index);
	else
		end_case(lane, strerror(-rc));
	return true;
}

static void pass_on_interrupt(struct pool *pool)
{
	if (pool->interrupted || !interrupt_requested())
		return;
	pool->interrupted = true;
	for (size_t i = 0; i < pool->count; i++)
		if (pool->lanes[i].pid)
			kill(pool->lanes[i].pid, SIGTERM);
}

static bool busy(const struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		if (pool->lanes[i].item)
			return true;
	return false;
}

static void listen_to_all(struct pool *pool)
{
	struct pollfd fds[QUEUE_LANES_MAX];

	for (size_t i = 0; i < pool->count; i++)
		fds[i] = (struct pollfd){.fd = pool->lanes[i].pid ? pool->lanes[i].fd : -1,
					 .events = POLLIN};
	if (poll(fds, pool->count, STEP_MS) <= 0)
		return;
	for (size_t i = 0; i < pool->count; i++)
		if (fds[i].revents)
			hear(&pool->lanes[i]);
}

bool pool_step(struct pool *pool)
{
	bool fed = true;

	pass_on_interrupt(pool);
	while (fed) {
		fed = false;
		for (size_t i = 0; i < pool->count; i++)
			fed |= feed(&pool->lanes[i]);
	}
	if (!busy(pool))
		return false;
	listen_to_all(pool);
	return true;
}

struct pool *pool_new(const struct controller_config *config, struct queue *queue, size_t lanes,
		      const struct pool_sink *sink)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		return NULL;
	pool->config = config;
	pool->queue = queue;
	pool->sink = *sink;
	pool->count = lanes < QUEUE_LANES_MAX ? lanes : QUEUE_LANES_MAX;
	for (size_t i = 0; i < pool->count; i++)
		pool->lanes[i] = (struct pool_lane){.pool = pool, .number = i};
	return pool;
}

void pool_free(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		if (pool->lanes[i].pid && !pool->lanes[i].stopped)
			tell(&pool->lanes[i], POOL_STOP);
	for (size_t i = 0; i < pool->count; i++)
		if (pool->lanes[i].pid)
			reap(&pool->lanes[i]);
	free(pool);
}
