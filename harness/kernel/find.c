// SPDX-License-Identifier: GPL-2.0-or-later
/* From what the user has to what QEMU is given. */
#include "kernel/find.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/store.h"
#include "kernel/tree.h"

int mapped_open(struct mapped *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	struct stat st;

	*out = (struct mapped){0};
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		rc = -errno;
	else if (!S_ISREG(st.st_mode) || !st.st_size)
		rc = -EBADMSG;
	if (!rc) {
		out->size = (size_t)st.st_size;
		out->data = mmap(NULL, out->size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (out->data == MAP_FAILED) {
			rc = -errno;
			out->data = NULL;
		}
	}
	close(fd);
	return rc;
}

void mapped_close(struct mapped *mapped)
{
	if (mapped->data)
		munmap(mapped->data, mapped->size);
	*mapped = (struct mapped){0};
}

int find_fail(struct search *search, int rc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(search->error, search->size, format, ap);
	va_end(ap);
	return rc;
}

char *find_file(const char *format, ...)
{
	struct stat st;
	va_list ap;
	char *path;
	int n;

	va_start(ap, format);
	n = vasprintf(&path, format, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	if (!stat(path, &st))
		return path;
	free(path);
	return NULL;
}

/* ---- the image, made ready ---- */

static int fill_vmlinux(void *ctx, const char *folder, char *error, size_t size)
{
	const struct mapped *packed = ctx;
	size_t length;
	char *path;
	FILE *file;
	void *data;
	int rc = image_unpack(packed->data, packed->size, &data, &length);

	if (rc) {
		snprintf(error, size, "its payload is damaged, or packed in an unknown way");
		return rc;
	}
	if (asprintf(&path, "%s/vmlinux", folder) < 0) {
		free(data);
		return -ENOMEM;
	}
	file = fopen(path, "wxe");
	if (!file || fwrite(data, 1, length, file) != length)
		rc = file ? -EIO : -errno;
	if (file && fclose(file) && !rc)
		rc = -errno;
	free(path);
	free(data);
	return rc;
}

/* The kernel inside a bzImage: QEMU starts it sooner, and its configuration can be read. */
static int unpack_bzimage(struct search *search, const struct mapped *packed)
{
	struct store_key *key = store_key_new();
	char text[STORE_KEY_MAX], why[512], *folder;
	int rc;

	if (!key)
		return -ENOMEM;
	store_key_text(key, "bzImage");
	rc = store_key_file(key, search->image);
	store_key_end(key, text);
	if (rc)
		return find_fail(search, rc, "%s: %s", search->image, strerror(-rc));
	rc = store_get(search->request->cache, text, fill_vmlinux, (void *)packed, &folder, why,
		       sizeof(why));
	if (rc)
		return find_fail(search, rc, "%s: %s", search->image, why);
	search->out->image = find_file("%s/vmlinux", folder);
	free(folder);
	return search->out->image ? 0 : -ENOENT;
}

static int use_bzimage(struct search *search, const struct mapped *packed)
{
	int rc = unpack_bzimage(search, packed);

	if (!rc)
		rc = mapped_open(&search->elf, search->out->image);
	if (rc)
		return rc;
	/* without that entry the bzImage boots all the same */
	if (!image_has_pvh(search->elf.data, search->elf.size)) {
		free(search->out->image);
		search->out->image = strdup(search->image);
	}
	return search->out->image ? 0 : -ENOMEM;
}

static int use_image(struct search *search)
{
	struct mapped found;
	int rc = mapped_open(&found, search->image);

	if (rc)
		return find_fail(search, rc, "%s: %s", search->image,
				 rc == -EBADMSG ? "is empty or no file" : strerror(-rc));
	image_release(found.data, found.size, search->out->release);
	switch (image_kind(found.data, found.size)) {
	case IMAGE_BZIMAGE:
		rc = use_bzimage(search, &found);
		mapped_close(&found);
		return rc;
	case IMAGE_ELF:
		search->elf = found;
		if (!image_has_pvh(found.data, found.size))
			return find_fail(search, -ENOEXEC,
					 "%s: a vmlinux without CONFIG_PVH, which QEMU cannot "
					 "start: expected arch/x86/boot/bzImage of that build",
					 search->image);
		search->out->image = strdup(search->image);
		return search->out->image ? 0 : -ENOMEM;
	default:
		mapped_close(&found);
		return find_fail(search, -ENOEXEC,
				 "%s: expected an x86-64 bzImage or vmlinux, a kernel's build "
				 "folder, or a Debian or RPM package",
				 search->image);
	}
}

int kernel_find(const struct kernel_request *request, struct kernel *out, char *error, size_t size)
{
	struct search search = {.request = request, .out = out, .error = error, .size = size};
	int rc;

	*out = (struct kernel){0};
	error[0] = '\0';
	rc = find_image(&search);
	if (!rc)
		rc = use_image(&search);
	/* where they differ the build's own word counts: an image may be cut to 64 characters */
	if (!rc && search.tree && !out->release[0])
		tree_release(search.root, out->release, sizeof(out->release));
	if (!rc)
		rc = find_modules(&search);
	if (!rc)
		find_config(&search);
	if (rc && !error[0])
		snprintf(error, size, "%s: %s", request->path, strerror(-rc));
	mapped_close(&search.elf);
	free(search.root);
	free(search.image);
	if (rc)
		kernel_free(out);
	return rc;
}

void kernel_free(struct kernel *kernel)
{
	free(kernel->image);
	free(kernel->modules);
	free(kernel->config_from);
	kconfig_free(kernel->config);
	*kernel = (struct kernel){0};
}
