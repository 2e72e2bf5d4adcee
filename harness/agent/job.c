// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One case in a process group of its own. When it dies instead of ending, another process brings
 * the machine back, so that the agent itself never does anything that could hang.
 */
#include "agent/agent.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/module.h"
#include "agent/protocol.h"
#include "case/exec.h"
#include "impl/impl.h"
#include "impl/kmod.h"
#include "regs/personality.h"
#include "target/guest/guest.h"

#define REPAIR_NS 20000000000ull
#define EXIT_ENDED 0 /* the case sent its end record */

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ull + (uint64_t)ts.tv_nsec;
}

static void child_begin(struct agent *agent)
{
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	close(agent->signals);
}

static void end_without_run(struct agent *agent, const char *outcome, const char *format,
			    const char *what)
{
	struct json_object *end = json_object_new_object();
	char reason[512];

	snprintf(reason, sizeof(reason), format, what);
	json_object_object_add(end, "r", json_object_new_string("end"));
	json_object_object_add(end, "outcome", json_object_new_string(outcome));
	json_object_object_add(end, "reason", json_object_new_string(reason));
	json_object_object_add(end, "ns", json_object_new_int64(0));
	line_send(agent->port, end, 2000);
}

static void broken(struct agent *agent, const char *format, const char *what)
{
	end_without_run(agent, "broken", format, what);
}

static int run_case(struct agent *agent, struct json_object *message)
{
	const char *id = message_text(message, "case", ""), *impl_name;
	struct exec_config config = {
		.tc = case_find(id),
		.target = &agent->target,
		.seed = (uint64_t)message_int(message, "seed", 0),
		.iterations = (uint32_t)message_int(message, "iterations", 0),
		.trace = message_int(message, "trace", 0) != 0,
		.klog_check = klog_check,
		.klog_ctx = &agent->log,
	};
	uint32_t personality;
	const char *name;
	struct impl impl;
	char error[256];

	impl_name = message_text(message, "impl", "");
	if (!config.tc) {
		broken(agent, "the agent has no case %s", id);
		return EXIT_ENDED;
	}
	kmod_set_parameters(message_text(message, "parameters", ""));
	if (impl_load(impl_name, &impl, error, sizeof(error))) {
		broken(agent, "%s", error);
		return EXIT_ENDED;
	}
	config.impl = impl.ops;
	config.rec = recorder_open(agent->port);
	if (!config.rec || guest_refresh(&agent->target)) {
		broken(agent, "%s", "cannot look at the machine");
		return EXIT_ENDED;
	}
	personality = (uint32_t)message_int(message, "personality", 0);
	if (target_make_ports(&agent->target, personality)) {
		name = personality_name(personality);
		end_without_run(agent, "skip", "needs ports that can be made %s",
				name ? name : "so");
		return EXIT_ENDED;
	}
	case_execute(&config);
	return EXIT_ENDED;
}

/* The case cannot run in this boot. */
static void say_fresh(struct agent *agent)
{
	struct json_object *object = agent_message("fresh");

	json_object_object_add(object, "job", json_object_new_int64(agent->job_id));
	agent_say(agent, object);
	agent->job_id = 0;
}

static void say_exit(struct agent *agent, bool restored, const char *text)
{
	struct json_object *object = agent_message("exit");
	int status = agent->job_status;
	struct klog_finding late;

	klog_late(&agent->log, &late);
	if (late.report && restored) {
		restored = false;
		text = late.text;
	}
	json_object_object_add(object, "klog", json_object_new_string(late.text));
	json_object_object_add(object, "job", json_object_new_int64(agent->job_id));
	json_object_object_add(object, "signal",
			       json_object_new_int(WIFSIGNALED(status) ? WTERMSIG(status) : 0));
	json_object_object_add(object, "status",
			       json_object_new_int(WIFEXITED(status) ? WEXITSTATUS(status) : -1));
	json_object_object_add(object, "restored", json_object_new_boolean(restored));
	json_object_object_add(object, "text", json_object_new_string(text));
	agent_say(agent, object);
	agent->job_id = 0;
}

void job_start(struct agent *agent, struct json_object *message)
{
	const struct test_case *tc = case_find(message_text(message, "case", ""));
	pid_t pid;

	if (agent->job || agent->repair || !agent->ready)
		return;
	agent->job_id = message_int(message, "job", 0);
	if (tc && tc->needs.target_caps & TARGET_SYSTEM_RAM &&
	    guest_blocks_lost(guest_of(&agent->target))) {
		say_fresh(agent);
		return;
	}
	klog_begin(&agent->log, &agent->target, tc);
	pid = fork();
	if (!pid) {
		child_begin(agent);
		_exit(run_case(agent, message));
	}
	if (pid < 0) {
		agent->job_status = 255 << 8;
		say_exit(agent, true, "fork failed");
		return;
	}
	setpgid(pid, pid);
	agent->job = pid;
}

void job_kill(struct agent *agent, int64_t id)
{
	struct json_object *where;
	char text[1024];

	if (!agent->job || agent->job_id != id)
		return;
	where_is(agent->job, text, sizeof(text));
	where = agent_message("where");
	json_object_object_add(where, "text", json_object_new_string(text));
	agent_say(agent, where);
	kill(-agent->job, SIGKILL);
}

/* The kernel module stays armed when the process that used it dies: it goes, with its state. */
static int repair_machine(struct agent *agent)
{
	kmod_unload();
	kmod_tidy();
	return agent->target.ops->restore(&agent->target);
}

static void repair_start(struct agent *agent)
{
	pid_t pid = fork();

	if (!pid) {
		int rc;

		child_begin(agent);
		rc = guest_refresh(&agent->target);
		if (!rc)
			rc = repair_machine(agent);
		_exit(rc < 0 && rc > -255 ? -rc : rc ? 255 : 0);
	}
	if (pid < 0) {
		say_exit(agent, false, "fork failed");
		return;
	}
	setpgid(pid, pid);
	agent->repair = pid;
	agent->repair_deadline = now_ns() + REPAIR_NS;
}

static void job_ended(struct agent *agent, int status)
{
	/* whatever it started goes with it */
	kill(-agent->job, SIGKILL);
	agent->job = 0;
	agent->job_status = status;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_ENDED)
		say_exit(agent, true, "");
	else
		repair_start(agent);
}

static void repair_ended(struct agent *agent, int status)
{
	char text[128] = "";

	agent->repair = 0;
	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "restore died of signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		snprintf(text, sizeof(text), "restore: %s", strerror(WEXITSTATUS(status)));
	say_exit(agent, !status, text);
}

void job_reap(struct agent *agent)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == agent->job)
			job_ended(agent, status);
		else if (pid == agent->repair)
			repair_ended(agent, status);
	}
	if (agent->repair && now_ns() >= agent->repair_deadline) {
		kill(-agent->repair, SIGKILL);
		agent->repair_deadline = UINT64_MAX;
	}
}
