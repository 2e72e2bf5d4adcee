// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A package may come from anywhere. Only regular files of the names that make a kernel are written,
 * no links and no index that libkmod would trust, into a folder in which nobody else writes;
 * nothing in the package is run.
 */
#include "kernel/package.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "kernel/depmod.h"
#include "kernel/filters.h"
#include "kernel/store.h"

#define PATH_LENGTH_MAX 1024
#define ENTRIES_MAX 500000u
#define FILE_MAX ((int64_t)4 << 30)
#define TOTAL_MAX ((int64_t)16 << 30) /* what comes out of the decompressor, written or not */
#define BLOCK 65536

/* Shell patterns in which '*' stands for anything, '/' included: what is kept. */
static const char *const kept[] = {
	"boot/vmlinuz-*",
	"boot/vmlinux-*",
	"boot/bzImage-*",
	"boot/config-*",
	"lib/modules/*/vmlinuz",
	"lib/modules/*/config",
	"lib/modules/*/*.ko",
	"lib/modules/*/*.ko.gz",
	"lib/modules/*/*.ko.xz",
	"lib/modules/*/*.ko.zst",
	"lib/modules/*/modules.order",
	"lib/modules/*/modules.builtin",
	"lib/modules/*/modules.builtin.modinfo",
};

struct unpacking {
	const char *package, *folder;
	char *error;
	size_t size;
	unsigned int entries;
};

/* The data of the package: an archive, for Debian's inside another one. */
struct source {
	struct archive *outer, *inner;
	char block[BLOCK];
};

static int complain(struct unpacking *u, int rc, const char *what, const char *detail)
{
	snprintf(u->error, u->size, "%s: %s%s%.200s", u->package, what, *detail ? ": " : "",
		 detail);
	return rc;
}

static int complain_archive(struct unpacking *u, struct archive *archive)
{
	const char *text = archive_error_string(archive);

	return complain(u, -EBADMSG, "damaged package", text ? text : "");
}

bool package_is(const char *path)
{
	static const unsigned char rpm[] = {0xed, 0xab, 0xee, 0xdb};
	static const char deb[] = "!<arch>\ndebian-binary";
	char start[sizeof(deb)] = "";
	FILE *file = fopen(path, "re");
	size_t n = 0;

	if (file) {
		n = fread(start, 1, sizeof(start), file);
		fclose(file);
	}
	return n == sizeof(start) &&
	       (!memcmp(start, deb, strlen(deb)) || !memcmp(start, rpm, sizeof(rpm)));
}

/* ---- reading ---- */

static la_ssize_t read_outer(struct archive *inner, void *ctx, const void **data)
{
	struct source *source = ctx;
	la_ssize_t n = archive_read_data(source->outer, source->block, sizeof(source->block));

	if (n < 0)
		archive_set_error(inner, EIO, "%s", archive_error_string(source->outer));
	*data = source->block;
	return n;
}

/* Up to the member of a Debian package that has the files. */
static int find_data(struct unpacking *u, struct archive *outer)
{
	struct archive_entry *entry;
	const char *name;
	int rc;

	while ((rc = archive_read_next_header(outer, &entry)) == ARCHIVE_OK) {
		name = archive_entry_pathname(entry);
		if (name && !strncmp(name, "data.tar", strlen("data.tar")))
			return 0;
	}
	if (rc != ARCHIVE_EOF)
		return complain_archive(u, outer);
	return complain(u, -EBADMSG, "a Debian package without data.tar", "");
}

static int open_debian(struct unpacking *u, struct source *source)
{
	int rc;

	archive_read_support_format_ar(source->outer);
	if (archive_read_open_filename(source->outer, u->package, BLOCK) != ARCHIVE_OK)
		return complain_archive(u, source->outer);
	rc = find_data(u, source->outer);
	if (rc)
		return rc;
	archive_read_support_format_tar(source->inner);
	if (archive_read_open(source->inner, source, NULL, read_outer, NULL) != ARCHIVE_OK)
		return complain_archive(u, source->inner);
	return 0;
}

static int open_rpm(struct unpacking *u, struct source *source)
{
	archive_read_support_filter_rpm(source->inner);
	archive_read_support_format_cpio(source->inner);
	if (archive_read_open_filename(source->inner, u->package, BLOCK) != ARCHIVE_OK)
		return complain_archive(u, source->inner);
	return 0;
}

static bool is_debian(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char start = 0;

	if (fd >= 0) {
		if (read(fd, &start, 1) != 1)
			start = 0;
		close(fd);
	}
	return start == '!';
}

/* ---- writing ---- */

/* The name below the folder, "" for one that is not kept. -EINVAL for one that leads elsewhere. */
static int plain_name(const char *name, char out[PATH_LENGTH_MAX])
{
	size_t length = 0, part;

	out[0] = '\0';
	while (*name) {
		part = strcspn(name, "/");
		if (part == 2 && !strncmp(name, "..", 2))
			return -EINVAL;
		if (part && !(part == 1 && *name == '.')) {
			if (length + part + 2 > PATH_LENGTH_MAX)
				return -EINVAL;
			if (length)
				out[length++] = '/';
			memcpy(out + length, name, part);
			length += part;
			out[length] = '\0';
		}
		name += part + (name[part] == '/');
	}
	if (!strncmp(out, "usr/lib/modules/", 16))
		memmove(out, out + 4, length - 3);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (!fnmatch(kept[i], out, 0))
			return 0;
	out[0] = '\0';
	return 0;
}

