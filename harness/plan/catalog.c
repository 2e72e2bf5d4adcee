// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds a topology for a case among those that are there. */
#include "plan/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/needs.h"

#define CATALOG_MAX 64

static int add(struct catalog *catalog, const char *name, const char *path, topo_error_fn report,
	       void *ctx)
{
	size_t length = strlen(name) + 1;
	struct catalog_entry *entry = calloc(1, sizeof(*entry) + length);
	int rc;

	if (!entry)
		return -ENOMEM;
	entry->name = memcpy(entry + 1, name, length);
	snprintf(entry->path, sizeof(entry->path), "%s", path);
	rc = topo_load(path, &entry->topo, report, ctx);
	if (rc) {
		free(entry);
		return rc;
	}
	catalog->entries[catalog->count++] = entry;
	return 0;
}

static int is_topology(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && !strcmp(entry->d_name + length - 5, ".yaml");
}

/* The folder of shipped topologies, found through one of them. */
static bool shipped_folder(char *folder, size_t size)
{
	static const char *const known[] = {"default", "two-ports", "one-port"};
	char *slash;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (topo_find(known[i], folder, size))
			continue;
		slash = strrchr(folder, '/');
		if (!slash)
			return false;
		*slash = '\0';
		return true;
	}
	return false;
}

static bool is_loaded(const struct catalog *catalog, const char *path)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (!strcmp(catalog->entries[i]->path, path))
			return true;
	return false;
}

static void add_shipped(struct catalog *catalog, topo_error_fn report, void *ctx)
{
	struct dirent **names;
	char folder[PATH_MAX];
	int count;

	if (!shipped_folder(folder, sizeof(folder)))
		return;
	count = scandir(folder, &names, is_topology, alphasort);
	for (int i = 0; i < count; i++) {
		char path[PATH_MAX + NAME_MAX + 2], name[NAME_MAX + 1];

		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		snprintf(name, sizeof(name), "%.*s", (int)strlen(names[i]->d_name) - 5,
			 names[i]->d_name);
		free(names[i]);
		if (!is_loaded(catalog, path) && catalog->count < CATALOG_MAX)
			add(catalog, name, path, report, ctx);
	}
	if (count >= 0)
		free(names);
}

static int add_wanted(struct catalog *catalog, const char *name, topo_error_fn report, void *ctx)
{
	char path[PATH_MAX];
	int rc = topo_find(name, path, sizeof(path));

	if (rc) {
		report(ctx, name, 0, "no such topology");
		return rc;
	}
	if (is_loaded(catalog, path))
		return 0;
	return catalog->count < CATALOG_MAX ? add(catalog, name, path, report, ctx) : -E2BIG;
}

int catalog_load(struct catalog *out, char *const *wanted, topo_error_fn report, void *ctx)
{
	bool all = !wanted || !*wanted;
	char path[PATH_MAX];
	int rc = 0;

	out->count = out->wanted = 0;
	out->entries = calloc(CATALOG_MAX, sizeof(out->entries[0]));
	if (!out->entries)
		return -ENOMEM;
	for (; !rc && wanted && *wanted; wanted++) {
		if (!strcmp(*wanted, CATALOG_ALL))
			all = true;
		else
			rc = add_wanted(out, *wanted, report, ctx);
	}
	if (!rc && !out->count)
		rc = add_wanted(out,
				topo_find("default", path, sizeof(path)) ? "two-ports" : "default",
				report, ctx);
	if (rc) {
		catalog_free(out);
		return rc;
	}
	out->wanted = out->count;
	add_shipped(out, report, ctx);
	if (all)
		out->wanted = out->count;
	return 0;
}

void catalog_free(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++)
		free(catalog->entries[i]);
	free(catalog->entries);
	*catalog = (struct catalog){0};
}

bool catalog_satisfies(const struct catalog_entry *entry, const struct case_needs *needs,
		       char *reason, size_t size)
{
	struct needs_port ports[TOPO_MAX_PORTS];
	struct needs_choice choice;

	for (int p = 0; p < entry->topo.port_count; p++)
		ports[p] = needs_declared(&entry->topo.ports[p].ti);
	return !needs_resolve(needs, &entry->topo, ports, &choice, reason, size);
}

const struct catalog_entry *catalog_find(const struct catalog *catalog, size_t first,
					 const struct case_needs *needs, char *reason, size_t size)
{
	char why[256];

	for (size_t i = first; i < catalog->count; i++) {
		if (catalog_satisfies(catalog->entries[i], needs, why, sizeof(why)))
			return catalog->entries[i];
		if (i == first)
			snprintf(reason, size, "%s", why);
	}
	return NULL;
}
