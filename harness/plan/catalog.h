/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The topologies at hand: those asked for, and those that ship with isotap. */
#ifndef ISOTAP_CATALOG_H
#define ISOTAP_CATALOG_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "case/case.h"

struct catalog_entry {
	const char *name; /* as --topology takes it */
	char path[PATH_MAX];
	struct topo topo;
};

struct catalog {
	struct catalog_entry **entries; /* those asked for, in their order; then by name */
	size_t count;
	size_t wanted; /* so many were asked for, at least one: what guests may be booted for */
};

/* "default", or "two-ports" if there is no such file, and all that ship with isotap. */
#define CATALOG_ALL "all"

/* Loads the topologies of `wanted` (NULL-terminated; NULL or empty: all) and everything beside the
 * shipped ones. Mistakes go to `report`; only one in a wanted file is an error (-EINVAL, -ENOENT
 * with a report). */
int catalog_load(struct catalog *out, char *const *wanted, topo_error_fn report, void *ctx);
void catalog_free(struct catalog *catalog);

/* Whether the declaration satisfies the needs; the reason if not. */
bool catalog_satisfies(const struct catalog_entry *entry, const struct case_needs *needs,
		       char *reason, size_t size);
/* The first entry whose declaration satisfies the needs, from `first` on; NULL with the reason why
 * entry `first` does not. */
const struct catalog_entry *catalog_find(const struct catalog *catalog, size_t first,
					 const struct case_needs *needs, char *reason, size_t size);

#endif
