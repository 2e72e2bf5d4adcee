// SPDX-License-Identifier: GPL-2.0-or-later
#include "kselftest/here.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/agent.h"
#include "agent/lines.h"
#include "run/interrupt.h"

#define SETUP_MS 60000
#define REPAIR_MS 30000 /* for the agent to end a case and bring the machine back */

struct here {
	struct here_config config;
	int fd;
	pid_t agent;
	struct lines lines;
	struct record_parser *parser;
	bool ready, failed, gone;
	char failure[256], lost[512];
	/* the case that runs */
	int64_t job;
	bool ended, exited, restored, needs_boot;
	int signal, status;
	char text[160], klog[512];
	record_fn fn;
	void *fn_ctx;
};

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000u + (uint64_t)ts.tv_nsec / 1000000u;
}

/* ---- what the agent says ---- */

static void on_exit_message(struct here *here, struct json_object *message)
{
	here->exited = true;
	here->restored = message_int(message, "restored", 0) != 0;
	here->signal = (int)message_int(message, "signal", 0);
	here->status = (int)message_int(message, "status", 0);
	snprintf(here->text, sizeof(here->text), "%s", message_text(message, "text", ""));
	snprintf(here->klog, sizeof(here->klog), "%s", message_text(message, "klog", ""));
}

static void on_message(struct here *here, struct json_object *message)
{
	const char *kind = message_text(message, "m", "");
	bool ours = message_int(message, "job", 0) == here->job;

	if (!strcmp(kind, "ready")) {
		here->ready = true;
	} else if (!strcmp(kind, "failed")) {
		here->failed = true;
		snprintf(here->failure, sizeof(here->failure), "%s",
			 message_text(message, "text", ""));
	} else if (!strcmp(kind, "exit") && ours) {
		on_exit_message(here, message);
	} else if (!strcmp(kind, "fresh") && ours) {
		here->exited = here->restored = here->needs_boot = true;
	}
}

static void on_record(void *ctx, struct json_object *record)
{
	struct here *here = ctx;

	if (!strcmp(message_text(record, "r", ""), "end"))
		here->ended = true;
	if (here->fn)
		here->fn(here->fn_ctx, record);
}

static void on_line(void *ctx, char *line, size_t length)
{
	struct here *here = ctx;
	struct json_object *message;

	if (strncmp(line, "{\"m\":", 5)) {
		line[length] = '\n';
		record_parser_feed(here->parser, line, length + 1);
		return;
	}
	message = json_tokener_parse(line);
	if (json_object_is_type(message, json_type_object))
		on_message(here, message);
	json_object_put(message);
}

/* Listens until `*done`, the agent's end, an interruption, or the deadline. */
static void await(struct here *here, const bool *done, uint64_t deadline, bool interruptible)
{
	struct pollfd fd = {.fd = here->fd, .events = POLLIN};
	char buffer[16384];
	ssize_t n;

	while (!*done && !here->gone && !here->failed && now_ms() < deadline &&
	       !(interruptible && interrupt_requested())) {
		if (poll(&fd, 1, 100) <= 0)
			continue;
		n = read(here->fd, buffer, sizeof(buffer));
		if (n > 0)
			lines_feed(&here->lines, buffer, (size_t)n, on_line, here);
		else if (!n || errno != EINTR)
			here->gone = true;
	}
}

static int say(struct here *here, struct json_object *message)
{
	return line_send(here->fd, message, 5000);
}

/* ---- start and end ---- */

static _Noreturn void agent(const struct topo *topo, int fd)
{
	interrupt_reset();
	/* a group of its own: what interrupts the program reaches the case through it */
	setpgid(0, 0);
	signal(SIGPIPE, SIG_IGN);
	if (agent_begin(topo))
		_exit(1);
	agent_serve(fd);
}

static int spawn(struct here *here)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	here->agent = fork();
	if (!here->agent) {
		close(pair[0]);
		agent(here->config.topo, pair[1]);
	}
	close(pair[1]);
	here->fd = pair[0];
	return here->agent < 0 ? -errno : 0;
}

