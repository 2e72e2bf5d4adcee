/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel's build folder. */
#ifndef ISOTAP_KERNEL_TREE_H
#define ISOTAP_KERNEL_TREE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it is one in which a kernel was configured. */
bool tree_is(const char *path);
/* The release that the tree was built as, from include/config/kernel.release. 0 or a negative
 * errno.
 */
int tree_release(const char *tree, char *out, size_t size);
/* The modules that were built in it, as a folder usr/lib/modules/RELEASE of the cache with links to
 * them and an index. The caller frees *out. 0; -ENOENT if none was built; or another negative
 * errno; with `error` filled. */
int tree_modules(const char *tree, const char *release, const char *cache, char **out, char *error,
		 size_t size);

#endif
