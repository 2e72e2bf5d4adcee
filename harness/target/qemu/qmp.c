// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU Machine Protocol, as far as the rig needs it. */
#include "target/qemu/qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/member.h"
#include "target/qemu/console.h"

void qmp_init(struct qmp *qmp, int fd)
{
	memset(qmp, 0, sizeof(*qmp));
	qmp->fd = fd;
}

void qmp_free(struct qmp *qmp)
{
	json_object_put(qmp->last_return);
	qmp->last_return = NULL;
	if (qmp->fd >= 0)
		close(qmp->fd);
	qmp->fd = -1;
}

static void qmp_greeting(struct qmp *qmp, struct json_object *greeting)
{
	struct json_object *version, *number, *package;

	qmp->greeted = true;
	if (json_object_object_get_ex(greeting, "version", &version) &&
	    json_object_object_get_ex(version, "qemu", &number)) {
		const char *extra = "";

		if (json_object_object_get_ex(version, "package", &package) &&
		    json_object_is_type(package, json_type_string))
			extra = json_object_get_string(package);
		snprintf(qmp->version, sizeof(qmp->version), "%d.%d.%d%s%.32s",
			 (int)message_int(number, "major", 0), (int)message_int(number, "minor", 0),
			 (int)message_int(number, "micro", 0), *extra ? " " : "", extra);
	}
}

static void qmp_event(struct qmp *qmp, const char *event, struct json_object *data)
{
	bool open = member_true(data, "open");

	if (!strcmp(event, "GUEST_PANICKED") || !strcmp(event, "GUEST_CRASHLOADED")) {
		qmp->panicked = true;
	} else if (!strcmp(event, "SHUTDOWN") || !strcmp(event, "RESET")) {
		/* the first one says why */
		if (!qmp->shutdown[0])
			snprintf(qmp->shutdown, sizeof(qmp->shutdown), "%s",
				 message_text(data, "reason", "unknown"));
	} else if (!strcmp(event, "WATCHDOG")) {
		qmp->watchdog = true;
	} else if (!strcmp(event, "VSERPORT_CHANGE")) {
		qmp->port_shut = qmp->port_open && !open;
		qmp->port_open |= open;
	}
}

static void qmp_answer(struct qmp *qmp, struct json_object *answer, struct json_object *fault)
{
	qmp->answered++;
	json_object_put(qmp->last_return);
	qmp->last_return = json_object_get(answer);
	qmp->last_rc = fault ? -EREMOTEIO : 0;
	qmp->last_error[0] = 0;
	if (fault)
		snprintf(qmp->last_error, sizeof(qmp->last_error), "%s",
			 message_text(fault, "desc", "?"));
}

static void qmp_line(void *ctx, char *line, size_t length)
{
	struct json_object *object = json_tokener_parse(line), *member;
	struct qmp *qmp = ctx;

	(void)length;
	if (!json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return;
	}
	if (json_object_object_get_ex(object, "QMP", &member))
		qmp_greeting(qmp, member);
	else if (json_object_object_get_ex(object, "event", &member))
		qmp_event(qmp, member_text(object, "event"), member_object(object, "data"));
	else if (json_object_object_get_ex(object, "return", &member))
		qmp_answer(qmp, member, NULL);
	else if (json_object_object_get_ex(object, "error", &member))
		qmp_answer(qmp, NULL, member);
	json_object_put(object);
}

void qmp_poll(struct qmp *qmp)
{
	struct pollfd ready = {.fd = qmp->fd, .events = POLLIN};
	char buffer[4096];

	while (!qmp->closed && poll(&ready, 1, 0) > 0) {
		ssize_t n = read(qmp->fd, buffer, sizeof(buffer));

		if (n > 0)
			lines_feed(&qmp->lines, buffer, n, qmp_line, qmp);
		else if (n == 0 || (errno != EINTR && errno != EAGAIN))
			qmp->closed = true;
	}
}

int qmp_send(struct qmp *qmp, const char *command, struct json_object *arguments)
{
	struct json_object *object = json_object_new_object();
	int rc;

	if (!object) {
		json_object_put(arguments);
		return -ENOMEM;
	}
	json_object_object_add(object, "execute", json_object_new_string(command));
	if (arguments)
		json_object_object_add(object, "arguments", arguments);
	rc = line_send(qmp->fd, object, 1000);
	if (!rc)
		qmp->sent++;
	return rc;
}

int qmp_call(struct qmp *qmp, const char *command, struct json_object *arguments, int timeout_ms)
{
	uint64_t deadline = monotonic_ns() + timeout_ms * 1000000ull, now;
	int rc = qmp_send(qmp, command, arguments);

	while (!rc && qmp->answered < qmp->sent) {
		struct pollfd ready = {.fd = qmp->fd, .events = POLLIN};

		now = monotonic_ns();
		if (now >= deadline)
			return -ETIMEDOUT;
		poll(&ready, 1, (int)((deadline - now) / 1000000) + 1);
		qmp_poll(qmp);
		if (qmp->closed)
			rc = -EPIPE;
	}
	return rc ? rc : qmp->last_rc;
}