int here_start(struct here **out, const struct here_config *config, char *error, size_t size)
{
	struct here *here = calloc(1, sizeof(*here));
	int rc;

	if (!here)
		return -ENOMEM;
	here->config = *config;
	here->fd = -1;
	here->parser = record_parser_new(on_record, here);
	rc = here->parser ? spawn(here) : -ENOMEM;
	if (!rc)
		rc = say(here, agent_message("setup"));
	if (rc)
		snprintf(error, size, "the agent cannot be started: %s", strerror(-rc));
	else
		await(here, &here->ready, now_ms() + SETUP_MS, true);
	if (!rc && !here->ready) {
		snprintf(error, size, "%s",
			 here->failed ? here->failure
			 : here->gone ? "the agent ended"
				      : "the regions were not made in time");
		rc = -EPROTO;
	}
	if (rc) {
		here_stop(here);
		return rc;
	}
	*out = here;
	return 0;
}

void here_stop(struct here *here)
{
	if (!here)
		return;
	if (here->fd >= 0)
		close(here->fd); /* for the agent that is the end */
	if (here->agent > 0)
		while (waitpid(here->agent, NULL, 0) < 0 && errno == EINTR)
			;
	if (here->parser)
		record_parser_free(here->parser);
	free(here);
}

/* ---- one case ---- */

static struct json_object *run_message(const struct here *here, const struct rig_job *job)
{
	struct json_object *run = agent_message("run");

	json_object_object_add(run, "job", json_object_new_int64(here->job));
	json_object_object_add(run, "case", json_object_new_string(job->tc->id));
	json_object_object_add(run, "impl", json_object_new_string(job->impl));
	json_object_object_add(run, "seed", json_object_new_int64((int64_t)job->seed));
	json_object_object_add(run, "iterations", json_object_new_int64(here->config.iterations));
	json_object_object_add(run, "personality", json_object_new_int64(here->config.personality));
	return run;
}

static void end_job(struct here *here)
{
	struct json_object *kill = agent_message("kill");

	json_object_object_add(kill, "job", json_object_new_int64(here->job));
	if (!say(here, kill))
		await(here, &here->exited, now_ms() + REPAIR_MS, false);
}

static void judge(struct here *here, struct rig_result *out)
{
	if (here->gone || !here->exited) {
		out->end = RIG_DIED;
		snprintf(out->evidence, sizeof(out->evidence), "the agent ended or went silent");
	} else if (here->ended) {
		out->end = RIG_ENDED;
		snprintf(out->late, sizeof(out->late), "%s", here->klog);
	} else if (here->signal) {
		out->end = RIG_DIED;
		snprintf(out->evidence, sizeof(out->evidence),
			 "the case's process was killed by signal %d (%s)", here->signal,
			 strsignal(here->signal));
	} else {
		out->end = RIG_DIED;
		snprintf(out->evidence, sizeof(out->evidence),
			 "the case's process ended with status %d without a verdict", here->status);
	}
}

void here_run(struct here *here, const struct rig_job *job, record_fn fn, void *ctx,
	      struct rig_result *out)
{
	bool hung;

	memset(out, 0, sizeof(*out));
	here->job++;
	here->ended = here->exited = here->restored = here->needs_boot = false;
	here->klog[0] = here->text[0] = '\0';
	here->fn = fn;
	here->fn_ctx = ctx;
	if (!say(here, run_message(here, job)))
		await(here, &here->exited, now_ms() + job->timeout_ms, true);
	hung = !here->exited && !here->gone;
	if (hung)
		end_job(here);
	judge(here, out);
	if (hung && interrupt_requested()) {
		out->end = RIG_BROKEN;
		snprintf(out->evidence, sizeof(out->evidence), "interrupted");
	} else if (hung) {
		out->end = RIG_TIMEOUT;
		snprintf(out->evidence, sizeof(out->evidence), "no end after %u ms",
			 job->timeout_ms);
	}
	here->fn = NULL;
	if (!here->exited || !here->restored)
		snprintf(here->lost, sizeof(here->lost),
			 "the machine could not be brought back after %s (%s): it has to be booted "
			 "again",
			 job->tc->id, here->text);
}

const char *here_lost(const struct here *here)
{
	return *here->lost ? here->lost : NULL;
}

bool here_needs_boot(const struct here *here)
{
	return here->needs_boot;
}
