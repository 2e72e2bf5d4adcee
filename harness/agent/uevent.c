// SPDX-License-Identifier: GPL-2.0-or-later
/* Uevents: CXL_TI_EVENT, CXL_TI_PORT and CXL_TI_CAUSE on the root port's device. */
#include "agent/uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int uevent_open(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT), rc;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}

/* A message is a header and NUL-terminated KEY=VALUE strings. */
static const char *value_of(const char *message, size_t length, const char *key)
{
	size_t key_length = strlen(key), at = 0;

	while (at < length) {
		if (!strncmp(message + at, key, key_length) && message[at + key_length] == '=')
			return message + at + key_length + 1;
		at += strlen(message + at) + 1;
	}
	return NULL;
}

static bool parse_kind(const char *text, enum isotap_event_kind *out)
{
	if (!strcmp(text, "isolated"))
		*out = ISOTAP_EVENT_ISOLATED;
	else if (!strcmp(text, "recovered"))
		*out = ISOTAP_EVENT_RECOVERED;
	else if (!strcmp(text, "recovery-failed"))
		*out = ISOTAP_EVENT_RECOVERY_FAILED;
	else
		return false;
	return true;
}

int uevent_region_removed(int fd)
{
	char message[8192];
	const char *action, *path;
	ssize_t n;

	n = recv(fd, message, sizeof(message) - 1, 0);
	if (n < 0)
		return errno == EINTR ? 0 : errno == ENOBUFS ? 1 : -errno;
	message[n] = 0;
	action = value_of(message, (size_t)n, "ACTION");
	path = value_of(message, (size_t)n, "DEVPATH");
	return action && path && !strcmp(action, "remove") && strstr(path, "/region");
}

int uevent_receive(int fd, struct isotap_event *out, char *port, size_t size)
{
	const char *kind, *name, *cause;
	char message[8192];
	ssize_t n;

	n = recv(fd, message, sizeof(message) - 1, 0);
	if (n < 0)
		return errno == EINTR || errno == ENOBUFS ? 0 : -errno;
	message[n] = 0;
	kind = value_of(message, (size_t)n, "CXL_TI_EVENT");
	name = value_of(message, (size_t)n, "CXL_TI_PORT");
	cause = value_of(message, (size_t)n, "CXL_TI_CAUSE");
	memset(out, 0, sizeof(*out));
	if (!kind || !name || !parse_kind(kind, &out->kind))
		return 0;
	out->cause = ISOTAP_CAUSE_UNKNOWN;
	if (cause && !strcmp(cause, "timeout"))
		out->cause = ISOTAP_CAUSE_TIMEOUT;
	else if (cause && !strcmp(cause, "link-down"))
		out->cause = ISOTAP_CAUSE_LINK_DOWN;
	else if (cause && !strcmp(cause, "none"))
		out->cause = ISOTAP_CAUSE_NONE;
	snprintf(port, size, "%s", name);
	return 1;
}
