// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of the channel between harness and guest, used on both sides. */
#include "agent/lines.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <json-c/json.h>

#include "base/debugcon.h"

void lines_feed(struct lines *lines, const char *bytes, size_t count, line_fn fn, void *ctx)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] != '\n') {
			if (lines->used < RECORD_LINE_MAX)
				lines->buffer[lines->used++] = bytes[i];
			else
				lines->overlong = true;
			continue;
		}
		if (lines->overlong) {
			lines->dropped++;
		} else {
			lines->buffer[lines->used] = 0;
			fn(ctx, lines->buffer, lines->used);
		}
		lines->used = 0;
		lines->overlong = false;
	}
}

static int write_line(int fd, const char *bytes, size_t count, int timeout_ms)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};

	while (count) {
		ssize_t n = debugcon_write(fd, bytes, count);

		if (n > 0) {
			bytes += n;
			count -= n;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return -errno;
		} else if (poll(&room, 1, timeout_ms) == 0) {
			return -ETIMEDOUT;
		}
	}
	return 0;
}

int line_send(int fd, struct json_object *object, int timeout_ms)
{
	char line[RECORD_LINE_MAX];
	const char *text;
	size_t length;
	int rc;

	if (!object)
		return -ENOMEM;
	text = json_object_to_json_string_length(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	if (!text) {
		rc = -ENOMEM;
	} else if (length >= sizeof(line)) {
		rc = -EMSGSIZE;
	} else {
		memcpy(line, text, length);
		line[length] = '\n';
		rc = write_line(fd, line, length + 1, timeout_ms);
	}
	json_object_put(object);
	return rc;
}

const char *message_text(struct json_object *message, const char *key, const char *missing)
{
	struct json_object *value;

	if (!json_object_object_get_ex(message, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return missing;
	return json_object_get_string(value);
}

int64_t message_int(struct json_object *message, const char *key, int64_t missing)
{
	struct json_object *value;

	if (!json_object_object_get_ex(message, key, &value) ||
	    !(json_object_is_type(value, json_type_int) ||
	      json_object_is_type(value, json_type_boolean)))
		return missing;
	return json_object_get_int64(value);
}
