// SPDX-License-Identifier: GPL-2.0-or-later
/* The journal of a run. */
#include "run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/text.h"

struct journal {
	int fd;
};

struct json_object *journal_line(const char *kind)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, "j", json_object_new_string(kind));
	return line;
}

void journal_text(struct json_object *line, const char *key, const char *text)
{
	char clean[1024];

	snprintf(clean, sizeof(clean), "%s", text);
	text_clean_utf8(clean, strlen(clean));
	json_object_object_add(line, key, json_object_new_string(clean));
}

struct journal *journal_open(const char *path)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (!journal)
		return NULL;
	journal->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
	if (journal->fd < 0) {
		int saved = errno;

		free(journal);
		errno = saved;
		return NULL;
	}
	return journal;
}

int journal_write(struct journal *journal, struct json_object *line, bool sync)
{
	const char *text;
	struct iovec parts[2];
	size_t length;
	ssize_t n;
	int rc = 0;

	if (!line)
		return -ENOMEM;
	text = json_object_to_json_string_length(
		line, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	if (!text) {
		rc = -ENOMEM;
		goto put;
	}
	parts[0] = (struct iovec){(void *)(uintptr_t)text, length};
	parts[1] = (struct iovec){(char[]){'\n'}, 1};
	do {
		n = writev(journal->fd, parts, 2);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		rc = -errno;
	else if ((size_t)n != length + 1)
		rc = -ENOSPC;
	else if (sync && fdatasync(journal->fd))
		rc = -errno;
put:
	json_object_put(line);
	return rc;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	close(journal->fd);
	free(journal);
}
