// SPDX-License-Identifier: GPL-2.0-or-later
/* Starts QEMU and listens to everything that tells how it is doing. */
#include "target/qemu/vm_args.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/protocol.h"

#define MS 1000000ull
#define SECOND (1000 * MS)
/* The agent beats twice a second; two busy cores under emulation need some patience. */
#define SILENCE (8 * SECOND)
#define REPORT_TIME (300 * MS)  /* for the rest of a panic to reach the console */
#define PANIC_TIME (4 * SECOND) /* from an NMI to the end of its panic */

static void vm_clear(struct vm *vm)
{
	line_fn on_line = vm->on_line;
	void *ctx = vm->ctx;

	memset(vm, 0, sizeof(*vm));
	vm->channel = vm->qmp.fd = vm->console.fd = vm->console.notify = -1;
	vm->on_line = on_line;
	vm->ctx = ctx;
}

static int vm_spawn(struct vm *vm, const struct vm_config *config, const int qmp[2],
		    const int channel[2])
{
	int output = open(vm->output_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	const int keep[] = {qmp[1], channel[1]};
	struct vm_args args = {0};
	int rc;

	if (output < 0)
		return -errno;
	vm_args_build(&args, vm, config, qmp[1], channel[1]);
	vm->t_spawn = vm->t_heard = monotonic_ns();
	rc = args.full ? -E2BIG : spawn_start(&vm->process, args.list, output, keep, 2);
	vm_args_free(&args);
	close(output);
	return rc;
}

static void close_pair(const int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

int vm_start(struct vm *vm, const struct vm_config *config, char *error, size_t size)
{
	int qmp[2] = {-1, -1}, channel[2] = {-1, -1}, rc = 0;

	vm_clear(vm);
	snprintf(vm->console_path, sizeof(vm->console_path), "%s/console-%d.log", config->run_dir,
		 config->boot);
	snprintf(vm->output_path, sizeof(vm->output_path), "%s/qemu-%d.log", config->run_dir,
		 config->boot);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, qmp) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel))
		rc = -errno;
	if (!rc)
		rc = console_open(&vm->console, vm->console_path);
	if (!rc)
		rc = vm_spawn(vm, config, qmp, channel);
	if (rc) {
		snprintf(error, size, "cannot start %s: %s", config->qemu, strerror(-rc));
		close_pair(qmp);
		close_pair(channel);
		console_close(&vm->console);
		return rc;
	}
	close(qmp[1]);
	close(channel[1]);
	fcntl(channel[0], F_SETFL, O_NONBLOCK);
	fcntl(qmp[0], F_SETFL, O_NONBLOCK);
	qmp_init(&vm->qmp, qmp[0]);
	vm->channel = channel[0];
	/* no answer is awaited: without this QEMU sends no events */
	qmp_send(&vm->qmp, "qmp_capabilities", NULL);
	return 0;
}

static void channel_poll(struct vm *vm)
{
	char buffer[16384];
	ssize_t n;

	while ((n = read(vm->channel, buffer, sizeof(buffer))) > 0) {
		vm->t_heard = monotonic_ns();
		lines_feed(&vm->lines, buffer, n, vm->on_line, vm->ctx);
	}
	if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
		vm->channel_closed = true;
}

/* The report itself, or the end of the console where there is none. */
static void vm_dead(struct vm *vm, const char *why)
{
	const char *report = vm->console.evidence_used ? vm->console.evidence : vm->console.tail;

	vm->dead = true;
	snprintf(vm->evidence, sizeof(vm->evidence), "%s\n%.*s", why,
		 (int)(sizeof(vm->evidence) - 256), report);
}

static void append_output(const struct vm *vm, char *text, size_t size)
{
	int fd = open(vm->output_path, O_RDONLY | O_CLOEXEC);
	size_t used = strlen(text);
	ssize_t n;

	if (fd < 0)
		return;
	n = read(fd, text + used, size - used - 1);
	text[used + (n > 0 ? n : 0)] = 0;
	close(fd);
}

static void vm_check(struct vm *vm)
{
	uint64_t now = monotonic_ns();
	char text[1024];
	int status = 0;

	if (vm->dead)
		return;
	if (vm->qmp.panicked && !vm->console.dying) {
		vm->console.dying =
			true; /* its text is 15 ms ahead of the event, if there is any */
		vm->console.t_dying = now;
	}
	if (vm->console.dying && now - vm->console.t_dying >= REPORT_TIME) {
		vm_dead(vm, vm->qmp.panicked ? "the guest panicked" : "the guest's kernel failed");
	} else if (spawn_ended(&vm->process, &status)) {
		console_poll(&vm->console);
		snprintf(text, sizeof(text), "QEMU ended with status %d: ", status >> 8);
		append_output(vm, text, sizeof(text));
		vm_dead(vm, text);
	} else if (vm->qmp.shutdown && !vm->console.dying) {
		vm_dead(vm, "the guest shut down or reset");
	}
}

void vm_pump(struct vm *vm, int timeout_ms)
{
	struct pollfd fds[3] = {
		{.fd = vm->channel_closed ? -1 : vm->channel, .events = POLLIN},
		{.fd = vm->qmp.closed ? -1 : vm->qmp.fd, .events = POLLIN},
		{.fd = vm->console.notify, .events = POLLIN},
	};

	/* with the sockets closed nothing would wake us but the time */
	if (timeout_ms > 100)
		timeout_ms = 100;
	if (vm->dead)
		return;
	poll(fds, 3, timeout_ms);
	console_poll(&vm->console);
	if (!vm->qmp.closed)
		qmp_poll(&vm->qmp);
	if (!vm->channel_closed)
		channel_poll(vm);
	vm_check(vm);
	if (vm->console.started && vm->t_heard < vm->console.t_started)
		vm->t_heard = vm->console.t_started;
	if (!vm->dead && vm->console.started && monotonic_ns() > vm->t_heard + SILENCE)
		vm_give_up(vm, "the guest went silent");
}

int vm_send(struct vm *vm, struct json_object *object)
{
	if (vm->dead || vm->channel_closed) {
		json_object_put(object);
		return -EPIPE;
	}
	return line_send(vm->channel, object, 2000);
}

void vm_give_up(struct vm *vm, const char *why)
{
	uint64_t deadline = monotonic_ns() + PANIC_TIME;

	if (vm->dead)
		return;
	vm->t_heard = deadline; /* this wait has a deadline of its own */
	if (!vm->qmp.closed && qmp_send(&vm->qmp, "inject-nmi", NULL) == 0)
		while (!vm->dead && monotonic_ns() < deadline)
			vm_pump(vm, 50);
	vm_dead(vm, why);
}

void vm_stop(struct vm *vm, bool politely)
{
	uint64_t deadline = monotonic_ns() + 2 * SECOND;
	struct json_object *stop;

	if (politely && !vm->dead && vm->process.pid) {
		stop = json_object_new_object();
		json_object_object_add(stop, "m", json_object_new_string("stop"));
		if (!vm_send(vm, stop))
			while (!vm->dead && monotonic_ns() < deadline)
				vm_pump(vm, 20);
	}
	spawn_kill(&vm->process);
	console_close(&vm->console);
	qmp_free(&vm->qmp);
	if (vm->channel >= 0)
		close(vm->channel);
	vm->channel = -1;
	vm->dead = true;
}
