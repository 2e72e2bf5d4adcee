// SPDX-License-Identifier: GPL-2.0-or-later
/* The initramfs writer. */
#include "target/qemu/cpio.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct entry {
	const char *path;
	unsigned int mode;
	uint32_t rmajor, rminor;
	const void *data;
	size_t size;
};

static void cpio_put(struct cpio *cpio, const void *data, size_t size)
{
	if (size && fwrite(data, 1, size, cpio->out) != size && !cpio->error)
		cpio->error = errno ? -errno : -EIO;
}

static void cpio_pad(struct cpio *cpio, size_t written)
{
	static const char zeros[4];

	cpio_put(cpio, zeros, -written & 3);
}

static void cpio_entry(struct cpio *cpio, const struct entry *entry)
{
	const char *name = entry->path + (entry->path[0] == '/');
	size_t length = strlen(name) + 1;
	char header[111];

	if (cpio->error)
		return;
	if (entry->size > UINT32_MAX) {
		cpio->error = -EFBIG;
		return;
	}
	/* time 0 and a counted inode: equal contents make equal archives */
	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", cpio->inode++,
		 entry->mode, 0, 0, 1, 0, (unsigned int)entry->size, 0, 0, entry->rmajor,
		 entry->rminor, (unsigned int)length, 0);
	cpio_put(cpio, header, 110);
	cpio_put(cpio, name, length);
	cpio_pad(cpio, 110 + length);
	cpio_put(cpio, entry->data, entry->size);
	cpio_pad(cpio, entry->size);
}

static bool cpio_has_dir(const struct cpio *cpio, const char *path)
{
	for (size_t i = 0; i < cpio->dir_count; i++)
		if (!strcmp(cpio->dirs[i], path))
			return true;
	return false;
}

void cpio_begin(struct cpio *cpio, FILE *out)
{
	memset(cpio, 0, sizeof(*cpio));
	cpio->out = out;
	cpio->inode = 1;
}

static void cpio_parents(struct cpio *cpio, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *parent;

	if (!slash || slash == path)
		return;
	parent = strndup(path, slash - path);
	if (!parent) {
		cpio->error = -ENOMEM;
		return;
	}
	cpio_dir(cpio, parent);
	free(parent);
}

void cpio_dir(struct cpio *cpio, const char *path)
{
	const struct entry entry = {.path = path, .mode = S_IFDIR | 0755};
	char **dirs;

	if (cpio->error || cpio_has_dir(cpio, path))
		return;
	cpio_parents(cpio, path);
	dirs = realloc(cpio->dirs, (cpio->dir_count + 1) * sizeof(*dirs));
	if (!dirs) {
		cpio->error = -ENOMEM;
		return;
	}
	cpio->dirs = dirs;
	dirs[cpio->dir_count] = strdup(path);
	if (!dirs[cpio->dir_count]) {
		cpio->error = -ENOMEM;
		return;
	}
	cpio->dir_count++;
	cpio_entry(cpio, &entry);
}

void cpio_file(struct cpio *cpio, const char *path, unsigned int mode, const void *data,
	       size_t size)
{
	const struct entry entry = {
		.path = path, .mode = S_IFREG | mode, .data = data, .size = size};

	cpio_parents(cpio, path);
	cpio_entry(cpio, &entry);
}

void cpio_link(struct cpio *cpio, const char *path, const char *target)
{
	const struct entry entry = {
		.path = path, .mode = S_IFLNK | 0777, .data = target, .size = strlen(target)};

	cpio_parents(cpio, path);
	cpio_entry(cpio, &entry);
}

void cpio_char_device(struct cpio *cpio, const char *path, unsigned int mode, uint32_t major,
		      uint32_t minor)
{
	const struct entry entry = {
		.path = path, .mode = S_IFCHR | mode, .rmajor = major, .rminor = minor};

	cpio_parents(cpio, path);
	cpio_entry(cpio, &entry);
}

int cpio_end(struct cpio *cpio)
{
	static const char zeros[512];
	const struct entry trailer = {.path = "TRAILER!!!"};
	long end;

	cpio_entry(cpio, &trailer);
	end = ftell(cpio->out);
	if (end > 0)
		cpio_put(cpio, zeros, -(size_t)end & 511);
	if (!cpio->error && fflush(cpio->out))
		cpio->error = -errno;
	for (size_t i = 0; i < cpio->dir_count; i++)
		free(cpio->dirs[i]);
	free(cpio->dirs);
	return cpio->error;
}
