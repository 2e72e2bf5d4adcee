// SPDX-License-Identifier: GPL-2.0-or-later
/* The journal of a run. */
#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/text.h"
#include "plan/plan.h"

struct journal {
	int fd;
	char path[PATH_MAX];
	char unpublished[PATH_MAX + 16]; /* its name until then, "": it has its own */
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

void journal_number(struct json_object *line, const struct plan *plan, const struct plan_item *item)
{
	json_object_object_add(line, "n", json_object_new_int64(item - plan->items + 1));
}

/* A lock of this process alone: a child that still runs when it is killed does not hold it. It is
 * lost when any descriptor of the file is closed, so there is one only. */
static int lock(int fd, short type)
{
	struct flock whole = {.l_type = type, .l_whence = SEEK_SET};

	if (!fcntl(fd, F_SETLK, &whole))
		return 0;
	return errno == EACCES || errno == EAGAIN ? -EBUSY : -errno;
}

static struct journal *open_file(const char *path, const char *name, int flags, short type)
{
	struct journal *journal = calloc(1, sizeof(*journal));
	int rc;

	if (!journal)
		return NULL;
	snprintf(journal->path, sizeof(journal->path), "%s", path);
	journal->fd = open(name, flags | O_CLOEXEC, 0644);
	rc = journal->fd < 0 ? -errno : lock(journal->fd, type);
	if (!rc)
		return journal;
	if (journal->fd >= 0)
		close(journal->fd);
	free(journal);
	errno = -rc;
	return NULL;
}

struct journal *journal_create(const char *path)
{
	char name[PATH_MAX + 16];
	struct journal *journal;

	snprintf(name, sizeof(name), "%s.%d", path, (int)getpid());
	journal = open_file(path, name, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, F_WRLCK);
	if (journal)
		snprintf(journal->unpublished, sizeof(journal->unpublished), "%s", name);
	return journal;
}

int journal_publish(struct journal *journal)
{
	int rc = 0;

	/* Unlike rename() it does not replace another run's. */
	if (fdatasync(journal->fd) || link(journal->unpublished, journal->path))
		rc = -errno;
	unlink(journal->unpublished);
	journal->unpublished[0] = '\0';
	return rc;
}

struct journal *journal_open(const char *path, bool only_read)
{
	return open_file(path, path, only_read ? O_RDONLY : O_RDWR | O_APPEND,
			 only_read ? F_RDLCK : F_WRLCK);
}

static int read_all(struct journal *journal, struct journal_reader *reader, char *error,
		    size_t size)
{
	char bytes[65536];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(journal->fd, bytes, sizeof(bytes), at)) != 0) {
		int rc;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			rc = -errno;
			snprintf(error, size, "%s: %s", journal->path, strerror(errno));
			return rc;
		}
		at += n;
		rc = journal_reader_feed(reader, bytes, (size_t)n, error, size);
		if (rc)
			return rc;
	}
	return 0;
}

int journal_read(struct journal *journal, journal_fn fn, void *ctx, char *error, size_t size)
{
	struct journal_reader *reader = journal_reader_new(journal->path, fn, ctx);
	off_t good;
	int rc;

	if (!reader) {
		snprintf(error, size, "%s: %s", journal->path, strerror(ENOMEM));
		return -ENOMEM;
	}
	rc = read_all(journal, reader, error, size);
	good = (off_t)journal_reader_good(reader);
	journal_reader_free(reader);
	if (!rc && (fcntl(journal->fd, F_GETFL) & O_ACCMODE) != O_RDONLY &&
	    ftruncate(journal->fd, good)) {
		rc = -errno;
		snprintf(error, size, "%s: %s", journal->path, strerror(errno));
	}
	return rc;
}

/* Half a line may only be the last one. */
static int take_back(int fd, ssize_t written)
{
	off_t end = lseek(fd, 0, SEEK_END);

	return end >= written && !ftruncate(fd, end - written) ? -ENOSPC : -EIO;
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
		rc = take_back(journal->fd, n);
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
	if (*journal->unpublished)
		unlink(journal->unpublished);
	free(journal);
}