static int make_parents(const char *folder, char *path)
{
	char *slash = path + strlen(folder) + 1;

	while ((slash = strchr(slash, '/'))) {
		*slash = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return -errno;
		*slash++ = '/';
	}
	return 0;
}

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

static int copy_data(struct unpacking *u, struct archive *archive, int fd, const char *name)
{
	static char block[BLOCK];
	int64_t total = 0;
	la_ssize_t n;
	int rc;

	while ((n = archive_read_data(archive, block, sizeof(block))) > 0) {
		total += n;
		if (total > FILE_MAX)
			return complain(u, -EFBIG, "a file of more than 4 GiB", name);
		rc = write_all(fd, block, (size_t)n);
		if (rc)
			return complain(u, rc, strerror(-rc), u->folder);
	}
	return n < 0 ? complain_archive(u, archive) : 0;
}

static int write_file(struct unpacking *u, struct archive *archive, const char *name)
{
	char *path;
	int fd, rc;

	if (asprintf(&path, "%s/%s%s", u->folder, strncmp(name, "lib/", 4) ? "" : "usr/", name) < 0)
		return -ENOMEM;
	rc = make_parents(u->folder, path);
	fd = rc ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (!rc && fd < 0)
		rc = -errno;
	if (rc == -EEXIST)
		rc = complain(u, -EBADMSG, "the same file twice", name);
	else if (rc)
		complain(u, rc, strerror(-rc), path);
	else
		rc = copy_data(u, archive, fd, name);
	if (fd >= 0 && close(fd) && !rc)
		rc = complain(u, -errno, strerror(errno), path);
	free(path);
	return rc;
}

static int take_entry(struct unpacking *u, struct archive *archive, struct archive_entry *entry)
{
	const char *raw = archive_entry_pathname(entry);
	char name[PATH_LENGTH_MAX];

	if (!raw || plain_name(raw, name))
		return complain(u, -EBADMSG, "a path that leads out of the package",
				raw ? raw : "");
	if (++u->entries > ENTRIES_MAX)
		return complain(u, -EFBIG, "more files than any kernel has", "");
	if (archive_entry_size(entry) > FILE_MAX)
		return complain(u, -EFBIG, "a file of more than 4 GiB", raw);
	if (archive_filter_bytes(archive, 0) > TOTAL_MAX)
		return complain(u, -EFBIG, "more than 16 GiB unpacked", "");
	if (!name[0] || archive_entry_filetype(entry) != AE_IFREG)
		return 0;
	if (archive_entry_hardlink(entry))
		return complain(u, -EBADMSG, "a hard link in place of a file", raw);
	return write_file(u, archive, name);
}

static int unpack_one(struct unpacking *u)
{
	struct source *source = calloc(1, sizeof(*source));
	struct archive_entry *entry;
	int rc = -ENOMEM, next;

	if (source) {
		source->outer = archive_read_new();
		source->inner = archive_read_new();
	}
	if (source && source->outer && source->inner)
		rc = filters_add(source->inner);
	if (!rc)
		rc = is_debian(u->package) ? open_debian(u, source) : open_rpm(u, source);
	while (!rc) {
		next = archive_read_next_header(source->inner, &entry);
		if (next == ARCHIVE_EOF)
			break;
		/* a warning is about an owner or a time, which are not used */
		if (next != ARCHIVE_OK && next != ARCHIVE_WARN)
			rc = complain_archive(u, source->inner);
		else
			rc = take_entry(u, source->inner, entry);
	}
	if (source) {
		archive_read_free(source->inner);
		archive_read_free(source->outer);
	}
	free(source);
	return rc;
}

/* ---- all of them ---- */

struct packages {
	const char *const *paths;
	size_t count;
};

static int fill(void *ctx, const char *folder, char *error, size_t size)
{
	const struct packages *packages = ctx;
	int rc = 0;

	for (size_t i = 0; !rc && i < packages->count; i++) {
		struct unpacking u = {packages->paths[i], folder, error, size, 0};

		rc = unpack_one(&u);
		if (rc && !error[0])
			complain(&u, rc, strerror(-rc), "");
	}
	return rc ? rc : depmod_all(folder, error, size);
}

int package_unpack(const char *const *paths, size_t count, const char *cache, char **out,
		   char *error, size_t size)
{
	struct packages packages = {paths, count};
	struct store_key *key = store_key_new();
	char text[STORE_KEY_MAX];
	int rc = key ? 0 : -ENOMEM;

	*out = NULL;
	for (size_t i = 0; !rc && i < count; i++) {
		store_key_text(key, "package");
		rc = store_key_file(key, paths[i]);
		if (rc)
			snprintf(error, size, "%s: %s", paths[i], strerror(-rc));
	}
	if (key)
		store_key_end(key, text);
	return rc ? rc : store_get(cache, text, fill, &packages, out, error, size);
}
