// SPDX-License-Identifier: GPL-2.0-or-later
/* Gathers the files of the initramfs and keeps the archive in the cache, keyed by what is in it. */
#include "target/qemu/initramfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agent/protocol.h"
#include "kernel/file.h"
#include "target/qemu/cpio.h"

#define KEEP_SECONDS (3 * 86400)
#define FNV_OFFSET 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull

static struct piece *pieces_new(struct pieces *pieces, const char *guest)
{
	struct piece *list;

	list = realloc(pieces->list, (pieces->count + 1) * sizeof(*list));
	if (!list)
		return NULL;
	pieces->list = list;
	list += pieces->count;
	memset(list, 0, sizeof(*list));
	list->guest = strdup(guest);
	if (!list->guest)
		return NULL;
	pieces->count++;
	return list;
}

static int pieces_has(const struct pieces *pieces, const char *guest)
{
	for (size_t i = 0; i < pieces->count; i++)
		if (!strcmp(pieces->list[i].guest, guest))
			return 1;
	return 0;
}

int pieces_add(struct pieces *pieces, const char *guest, const char *host, unsigned int mode)
{
	struct piece *piece;

	if (pieces_has(pieces, guest))
		return 0;
	piece = pieces_new(pieces, guest);
	if (!piece)
		return -ENOMEM;
	piece->mode = mode;
	piece->host = strdup(host);
	return piece->host ? 0 : -ENOMEM;
}

int pieces_add_text(struct pieces *pieces, const char *guest, const char *text)
{
	struct piece *piece = pieces_new(pieces, guest);

	if (!piece)
		return -ENOMEM;
	piece->mode = 0644;
	piece->text = strdup(text);
	return piece->text ? 0 : -ENOMEM;
}

void pieces_free(struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++) {
		free(pieces->list[i].guest);
		free(pieces->list[i].host);
		free(pieces->list[i].text);
	}
	free(pieces->list);
	memset(pieces, 0, sizeof(*pieces));
}

/* What the agent may ask for. A kernel has some built in, or not at all: what a case needs of it is
 * asked of its configuration before anything boots. */
static const char *const wanted[] = {
	"cxl_acpi",   "cxl_pci",  "cxl_mem",     "cxl_port",    "dax_cxl",
	"device_dax", "kmem",     "pvpanic-pci", "qemu_fw_cfg", "virtio_console",
	"virtio_pci", "dax_hmem", "cxl_pmem",    "dax_pmem",
};

/* NAME.ko from the folder of the reference module. */
static int add_beside(struct modules *modules, const char *name, const char *kmod)
{
	char path[PATH_MAX];
	const char *slash = strrchr(kmod, '/');

	snprintf(path, sizeof(path), "%.*s/%s.ko", slash ? (int)(slash - kmod) : 1,
		 slash ? kmod : ".", name);
	return access(path, R_OK) ? 0 : modules_add_file(modules, name, path);
}

/* NAME.ko as the module NAME. */
static int add_more(struct modules *modules, const char *paths)
{
	char *copy = strdup(paths), *next, name[64];
	int rc = copy ? 0 : -ENOMEM;

	for (char *path = copy ? strtok_r(copy, ":", &next) : NULL; path && !rc;
	     path = strtok_r(NULL, ":", &next)) {
		modules_name(path, name, sizeof(name));
		rc = modules_add_file(modules, name, path);
	}
	free(copy);
	return rc;
}

/* The modules to load, in that order; one of them may need another before it. */
static int add_load(struct modules *modules, struct pieces *pieces, char *const *paths)
{
	char *names = NULL, name[64];
	size_t size;
	FILE *out;
	int rc = 0;

	if (!paths || !*paths)
		return 0;
	out = open_memstream(&names, &size);
	if (!out)
		return -ENOMEM;
	for (; *paths && !rc; paths++) {
		modules_name(*paths, name, sizeof(name));
		fprintf(out, "%s\n", name);
		rc = modules_add_file(modules, name, *paths);
	}
	fclose(out);
	if (!rc)
		rc = pieces_add_text(pieces, AGENT_LOAD, names);
	free(names);
	return rc;
}

static int gather(const struct initramfs_config *config, struct pieces *pieces, char *error,
		  size_t size)
{
	struct modules *modules;
	int rc;

	rc = pieces_add(pieces, "/init", config->agent, 0755);
	if (!rc)
		rc = elf_libraries(config->agent, pieces, error, size);
	if (rc || !config->modules_dir)
		return rc;
	rc = modules_open(&modules, config->modules_dir, pieces, error, size);
	if (rc)
		return rc;
	/* first, so that one of the kernel's own that is brought anew is the one that counts */
	rc = add_load(modules, pieces, config->load);
	for (size_t i = 0; !rc && i < sizeof(wanted) / sizeof(wanted[0]); i++)
		rc = modules_add(modules, wanted[i]);
	if (!rc && config->kmod && !modules_brought(config->load, AGENT_KMOD))
		rc = modules_add_file(modules, AGENT_KMOD, config->kmod);
	if (!rc && config->kmod)
		rc = add_beside(modules, AGENT_BUSY, config->kmod);
	if (!rc && config->more)
		rc = add_more(modules, config->more);
	modules_close(modules);
	return rc;
}

