// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records as lines: the writing side, and the reading side that trusts nothing. A reader that can
 * be made to lose its place would let one crashing case spoil the verdict of the next.
 */
#include "journal/record.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/debugcon.h"
#include "base/text.h"

#define RECORD_DEPTH 8

struct recorder {
	int fd;     /* -1: none */
	bool keeps; /* in `kept`, until recorder_pass() */
	char *kept;
	size_t used, room;
};

struct recorder *recorder_open(int fd)
{
	struct recorder *rec = calloc(1, sizeof(*rec));

	if (rec)
		rec->fd = fd;
	return rec;
}

struct recorder *recorder_open_kept(void)
{
	struct recorder *rec = recorder_open(-1);

	if (rec)
		rec->keeps = true;
	return rec;
}

void recorder_close(struct recorder *rec)
{
	if (rec)
		free(rec->kept);
	free(rec);
}

static int write_all(int fd, const char *bytes, size_t count)
{
	while (count) {
		ssize_t n = debugcon_write(fd, bytes, count);

		if (n < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		bytes += n;
		count -= (size_t)n;
	}
	return 0;
}

static int keep(struct recorder *rec, const char *line, size_t length)
{
	if (rec->room - rec->used < length) {
		size_t room = 2 * rec->room + length;
		char *kept = realloc(rec->kept, room);

		if (!kept)
			return -ENOMEM;
		rec->kept = kept;
		rec->room = room;
	}
	memcpy(rec->kept + rec->used, line, length);
	rec->used += length;
	return 0;
}

int recorder_pass(struct recorder *from, struct recorder *to)
{
	int rc = write_all(to->fd, from->kept, from->used);

	from->used = 0;
	return rc;
}

int recorder_send(struct recorder *rec, struct json_object *record)
{
	char line[RECORD_LINE_MAX];
	size_t length;
	const char *text;
	int rc;

	if (!record)
		return -ENOMEM;
	if (rec->fd < 0 && !rec->keeps) {
		json_object_put(record);
		return 0;
	}
	text = json_object_to_json_string_length(
		record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	if (!text) {
		rc = -ENOMEM;
	} else if (length >= sizeof(line)) {
		rc = -EMSGSIZE;
	} else {
		/* Strings of a plug-in need not be UTF-8; the reader refuses what is not. */
		memcpy(line, text, length);
		text_clean_utf8(line, length);
		line[length++] = '\n';
		rc = rec->keeps ? keep(rec, line, length) : write_all(rec->fd, line, length);
	}
	json_object_put(record);
	return rc;
}

struct record_parser {
	record_fn fn;
	void *ctx;
	struct json_tokener *tokener;
	uint64_t errors;
	size_t used;
	bool overlong;
	char line[RECORD_LINE_MAX];
};

struct record_parser *record_parser_new(record_fn fn, void *ctx)
{
	struct record_parser *parser = calloc(1, sizeof(*parser));

	if (!parser)
		return NULL;
	parser->fn = fn;
	parser->ctx = ctx;
	parser->tokener = json_tokener_new_ex(RECORD_DEPTH);
	if (!parser->tokener) {
		free(parser);
		return NULL;
	}
	json_tokener_set_flags(parser->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	return parser;
}

static bool known_kind(struct json_object *object)
{
	static const char *const kinds[] = {"begin", "trace",  "op",   "note",  "sample", "sched",
					    "check", "access", "klog", "fault", "end"};
	struct json_object *kind;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, "r", &kind) ||
	    !json_object_is_type(kind, json_type_string))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(json_object_get_string(kind), kinds[i]))
			return true;
	return false;
}

static void parse_line(struct record_parser *parser)
{
	struct json_object *object = NULL;

	if (!parser->overlong && parser->used && !memchr(parser->line, 0, parser->used)) {
		json_tokener_reset(parser->tokener);
		object = json_tokener_parse_ex(parser->tokener, parser->line, (int)parser->used);
		/* Anything behind the object makes the whole line suspect. */
		if (json_tokener_get_error(parser->tokener) != json_tokener_success ||
		    json_tokener_get_parse_end(parser->tokener) != parser->used ||
		    !known_kind(object)) {
			json_object_put(object);
			object = NULL;
		}
	}
	parser->used = 0;
	parser->overlong = false;
	if (object) {
		parser->fn(parser->ctx, object);
		json_object_put(object);
	} else {
		parser->errors++;
	}
}

int record_parser_feed(struct record_parser *parser, const char *bytes, size_t count)
{
	while (count) {
		const char *end = memchr(bytes, '\n', count);
		size_t part = end ? (size_t)(end - bytes) : count;

		if (parser->overlong || part > sizeof(parser->line) - parser->used) {
			parser->overlong = true;
		} else {
			memcpy(parser->line + parser->used, bytes, part);
			parser->used += part;
		}
		if (end) {
			parse_line(parser);
			part++;
		}
		bytes += part;
		count -= part;
	}
	return 0;
}

uint64_t record_parser_errors(const struct record_parser *parser)
{
	return parser->errors;
}

void record_parser_free(struct record_parser *parser)
{
	if (!parser)
		return;
	json_tokener_free(parser->tokener);
	free(parser);
}
