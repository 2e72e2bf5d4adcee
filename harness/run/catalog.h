/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The topologies at hand: the one asked for, and those that ship with isotap. */
#ifndef ISOTAP_CATALOG_H
#define ISOTAP_CATALOG_H

#include <stddef.h>

#include "run/case.h"

struct catalog_entry {
	const char *name; /* as --topology takes it */
	struct topo topo;
};

struct catalog {
	struct catalog_entry **entries; /* [0] is the one asked for; then by name */
	size_t count;
};

/* Loads `wanted` (NULL: "default", or "two-ports" if there is no such file) and everything beside
 * the shipped ones. Mistakes go to `report`; only one in the wanted file is an error (-EINVAL,
 * -ENOENT with a report). */
int catalog_load(struct catalog *out, const char *wanted, topo_error_fn report, void *ctx);
void catalog_free(struct catalog *catalog);

/* The first entry whose declaration satisfies the needs, from `first` on; NULL with the reason why
 * entry `first` does not. */
const struct catalog_entry *catalog_find(const struct catalog *catalog, size_t first,
					 const struct case_needs *needs, char *reason, size_t size);

#endif
