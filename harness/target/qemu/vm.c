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
	char folder[32];
	int rc;

	if (output < 0)
		return -errno;
	vm_args_build(&args, vm, config, qmp[1], channel[1]);
	vm->t_spawn = monotonic_ns();
	rc = args.full ? -E2BIG : spawn_start(&vm->process, args.list, output, keep, 2);
	vm_args_free(&args);
	snprintf(folder, sizeof(folder), "/proc/%d", (int)vm->process.program);
	pace_init(&vm->pace, vm->process.program ? folder : "", vm->t_spawn);
	close(output);
	return rc;
}

static void close_pair(const int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

/* Names that are free: a folder may have several harnesses, one after the other or at once. */
static int name_files(struct vm *vm, const struct vm_config *config)
{
	for (int boot = config->boot;; boot++) {
		int fd;

		snprintf(vm->console_path, sizeof(vm->console_path), "%s/console-%d.log",
			 config->run_dir, boot);
		snprintf(vm->output_path, sizeof(vm->output_path), "%s/qemu-%d.log",
			 config->run_dir, boot);
		fd = open(vm->console_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		vm->boot = boot;
		if (fd >= 0)
			return close(fd) ? -errno : 0;
		if (errno != EEXIST)
			return -errno;
	}
}

int vm_start(struct vm *vm, const struct vm_config *config, char *error, size_t size)
{
	int qmp[2] = {-1, -1}, channel[2] = {-1, -1}, rc;

	vm_clear(vm);
	vm->beats = !config->deterministic;
	snprintf(vm->run_dir, sizeof(vm->run_dir), "%s", config->run_dir);
	vm->keep_memory = config->keep_memory;
	vm->patience = config->patience > 1 ? config->patience : 1;
	rc = name_files(vm, config);
	if (!rc && (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, qmp) ||
		    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel)))
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
		vm->heard = vm_given(vm);
		lines_feed(&vm->lines, buffer, n, vm->on_line, vm->ctx);
	}
	if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
		vm->channel_closed = true;
}

void vm_listen(struct vm *vm, int timeout_ms)
{
	struct pollfd fds[3] = {
		{.fd = vm->channel_closed ? -1 : vm->channel, .events = POLLIN},
		{.fd = vm->qmp.closed ? -1 : vm->qmp.fd, .events = POLLIN},
		{.fd = vm->console.notify, .events = POLLIN},
	};

	/* with the sockets closed nothing would wake us but the time */
	if (timeout_ms > 100)
		timeout_ms = 100;
	poll(fds, 3, timeout_ms);
	console_poll(&vm->console);
	if (!vm->qmp.closed)
		qmp_poll(&vm->qmp);
	if (!vm->channel_closed)
		channel_poll(vm);
}

void vm_pump(struct vm *vm, int timeout_ms)
{
	if (vm->dead)
		return;
	vm_listen(vm, timeout_ms);
	vm_check(vm);
}

uint64_t vm_given(struct vm *vm)
{
	pace_update(&vm->pace, monotonic_ns());
	return vm->pace.given;
}

int vm_send(struct vm *vm, struct json_object *object)
{
	if (vm->script) {
		fprintf(vm->script, "%s\n",
			json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
		json_object_put(object);
		return 0;
	}
	if (vm->dead || vm->channel_closed) {
		json_object_put(object);
		return -EPIPE;
	}
	return line_send(vm->channel, object, 2000);
}

void vm_disown(struct vm *vm)
{
	spawn_disown(&vm->process);
	console_close(&vm->console);
	qmp_free(&vm->qmp);
	if (vm->channel >= 0)
		close(vm->channel);
	vm->channel = -1;
	vm->dead = true;
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
	vm_disown(vm);
}
