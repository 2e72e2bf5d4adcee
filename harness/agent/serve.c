// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The agent says that it is there, makes the topology's regions, then runs one case after the other
 * as the harness asks, each in a process of its own.
 */
#include "agent/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/module.h"
#include "agent/oracles.h"
#include "agent/protocol.h"
#include "base/debugcon.h"
#include "impl/detect.h"
#include "target/guest/guest.h"

static struct agent agent;

struct json_object *agent_message(const char *kind)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "m", json_object_new_string(kind));
	return object;
}

void agent_say(struct agent *a, struct json_object *object)
{
	line_send(a->port, object, 5000);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000u + (uint64_t)ts.tv_nsec / 1000000u;
}

static void say_hello(void)
{
	struct json_object *hello = agent_message("hello");
	struct utsname name;

	uname(&name);
	json_object_object_add(hello, "version", json_object_new_int(AGENT_PROTOCOL));
	json_object_object_add(hello, "kernel", json_object_new_string(name.release));
	agent_say(&agent, hello);
}

static void say_failed(const char *text)
{
	struct json_object *failed = agent_message("failed");

	json_object_object_add(failed, "text", json_object_new_string(text));
	agent_say(&agent, failed);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A piece of a file; only below the agent's own folder and where the loader looks. */
static void take_file(struct json_object *message)
{
	const char *path = message_text(message, "path", "");
	const char *hex = message_text(message, "data", "");
	int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
	char data[AGENT_CHUNK];
	size_t size = 0;
	int fd;

	while (size < sizeof(data) && hex[0] && hex[1]) {
		int high = hex_digit(hex[0]), low = hex_digit(hex[1]);

		if (high < 0 || low < 0)
			return;
		data[size++] = (char)(high << 4 | low);
		hex += 2;
	}
	if (message_int(message, "first", 0))
		flags |= O_TRUNC;
	fd = open(path, flags, (mode_t)message_int(message, "mode", 0644));
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		say_failed("a file could not be written");
	if (fd >= 0)
		close(fd);
}

static void set_up(void)
{
	char armed[512], not_armed[512];
	struct json_object *ready;
	uint64_t start = now_ms();
	char error[256] = "";

	if (agent_setup(&agent, error, sizeof(error))) {
		say_failed(error);
		return;
	}
	klog_boot(&agent.log);
	agent.ready = true;
	oracles_text(armed, not_armed, sizeof(armed));
	ready = agent_message("ready");
	json_object_object_add(ready, "armed", json_object_new_string(armed));
	json_object_object_add(ready, "not_armed", json_object_new_string(not_armed));
	json_object_object_add(ready, "software", json_object_new_string(impl_detect()));
	json_object_object_add(ready, "setup_ms",
			       json_object_new_int64((int64_t)(now_ms() - start)));
	json_object_object_add(ready, "faults", json_object_new_int64(agent.target.faults));
	agent_say(&agent, ready);
	/* not needed for the first case to run: a panic is on the console as well */
	module_load("pvpanic-pci", "");
	/* tells QEMU what the notes of a memory image need */
	module_load("qemu_fw_cfg", "");
	if (!agent.ordinary && !agent.scripted)
		watchdog_start();
}

static _Noreturn void leave(void)
{
	if (!agent.ordinary)
		agent_power_off();
	if (agent.job)
		kill(-agent.job, SIGKILL);
	_exit(0);
}

static void take_line(void *ctx, char *line, size_t length)
{
	struct json_object *message = json_tokener_parse(line);
	const char *kind;

	(void)ctx;
	(void)length;
	if (!json_object_is_type(message, json_type_object)) {
		json_object_put(message);
		return;
	}
	kind = message_text(message, "m", "");
	if (!strcmp(kind, "file"))
		take_file(message);
	else if (!strcmp(kind, "setup"))
		set_up();
	else if (!strcmp(kind, "run"))
		job_start(&agent, message);
	else if (!strcmp(kind, "kill"))
		job_kill(&agent, message_int(message, "job", 0));
	else if (!strcmp(kind, "stop"))
		leave();
	json_object_put(message);
}

/* The messages that were laid beside the agent. */
static int play_script(void)
{
	char buffer[4096];
	ssize_t n;
	int fd = open(AGENT_SCRIPT, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		lines_feed(&agent.lines, buffer, (size_t)n, take_line, NULL);
	close(fd);
	return 0;
}

static _Noreturn void serve(void)
{
	struct pollfd fds[2] = {{.fd = agent.scripted ? -1 : agent.port, .events = POLLIN},
				{.fd = agent.signals, .events = POLLIN}};
	uint64_t beat = now_ms(), now;
	char buffer[16384];

	for (;;) {
		struct signalfd_siginfo info;
		ssize_t n;

		now = now_ms();
		if (now >= beat) {
			if (!agent.scripted)
				agent_say(&agent, agent_message("beat"));
			watchdog_reset();
			beat = now + AGENT_BEAT_MS;
		}
		poll(fds, 2, agent.scripted && !agent.repair ? -1 : (int)(beat - now));
		if (fds[1].revents & POLLIN && read(agent.signals, &info, sizeof(info)) < 0)
			continue;
		job_reap(&agent);
		if (!(fds[0].revents & (POLLIN | POLLHUP)))
			continue;
		n = read(agent.port, buffer, sizeof(buffer));
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			leave(); /* the harness is gone */
		if (n > 0)
			lines_feed(&agent.lines, buffer, (size_t)n, take_line, NULL);
	}
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	agent.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return agent.signals < 0 ? -errno : 0;
}

int agent_begin(const struct topo *topo)
{
	int rc = open_signals();

	if (!rc)
		rc = klog_open(&agent.log);
	if (rc || !topo)
		return rc;
	agent.topo = *topo;
	agent.ordinary = true;
	klog_skip(&agent.log);
	return 0;
}

void agent_serve(int port)
{
	char error[256] = "";

	agent.port = port;
	agent.scripted = port == DEBUGCON;
	say_hello();
	oracles_begin();
	if (agent_load_modules(error, sizeof(error)) || agent_load_extra(error, sizeof(error)))
		say_failed(error);
	if (agent.scripted && play_script())
		say_failed(AGENT_SCRIPT " cannot be read");
	serve();
}