static uint64_t hash_bytes(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * FNV_PRIME;
	return hash;
}

/* The key is made of the files as they lie here; decompressing comes after a miss only. */
static int hash_pieces(const struct pieces *pieces, uint64_t *out, char *error, size_t size)
{
	uint64_t hash = FNV_OFFSET;
	char buffer[65536];
	size_t n;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[i];
		FILE *file;
		int failed;

		hash = hash_bytes(hash, piece->guest, strlen(piece->guest) + 1);
		if (piece->text) {
			hash = hash_bytes(hash, piece->text, strlen(piece->text) + 1);
			continue;
		}
		file = fopen(piece->host, "re");
		if (!file) {
			int rc = -errno;

			snprintf(error, size, "%s: %s", piece->host, strerror(-rc));
			return rc;
		}
		while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0)
			hash = hash_bytes(hash, buffer, n);
		failed = ferror(file);
		fclose(file);
		if (failed) {
			snprintf(error, size, "%s: read error", piece->host);
			return -EIO;
		}
	}
	*out = hash;
	return 0;
}

static int write_pieces(const struct pieces *pieces, FILE *out, char *error, size_t size)
{
	static const char *const folders[] = {"/proc", "/sys", "/dev", "/tmp", AGENT_PLUGINS};
	struct cpio cpio;
	int rc = 0;

	cpio_begin(&cpio, out);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		cpio_dir(&cpio, folders[i]);
	cpio_char_device(&cpio, "/dev/console", 0600, 5, 1);
	for (size_t i = 0; !rc && i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[i];
		void *data = NULL;
		size_t length;

		if (piece->text) {
			cpio_file(&cpio, piece->guest, piece->mode, piece->text,
				  strlen(piece->text));
			continue;
		}
		rc = file_read(piece->host, &data, &length);
		if (rc)
			snprintf(error, size, "%s: %s", piece->host, strerror(-rc));
		else
			cpio_file(&cpio, piece->guest, piece->mode, data, length);
		free(data);
	}
	if (cpio_end(&cpio) && !rc) {
		rc = cpio.error;
		snprintf(error, size, "writing the initramfs: %s", strerror(-rc));
	}
	return rc;
}

/* A half-written archive never gets the name that a later run trusts. */
static int store(const struct pieces *pieces, const char *path, char *error, size_t size)
{
	char *temporary;
	FILE *out;
	int rc;

	if (asprintf(&temporary, "%s.%d", path, (int)getpid()) < 0)
		return -ENOMEM;
	out = fopen(temporary, "wxe");
	if (!out) {
		rc = -errno;
		snprintf(error, size, "%s: %s", temporary, strerror(-rc));
		free(temporary);
		return rc;
	}
	rc = write_pieces(pieces, out, error, size);
	if (!rc && fsync(fileno(out)))
		rc = -errno;
	if (fclose(out) && !rc)
		rc = -errno;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc) {
		if (!error[0])
			snprintf(error, size, "%s: %s", path, strerror(-rc));
		unlink(temporary);
	}
	free(temporary);
	return rc;
}

/* Each build of the agent makes another archive. One that was used lately may be in use. */
static void prune(const char *folder)
{
	time_t before = time(NULL) - KEEP_SECONDS;
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat st;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (!fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(st.st_mode) && st.st_mtime < before)
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
}

int initramfs_get(const struct initramfs_config *config, char **path, char *error, size_t size)
{
	struct pieces pieces = {0};
	char *folder = NULL;
	uint64_t hash;
	int rc;

	*path = NULL;
	error[0] = 0;
	rc = gather(config, &pieces, error, size);
	if (!rc)
		rc = hash_pieces(&pieces, &hash, error, size);
	if (!rc && asprintf(&folder, "%s/initramfs", config->cache) < 0)
		rc = -ENOMEM;
	if (!rc && mkdir(folder, 0755) && errno != EEXIST) {
		rc = -errno;
		snprintf(error, size, "%s: %s", folder, strerror(-rc));
	}
	if (!rc && asprintf(path, "%s/%016llx.cpio", folder, (unsigned long long)hash) < 0)
		rc = -ENOMEM;
	if (!rc && utimensat(AT_FDCWD, *path, NULL, 0)) {
		prune(folder);
		rc = store(&pieces, *path, error, size);
	}
	if (rc && !error[0])
		snprintf(error, size, "initramfs: %s", strerror(-rc));
	if (rc) {
		free(*path);
		*path = NULL;
	}
	free(folder);
	pieces_free(&pieces);
	return rc;
}
