// SPDX-License-Identifier: GPL-2.0-or-later
/* Few guests for many cases. */
#include "plan/machines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool in_guest(const struct plan_item *item)
{
	return strcmp(item->section->target, "model") != 0;
}

static void no_mistake(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	(void)file;
	(void)line;
	(void)text;
}

/* Assigns to the topology, or, with `count_only`, says how many it would serve. */
static size_t serve(struct plan *plan, const struct catalog *catalog, size_t index, bool count_only)
{
	const struct catalog_entry *entry = catalog->entries[index];
	size_t served = 0;
	char reason[256];

	for (size_t i = 0; i < plan->count; i++) {
		struct plan_item *item = &plan->items[i];

		if (!in_guest(item) || item->topology ||
		    !catalog_satisfies(entry, &item->tc->needs, reason, sizeof(reason)))
			continue;
		served++;
		if (count_only)
			continue;
		item->topology = entry;
		item->topology_differs = index > 0;
	}
	return served;
}

static bool bootable(const struct catalog_entry *entry)
{
	return !topo_check_qemu(entry->path, &entry->topo, no_mistake, NULL);
}

static void skip_rest(struct plan *plan, const struct catalog *catalog)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct plan_item *item = &plan->items[i];
		const struct catalog_entry *entry;
		char reason[192] = "";

		if (item->topology)
			continue;
		item->topology = catalog->entries[0];
		entry = catalog_find(catalog, 0, &item->tc->needs, reason, sizeof(reason));
		if (entry)
			snprintf(item->skip, sizeof(item->skip), "%s; topology %s has it", reason,
				 entry->name);
		else
			snprintf(item->skip, sizeof(item->skip), "%s; no topology has it", reason);
	}
}

void machines_choose(struct plan *plan, const struct catalog *catalog)
{
	serve(plan, catalog, 0, false);
	for (;;) {
		size_t best = 0, most = 0;

		for (size_t i = 1; i < catalog->wanted; i++) {
			size_t served = serve(plan, catalog, i, true);

			if (served > most && bootable(catalog->entries[i])) {
				best = i;
				most = served;
			}
		}
		if (!most)
			break;
		serve(plan, catalog, best, false);
	}
	skip_rest(plan, catalog);
}

static size_t index_of(const struct catalog *catalog, const struct catalog_entry *entry)
{
	size_t i = 0;

	while (catalog->entries[i] != entry)
		i++;
	return i;
}

/* The model first; then guest by guest. Memory that was isolated once does not become System RAM
 * again before the guest boots anew (its pages are marked as failed): what needs System RAM comes
 * first, for all implementations. */
static size_t rank_of(const struct plan_item *item, const struct catalog *catalog)
{
	if (!in_guest(item))
		return 0;
	return 1 + 2 * index_of(catalog, item->topology) +
	       !(item->tc->needs.target_caps & TARGET_SYSTEM_RAM);
}

int machines_order(struct plan *plan, const struct catalog *catalog)
{
	struct plan_item *ordered = calloc(plan->count + 1, sizeof(*ordered));
	size_t used = 0;

	if (!ordered)
		return -ENOMEM;
	for (size_t rank = 0; rank <= 2 * catalog->count; rank++)
		for (size_t i = 0; i < plan->count; i++)
			if (rank_of(&plan->items[i], catalog) == rank)
				ordered[used++] = plan->items[i];
	free(plan->items);
	plan->items = ordered;
	return 0;
}
