// SPDX-License-Identifier: GPL-2.0-or-later
/* Which file of a folder or package is the kernel. */
#include "kernel/find.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/package.h"
#include "kernel/tree.h"

/* In the order of preference: a build folder, a folder with a kernel, what a package holds. */
static const char *const places[] = {
	"arch/x86/boot/bzImage",
	"bzImage",
	"vmlinux",
	"boot/vmlinuz-*",
	"usr/lib/modules/*/vmlinuz",
	"lib/modules/*/vmlinuz",
	"boot/bzImage-*",
	"vmlinuz",
	"vmlinuz-*",
	"boot/vmlinux-*",
};

static int find_in_folder(struct search *search, const char *shown)
{
	char pattern[PATH_MAX];
	glob_t found;
	int rc = 0;

	for (size_t i = 0; !rc && !search->image && i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(pattern, sizeof(pattern), "%s/%s", search->root, places[i]);
		if (glob(pattern, 0, NULL, &found))
			continue;
		if (found.gl_pathc > 1)
			rc = find_fail(search, -EEXIST, "%s: more than one kernel: %s and %s",
				       shown, found.gl_pathv[0], found.gl_pathv[1]);
		else
			search->image = strdup(found.gl_pathv[0]);
		globfree(&found);
	}
	if (rc || search->image)
		return rc;
	if (search->tree)
		return find_fail(search, -ENODATA,
				 "%s: a build folder without arch/x86/boot/bzImage and vmlinux: is "
				 "it built?",
				 shown);
	return find_fail(search, -ENODATA,
			 "%s: no kernel in it: looked for arch/x86/boot/bzImage, bzImage, vmlinux, "
			 "boot/vmlinuz-*, lib/modules/*/vmlinuz",
			 shown);
}

/* The packages of one kernel, which belong into one folder. */
static int unpack_packages(struct search *search)
{
	const char *paths[KERNEL_PACKAGES_MAX];
	size_t count = 0;

	paths[count++] = search->request->path;
	for (const char *const *more = search->request->modules; more && *more; more++)
		if (package_is(*more) && count < KERNEL_PACKAGES_MAX)
			paths[count++] = *more;
	return package_unpack(paths, count, search->request->cache, &search->root, search->error,
			      search->size);
}

/* An image that lies in its build folder. */
static void find_root(struct search *search)
{
	static const char *const endings[] = {"/arch/x86/boot/bzImage", "/vmlinux"};
	size_t length = strlen(search->image);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t ending = strlen(endings[i]);

		if (length <= ending || strcmp(search->image + length - ending, endings[i]))
			continue;
		search->root = strndup(search->image, length - ending);
		search->tree = search->root && tree_is(search->root);
		if (search->tree)
			return;
		free(search->root);
		search->root = NULL;
	}
}

int find_image(struct search *search)
{
	const char *path = search->request->path;
	struct stat st;
	int rc;

	if (stat(path, &st))
		return find_fail(search, -errno, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		search->root = strdup(path);
		search->tree = tree_is(path);
		return search->root ? find_in_folder(search, path) : -ENOMEM;
	}
	if (package_is(path)) {
		rc = unpack_packages(search);
		return rc ? rc : find_in_folder(search, path);
	}
	search->image = strdup(path);
	if (!search->image)
		return -ENOMEM;
	find_root(search);
	return 0;
}
