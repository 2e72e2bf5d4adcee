// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of a journal, as far as they are whole. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/journal.h"

#define LINE_BYTES_MAX (16u << 20)
#define DEPTH_MAX 8

struct journal_reader {
	char *name;
	journal_fn fn;
	void *ctx;
	struct json_tokener *tokener;
	char *line;
	size_t used, capacity;
	size_t number;     /* of the line that is being read */
	size_t seen, good; /* bytes; up to the end of the last whole line */
	size_t torn;       /* number of a line that is none, 0: none so far */
};

struct journal_reader *journal_reader_new(const char *name, journal_fn fn, void *ctx)
{
	struct journal_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->fn = fn;
	reader->ctx = ctx;
	reader->number = 1;
	reader->name = strdup(name);
	reader->tokener = json_tokener_new_ex(DEPTH_MAX);
	if (!reader->name || !reader->tokener) {
		journal_reader_free(reader);
		return NULL;
	}
	json_tokener_set_flags(reader->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	return reader;
}

void journal_reader_free(struct journal_reader *reader)
{
	if (!reader)
		return;
	if (reader->tokener)
		json_tokener_free(reader->tokener);
	free(reader->name);
	free(reader->line);
	free(reader);
}

size_t journal_reader_good(const struct journal_reader *reader)
{
	return reader->good;
}

static int keep(struct journal_reader *reader, const char *bytes, size_t count)
{
	size_t capacity = reader->capacity ? reader->capacity : 4096;
	char *line;

	/* Too long to be ours: as bad as any other that is none. */
	if (count > LINE_BYTES_MAX - reader->used)
		count = LINE_BYTES_MAX - reader->used;
	while (capacity < reader->used + count)
		capacity *= 2;
	if (capacity > reader->capacity) {
		line = realloc(reader->line, capacity);
		if (!line)
			return -ENOMEM;
		reader->line = line;
		reader->capacity = capacity;
	}
	if (count)
		memcpy(reader->line + reader->used, bytes, count);
	reader->used += count;
	return 0;
}

/* NULL if the bytes are no line of a journal. */
static struct json_object *parse(struct journal_reader *reader)
{
	struct json_object *object;

	if (!reader->used || memchr(reader->line, 0, reader->used))
		return NULL;
	json_tokener_reset(reader->tokener);
	object = json_tokener_parse_ex(reader->tokener, reader->line, (int)reader->used);
	if (json_tokener_get_error(reader->tokener) == json_tokener_success &&
	    json_tokener_get_parse_end(reader->tokener) == reader->used &&
	    *member_text(object, "j"))
		return object;
	json_object_put(object);
	return NULL;
}

static int end_line(struct journal_reader *reader, char *error, size_t size)
{
	struct json_object *object;
	char what[256] = "";
	int rc;

	/* Only the last one can have been cut short. */
	if (reader->torn) {
		snprintf(error, size, "%s:%zu: no line of a journal, and not the last one",
			 reader->name, reader->torn);
		return -EINVAL;
	}
	object = parse(reader);
	if (!object) {
		reader->torn = reader->number;
		rc = 0;
	} else {
		rc = reader->fn(reader->ctx, object, what, sizeof(what));
		json_object_put(object);
		reader->good = reader->seen;
	}
	if (rc)
		snprintf(error, size, "%s:%zu: %s", reader->name, reader->number, what);
	reader->number++;
	reader->used = 0;
	return rc;
}

int journal_reader_feed(struct journal_reader *reader, const char *bytes, size_t count, char *error,
			size_t size)
{
	while (count) {
		const char *end = memchr(bytes, '\n', count);
		size_t part = end ? (size_t)(end - bytes) : count;
		int rc = keep(reader, bytes, part);

		if (rc) {
			snprintf(error, size, "%s: %s", reader->name, strerror(-rc));
			return rc;
		}
		part += end != NULL;
		reader->seen += part;
		bytes += part;
		count -= part;
		rc = end ? end_line(reader, error, size) : 0;
		if (rc)
			return rc;
	}
	return 0;
}
