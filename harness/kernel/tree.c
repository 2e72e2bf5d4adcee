// SPDX-License-Identifier: GPL-2.0-or-later
/* Modules where the build left them: listed in modules.order, not installed anywhere. */
#include "kernel/tree.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/depmod.h"
#include "kernel/store.h"

#define RELEASE_FILE "include/config/kernel.release"

struct listed {
	char **names; /* "drivers/cxl/cxl_mem.ko" and so on, relative to the tree */
	size_t count;
	size_t missing; /* in the list of modules, and not built */
};

struct staging {
	const char *tree, *release;
	const struct listed *listed;
};

bool tree_is(const char *path)
{
	char config[PATH_MAX], release[PATH_MAX];

	snprintf(config, sizeof(config), "%s/.config", path);
	snprintf(release, sizeof(release), "%s/" RELEASE_FILE, path);
	return !access(config, F_OK) || !access(release, F_OK);
}

int tree_release(const char *tree, char *out, size_t size)
{
	char path[PATH_MAX];
	FILE *file;
	int rc = 0;

	snprintf(path, sizeof(path), "%s/" RELEASE_FILE, tree);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	if (!fgets(out, (int)size, file))
		rc = -EBADMSG;
	else
		out[strcspn(out, "\n")] = '\0';
	fclose(file);
	if (!rc && (!out[0] || out[0] == '.' || strchr(out, '/')))
		rc = -EBADMSG;
	return rc;
}

static void listed_free(struct listed *listed)
{
	for (size_t i = 0; i < listed->count; i++)
		free(listed->names[i]);
	free(listed->names);
}

/* The file that the build made of it: plain, or compressed. */
static char *find_module(const char *tree, const char *stem, size_t length)
{
	static const char *const endings[] = {".ko", ".ko.xz", ".ko.zst", ".ko.gz"};
	char path[PATH_MAX], *name;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (asprintf(&name, "%.*s%s", (int)length, stem, endings[i]) < 0)
			return NULL;
		snprintf(path, sizeof(path), "%s/%s", tree, name);
		if (!access(path, R_OK))
			return name;
		free(name);
	}
	return NULL;
}

/* "drivers/cxl/cxl_mem.o"; .ko before Linux 6.4, with a leading kernel/ before 5.3. */
static int take_line(struct listed *listed, const char *tree, char *line)
{
	char *name = strncmp(line, "kernel/", 7) ? line : line + 7, *found, **names;
	size_t length = strcspn(name, "\n");

	if (length > 3 && !strncmp(name + length - 3, ".ko", 3))
		length -= 3;
	else if (length > 2 && !strncmp(name + length - 2, ".o", 2))
		length -= 2;
	else
		return 0;
	/* the sub-folder of that name, too */
	found = find_module(tree, name, length);
	if (!found && name != line)
		found = find_module(tree, line, length + 7);
	if (!found) {
		listed->missing++;
		return 0;
	}
	names = realloc(listed->names, (listed->count + 1) * sizeof(*names));
	if (!names) {
		free(found);
		return -ENOMEM;
	}
	listed->names = names;
	names[listed->count++] = found;
	return 0;
}

static int read_list(struct listed *listed, const char *tree, char *error, size_t size)
{
	char path[PATH_MAX], *line = NULL;
	size_t room = 0;
	FILE *file;
	int rc = 0;

	snprintf(path, sizeof(path), "%s/modules.order", tree);
	file = fopen(path, "re");
	if (!file) {
		rc = -errno;
		snprintf(error, size, "%s: %s (make modules writes it)", path, strerror(-rc));
		return rc;
	}
	while (!rc && getline(&line, &room, file) > 0)
		rc = take_line(listed, tree, line);
	free(line);
	fclose(file);
	if (!rc && !listed->count && listed->missing) {
		rc = -ENOENT;
		snprintf(error, size, "%s lists %zu modules, and none of them is built", path,
			 listed->missing);
	}
	return rc;
}

/* ---- the folder ---- */

static int link_module(const struct staging *staging, const char *modules, const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/kernel/%s", modules, name) >= (int)sizeof(path) ||
	    snprintf(target, sizeof(target), "%s/%s", staging->tree, name) >= (int)sizeof(target))
		return -ENAMETOOLONG;
	for (char *slash = strchr(path + strlen(modules) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return symlink(target, path) ? -errno : 0;
}

/* These two are there in a tree that was built whole; without them depmod only knows less. */
static int link_list(const struct staging *staging, const char *modules, const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", modules, name);
	snprintf(target, sizeof(target), "%s/%s", staging->tree, name);
	if (access(target, R_OK))
		return 0;
	return symlink(target, path) ? -errno : 0;
}

static int fill(void *ctx, const char *folder, char *error, size_t size)
{
	const struct staging *staging = ctx;
	char modules[PATH_MAX - 64], *at;
	int rc = 0;

	snprintf(modules, sizeof(modules), "%s/usr/lib/modules/%s", folder, staging->release);
	for (at = strchr(modules + strlen(folder) + 1, '/');; at = strchr(at + 1, '/')) {
		if (at)
			*at = '\0';
		if (mkdir(modules, 0755))
			return -errno;
		if (!at)
			break;
		*at = '/';
	}
	for (size_t i = 0; !rc && i < staging->listed->count; i++) {
		rc = link_module(staging, modules, staging->listed->names[i]);
		if (rc == -EEXIST) /* listed twice */
			rc = 0;
	}
	if (!rc)
		rc = link_list(staging, modules, "modules.builtin");
	if (!rc)
		rc = link_list(staging, modules, "modules.builtin.modinfo");
	return rc ? rc : depmod_all(folder, error, size);
}

/* A tree is built again and again: what is linked, and which build of it, is the key. */
static void make_key(const struct staging *staging, char out[STORE_KEY_MAX])
{
	struct store_key *key = store_key_new();
	char path[PATH_MAX], text[128];
	struct stat st;

	if (!key)
		abort();
	store_key_text(key, "tree");
	store_key_text(key, staging->tree);
	store_key_text(key, staging->release);
	for (size_t i = 0; i < staging->listed->count; i++) {
		const char *name = staging->listed->names[i];

		snprintf(path, sizeof(path), "%s/%s", staging->tree, name);
		if (stat(path, &st))
			memset(&st, 0, sizeof(st));
		snprintf(text, sizeof(text), "%lld %lld.%09ld", (long long)st.st_size,
			 (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
		store_key_text(key, name);
		store_key_text(key, text);
	}
	store_key_end(key, out);
}

int tree_modules(const char *tree, const char *release, const char *cache, char **out, char *error,
		 size_t size)
{
	struct listed listed = {0};
	char *whole = realpath(tree, NULL), key[STORE_KEY_MAX], *folder;
	struct staging staging = {whole, release, &listed};
	int rc = whole ? read_list(&listed, whole, error, size) : -errno;

	*out = NULL;
	if (!rc) {
		make_key(&staging, key);
		rc = store_get(cache, key, fill, &staging, &folder, error, size);
	}
	if (!rc) {
		if (asprintf(out, "%s/usr/lib/modules/%s", folder, release) < 0) {
			*out = NULL;
			rc = -ENOMEM;
		}
		free(folder);
	}
	listed_free(&listed);
	free(whole);
	return rc;
}
