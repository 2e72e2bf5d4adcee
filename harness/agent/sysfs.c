// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading and writing sysfs and its like. */
#include "agent/sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAKE_PATH(path, format)                                                                    \
	do {                                                                                       \
		va_list ap_;                                                                       \
		va_start(ap_, format);                                                             \
		vsnprintf(path, sizeof(path), format, ap_);                                        \
		va_end(ap_);                                                                       \
	} while (0)

static int read_first_line(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;
	ssize_t n;

	out[0] = 0;
	if (fd < 0)
		return -errno;
	n = read(fd, out, size - 1);
	rc = n < 0 ? -errno : 0;
	close(fd);
	out[n > 0 ? n : 0] = 0;
	out[strcspn(out, "\n")] = 0;
	return rc;
}

int sys_read(char *out, size_t size, const char *format, ...)
{
	char path[PATH_MAX];

	MAKE_PATH(path, format);
	return read_first_line(path, out, size);
}

int sys_read_u64(uint64_t *out, const char *format, ...)
{
	char path[PATH_MAX], text[64], *end;
	int rc;

	MAKE_PATH(path, format);
	rc = read_first_line(path, text, sizeof(text));
	if (rc)
		return rc;
	errno = 0;
	*out = strtoull(text, &end, 0);
	return errno || end == text ? -EINVAL : 0;
}

int sys_write(const char *text, const char *format, ...)
{
	char path[PATH_MAX];
	size_t length = strlen(text);
	int fd, rc = 0;
	ssize_t n;

	MAKE_PATH(path, format);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, text, length);
	if (n < 0)
		rc = -errno;
	else if ((size_t)n != length)
		rc = -EIO;
	close(fd);
	return rc;
}

bool sys_exists(const char *format, ...)
{
	char path[PATH_MAX];

	MAKE_PATH(path, format);
	return !access(path, F_OK);
}

static int read_link(const char *path, char *out, size_t size)
{
	ssize_t n = readlink(path, out, size - 1);

	if (n < 0) {
		out[0] = 0;
		return -errno;
	}
	out[n] = 0;
	return 0;
}

int sys_link(char *out, size_t size, const char *format, ...)
{
	char path[PATH_MAX];

	MAKE_PATH(path, format);
	return read_link(path, out, size);
}

int sys_link_name(char *out, size_t size, const char *format, ...)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *slash;
	int rc;

	MAKE_PATH(path, format);
	rc = read_link(path, target, sizeof(target));
	if (rc)
		return rc;
	slash = strrchr(target, '/');
	snprintf(out, size, "%s", slash ? slash + 1 : target);
	return 0;
}

int sys_each(const char *folder, int (*fn)(void *ctx, const char *name), void *ctx)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return -errno;
	while (!rc && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			rc = fn(ctx, entry->d_name);
	closedir(dir);
	return rc;
}

int sys_await(int (*check)(void *ctx), void *ctx, unsigned int timeout_ms)
{
	struct timespec start, now, pause = {.tv_nsec = 200000};
	int64_t passed;
	int rc;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		rc = check(ctx);
		if (rc)
			return rc;
		clock_gettime(CLOCK_MONOTONIC, &now);
		passed = (now.tv_sec - start.tv_sec) * 1000 +
			 (now.tv_nsec - start.tv_nsec) / 1000000;
		if (passed >= (int64_t)timeout_ms)
			return 0;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 4000000)
			pause.tv_nsec *= 2;
	}
}
