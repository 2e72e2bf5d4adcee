// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/text.h"

/* Formats one piece into memory, so that it reaches the file in one write. */
struct piece {
	char *text;
	size_t length;
	FILE *file;
};

static FILE *piece_begin(struct piece *piece)
{
	*piece = (struct piece){0};
	piece->file = open_memstream(&piece->text, &piece->length);
	if (!piece->file)
		abort();
	return piece->file;
}

static void piece_end(struct piece *piece, struct stream *stream)
{
	size_t done = 0;

	fclose(piece->file);
	while (!stream->error && done < piece->length) {
		ssize_t n = write(stream->fd, piece->text + done, piece->length - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			stream->error = -errno;
	}
	free(piece->text);
}

static bool is_live(const struct stream *stream)
{
	return stream->format->each && !stream->error;
}

/* Whether a file of that name can be made: to be known before the run, not behind it. */
static int try_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return access(path, W_OK) ? -errno : 0;

	if (strlen(path) + sizeof(".tmp") > sizeof(folder))
		return -ENAMETOOLONG;
	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path + 1) : 1,
		 slash ? path : ".");
	return access(folder, W_OK | X_OK) ? -errno : 0;
}

static int open_one(struct streams *streams, const struct format *format, const char *path)
{
	struct stream *stream = &streams->list[streams->count];
	int rc = 0;

	*stream = (struct stream){.format = format, .path = path, .fd = -1};
	if (!path)
		stream->fd = STDOUT_FILENO;
	else if (!format->each)
		rc = try_folder(path);
	else if ((stream->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) < 0)
		rc = -errno;
	streams->count += !rc;
	return rc;
}

int streams_open(struct streams *streams, const struct stream_requests *requests,
		 const char *run_dir, char *error, size_t size)
{
	const struct format *tap = format_find("tap13");
	bool standard = false;
	int rc = 0;

	memset(streams, 0, sizeof(*streams));
	streams->options = requests->options;
	streams->comments = json_object_new_array();
	if (asprintf(&streams->copy, "%s/run.tap", run_dir) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < requests->count; i++)
		standard |= !requests->list[i].path;
	if (!standard)
		open_one(streams, tap, NULL);
	rc = open_one(streams, tap, streams->copy);
	if (rc)
		snprintf(error, size, "%s: %s", streams->copy, strerror(-rc));
	for (size_t i = 0; !rc && i < requests->count; i++) {
		rc = open_one(streams, requests->list[i].format, requests->list[i].path);
		if (rc)
			snprintf(error, size, "%s: %s", requests->list[i].path, strerror(-rc));
	}
	if (rc)
		streams_close(streams);
	return rc;
}

static void note_closed(struct streams *streams)
{
	for (size_t i = 0; i < streams->count; i++)
		streams->closed |= !streams->list[i].path && streams->list[i].error;
}

void streams_begin(struct streams *streams, size_t planned)
{
	struct piece piece;

	streams->number = 0;
	for (size_t i = 0; i < streams->count; i++) {
		if (!is_live(&streams->list[i]))
			continue;
		streams->list[i].format->begin(piece_begin(&piece), (uint32_t)planned);
		piece_end(&piece, &streams->list[i]);
	}
	note_closed(streams);
}

void streams_comment(struct streams *streams, const char *format, ...)
{
	struct piece piece;
	char *text = NULL;
	va_list args;
	int rc;

	va_start(args, format);
	rc = vasprintf(&text, format, args);
	va_end(args);
	if (rc < 0)
		return;
	text_clean_utf8(text, strlen(text));
	json_object_array_add(streams->comments, json_object_new_string(text));
	for (size_t i = 0; i < streams->count; i++) {
		if (!is_live(&streams->list[i]))
			continue;
		streams->list[i].format->comment(piece_begin(&piece), text);
		piece_end(&piece, &streams->list[i]);
	}
	note_closed(streams);
	free(text);
}

/* Comments that have been written belong to `object` from now on. */
static void hand_over(struct streams *streams, struct json_object *object)
{
	if (!json_object_array_length(streams->comments))
		return;
	json_object_object_add(object, "comments", streams->comments);
	streams->comments = json_object_new_array();
}

void streams_result(struct streams *streams, struct json_object *result)
{
	bool replayed = json_object_object_get_ex(result, "comments", NULL);
	struct piece piece;
	FILE *out;

	streams->number++;
	for (size_t i = 0; i < streams->count; i++) {
		const struct format *format = streams->list[i].format;

		if (!is_live(&streams->list[i]))
			continue;
		out = piece_begin(&piece);
		if (replayed)
			format_case(format, out, streams->number, result);
		else
			format->each(out, streams->number, result);
		piece_end(&piece, &streams->list[i]);
	}
	if (!replayed)
		hand_over(streams, result);
	note_closed(streams);
}

void streams_end(struct streams *streams, struct json_object *run)
{
	hand_over(streams, run);
	for (size_t i = 0; i < streams->count; i++) {
		struct stream *stream = &streams->list[i];

		if (!stream->format->each && !stream->error)
			stream->error = format_write_file(stream->format, stream->path, run,
							  &streams->options);
	}
}

const struct stream *streams_failed(const struct streams *streams)
{
	for (size_t i = 0; i < streams->count; i++)
		if (streams->list[i].error)
			return &streams->list[i];
	return NULL;
}

void streams_close(struct streams *streams)
{
	for (size_t i = 0; i < streams->count; i++)
		if (streams->list[i].path && streams->list[i].fd >= 0)
			close(streams->list[i].fd);
	json_object_put(streams->comments);
	free(streams->copy);
	memset(streams, 0, sizeof(*streams));
}
