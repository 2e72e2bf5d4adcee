// SPDX-License-Identifier: GPL-2.0-or-later
/* The folder of a kernel's modules. A module of another release would not load: it is not taken. */
#include "kernel/find.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/package.h"
#include "kernel/tree.h"

#define INDEX "modules.dep.bin"

static bool has_index(const char *folder)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" INDEX, folder);
	return !access(path, R_OK);
}

/* By its name, where that is a release. */
static bool is_of_release(const char *folder, const char *release)
{
	char *copy = strdup(folder), *base = copy ? basename(copy) : NULL;
	bool same =
		!base || !release[0] || base[0] < '0' || base[0] > '9' || !strcmp(base, release);

	free(copy);
	return same;
}

static bool take(struct search *search, const char *folder)
{
	if (!has_index(folder) || !is_of_release(folder, search->out->release))
		return false;
	search->out->modules = strdup(folder);
	return search->out->modules != NULL;
}

/* Below the root of an installed or unpacked kernel. */
static bool take_below(struct search *search, const char *root)
{
	static const char *const places[] = {"usr/lib/modules", "lib/modules", "root/lib/modules"};
	char path[PATH_MAX];

	if (!search->out->release[0])
		return false;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s/%s", root, places[i], search->out->release);
		if (take(search, path))
			return true;
	}
	return false;
}

static int take_tree(struct search *search, const char *tree)
{
	char release[IMAGE_RELEASE_MAX];
	int rc = tree_release(tree, release, sizeof(release));

	if (rc)
		return find_fail(search, rc, "%s/include/config/kernel.release: %s", tree,
				 strerror(-rc));
	if (search->out->release[0] && strcmp(release, search->out->release))
		return find_fail(search, -EINVAL,
				 "%s is of release %s, the modules in %s are of %s: is one of them "
				 "left from another build?",
				 search->image, search->out->release, tree, release);
	return tree_modules(tree, release, search->request->cache, &search->out->modules,
			    search->error, search->size);
}

/* A folder that the user named: it has to be right. */
static int take_named(struct search *search, const char *folder)
{
	const char *release = search->out->release;

	if (take(search, folder) || take_below(search, folder))
		return 0;
	if (has_index(folder))
		return find_fail(search, -EINVAL, "%s: modules of another release than %s (%s)",
				 folder, search->image, release);
	if (tree_is(folder))
		return take_tree(search, folder);
	if (access(folder, F_OK))
		return find_fail(search, -errno, "%s: %s", folder, strerror(errno));
	return find_fail(search, -ENODATA,
			 "%s: no module index: looked for " INDEX " (depmod makes it) there, and "
			 "in lib/modules/%s below it",
			 folder, release[0] ? release : "RELEASE");
}

/* Packages of modules that come with a kernel which is no package are unpacked by themselves. */
static int take_packages(struct search *search)
{
	const char *const *named = search->request->modules;
	const char *paths[KERNEL_PACKAGES_MAX];
	char *folder;
	size_t count = 0;
	int rc;

	for (; *named; named++) {
		if (!package_is(*named))
			return find_fail(search, -EINVAL,
					 "%s: of several --modules each has to be a package",
					 *named);
		if (count == KERNEL_PACKAGES_MAX)
			return find_fail(search, -E2BIG, "more than %d packages",
					 KERNEL_PACKAGES_MAX);
		paths[count++] = *named;
	}
	if (search->root && !search->tree && take_below(search, search->root))
		return 0;
	rc = package_unpack(paths, count, search->request->cache, &folder, search->error,
			    search->size);
	if (rc)
		return rc;
	if (!take_below(search, folder))
		rc = find_fail(search, -ENODATA, "%s: no modules of %s in it", paths[0],
			       search->out->release[0] ? search->out->release : "this kernel");
	free(folder);
	return rc;
}

/* Beside the image: in its own folder, in that of /boot's neighbour, in set-up's. */
static void take_near(struct search *search)
{
	char *copy = strdup(search->image), *folder = copy ? dirname(copy) : NULL;
	char above[PATH_MAX];

	if (!folder)
		return;
	snprintf(above, sizeof(above), "%s/..", folder);
	if (!(search->root && take_below(search, search->root)) && !take(search, folder) &&
	    !take_below(search, folder) && !take_below(search, above) &&
	    search->request->setup_modules && search->out->release[0])
		take(search, search->request->setup_modules);
	free(copy);
}

int find_modules(struct search *search)
{
	const char *const *named = search->request->modules;

	if (named && named[0] && (named[1] || package_is(named[0])))
		return take_packages(search);
	if (named && named[0])
		return take_named(search, named[0]);
	if (search->tree && !access(search->root, X_OK)) {
		char *list = find_file("%s/modules.order", search->root);

		/* a kernel without modules has no such list */
		if (list) {
			free(list);
			return take_tree(search, search->root);
		}
	}
	take_near(search);
	return 0;
}
