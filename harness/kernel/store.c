// SPDX-License-Identifier: GPL-2.0-or-later
/* A folder is filled under another name on the same file system and gets its own by one rename. */
#include "kernel/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sha2.h>

#define KEEP_SECONDS (3 * 86400)
#define SCRATCH "new-"
#define SCRATCH_SECONDS 3600 /* filling takes a minute: what is older was left by a killed run */

struct store_key {
	SHA2_CTX context;
};

struct store_key *store_key_new(void)
{
	struct store_key *key = calloc(1, sizeof(*key));

	if (key)
		SHA256Init(&key->context);
	return key;
}

void store_key_text(struct store_key *key, const char *text)
{
	SHA256Update(&key->context, (const uint8_t *)text, strlen(text) + 1);
}

int store_key_file(struct store_key *key, const char *path)
{
	FILE *file = fopen(path, "re");
	static uint8_t buffer[1 << 18];
	size_t n;
	int rc;

	if (!file)
		return -errno;
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0)
		SHA256Update(&key->context, buffer, n);
	rc = ferror(file) ? -EIO : 0;
	fclose(file);
	return rc;
}

void store_key_end(struct store_key *key, char out[STORE_KEY_MAX])
{
	SHA256End(&key->context, out);
	free(key);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void remove_folder(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* One that was used lately may be in use; one that is being filled is new. */
static void prune(const char *root)
{
	time_t now = time(NULL);
	DIR *dir = opendir(root);
	struct dirent *entry;
	struct stat st;
	char *path;

	while (dir && (entry = readdir(dir))) {
		bool scratch = !strncmp(entry->d_name, SCRATCH, strlen(SCRATCH));

		if (entry->d_name[0] == '.' ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISDIR(st.st_mode) ||
		    st.st_mtime >= now - (scratch ? SCRATCH_SECONDS : KEEP_SECONDS))
			continue;
		if (asprintf(&path, "%s/%s", root, entry->d_name) < 0)
			break;
		remove_folder(path);
		free(path);
	}
	if (dir)
		closedir(dir);
}

static int make_root(const char *cache, char **root)
{
	int rc = 0;

	if (asprintf(root, "%s/kernels", cache) < 0) {
		*root = NULL;
		return -ENOMEM;
	}
	if ((mkdir(cache, 0755) && errno != EEXIST) || (mkdir(*root, 0755) && errno != EEXIST))
		rc = -errno;
	return rc;
}

/* What was written is on the disk before it is trusted. */
static int flush(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0 || fchmod(fd, 0755) || syncfs(fd))
		rc = -errno;
	if (fd >= 0)
		close(fd);
	return rc;
}

static int fill_new(const char *root, const char *final, store_fill_fn fill, void *ctx, char *error,
		    size_t size)
{
	char *folder;
	int rc;

	if (asprintf(&folder, "%s/" SCRATCH "XXXXXX", root) < 0)
		return -ENOMEM;
	if (!mkdtemp(folder)) {
		rc = -errno;
		snprintf(error, size, "%s: %s", folder, strerror(-rc));
		free(folder);
		return rc;
	}
	rc = fill(ctx, folder, error, size);
	if (!rc)
		rc = flush(folder);
	/* another run may have been first */
	if (!rc && rename(folder, final) && errno != EEXIST && errno != ENOTEMPTY)
		rc = -errno;
	remove_folder(folder);
	free(folder);
	return rc;
}

int store_get(const char *cache, const char *key, store_fill_fn fill, void *ctx, char **out,
	      char *error, size_t size)
{
	char *root, *final = NULL;
	int rc = make_root(cache, &root);

	*out = NULL;
	error[0] = '\0';
	if (!rc && asprintf(&final, "%s/%s", root, key) < 0) {
		final = NULL;
		rc = -ENOMEM;
	}
	/* its time is when it was used last */
	if (!rc && utimensat(AT_FDCWD, final, NULL, 0)) {
		prune(root);
		rc = fill_new(root, final, fill, ctx, error, size);
	}
	if (rc && !error[0])
		snprintf(error, size, "%s: %s", final ? final : cache, strerror(-rc));
	if (rc) {
		free(final);
		final = NULL;
	}
	free(root);
	*out = final;
	return rc;
}
