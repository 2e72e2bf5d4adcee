/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cuts a byte stream into lines; overlong ones are counted and dropped. */
#ifndef ISOTAP_AGENT_LINES_H
#define ISOTAP_AGENT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/record.h"

struct json_object;

struct lines {
	size_t used;
	bool overlong;
	uint64_t dropped;
	char buffer[RECORD_LINE_MAX + 1];
};

/* `line` ends in NUL instead of the newline. */
typedef void (*line_fn)(void *ctx, char *line, size_t length);
void lines_feed(struct lines *lines, const char *bytes, size_t count, line_fn fn, void *ctx);

/* Sends an object as one line in one write and takes the reference. Waits for room until the
 * deadline; 0 or a negative errno. */
int line_send(int fd, struct json_object *object, int timeout_ms);

/* Members of a message; what is missing or of another type gives the default. */
const char *message_text(struct json_object *message, const char *key, const char *missing);
int64_t message_int(struct json_object *message, const char *key, int64_t missing);

#endif
