// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes the plan. What cannot apply to an implementation is left out; what the topology cannot show
 * stays in as a skip, so that nobody takes the shorter list for the whole. */
#include "plan/plan.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "plan/machines.h"

#define TIMEOUT_DEFAULT_MS 10000
#define TIMEOUT_MAX_MS 3600000

bool plan_matches(char *const *patterns, const char *id, const char *name)
{
	if (!patterns || !*patterns)
		return true;
	for (; *patterns; patterns++)
		if (!fnmatch(*patterns, id, 0) || (name && !fnmatch(*patterns, name, 0)))
			return true;
	return false;
}

bool plan_applies(const struct test_case *tc, const struct impl_identity *identity)
{
	if ((tc->flags & CASE_KERNEL_ONLY) && !identity->kernel)
		return false;
	/* where there is no software, only the port and what nobody may do can be asked about */
	if (identity->caps & ISOTAP_IMPL_INERT && !(tc->flags & (CASE_RIG | CASE_UNDRIVEN)))
		return false;
	/* what lives in the kernel reacts, also where a case is about the port alone */
	if ((tc->flags & CASE_RIG) && identity->caps & ISOTAP_IMPL_RESIDENT)
		return false;
	return (tc->needs.impl_caps & identity->caps) == tc->needs.impl_caps;
}

int plan_add_section(struct plan *plan, const char *target, const char *impl, char *error,
		     size_t size)
{
	struct plan_section *section;
	int rc;

	if (plan->section_count == PLAN_SECTIONS) {
		snprintf(error, size, "more than %d pairs of target and implementation",
			 PLAN_SECTIONS);
		return -E2BIG;
	}
	section = &plan->sections[plan->section_count];
	*section = (struct plan_section){.target = target, .impl = impl};
	rc = impl_inspect(impl, &section->identity, error, size);
	if (rc)
		return rc;
	if (section->identity.kernel && !strcmp(target, "model")) {
		snprintf(error, size, "implementation %s lives in a kernel: the model has none",
			 section->identity.name);
		return -EINVAL;
	}
	for (size_t i = 0; i < plan->section_count; i++)
		if (!strcmp(plan->sections[i].target, target) &&
		    !strcmp(plan->sections[i].identity.name, section->identity.name)) {
			snprintf(error, size, "two implementations are called %s",
				 section->identity.name);
			return -EEXIST;
		}
	plan->section_count++;
	return 0;
}

/* One run's seed gives each case its own, the same whichever other cases run. */
static uint64_t case_seed(uint64_t seed, const char *id)
{
	uint64_t z = text_hash(TEXT_HASH_START, id) + seed * 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static uint32_t scaled_timeout(const struct test_case *tc, double scale)
{
	double ms = (tc->timeout_ms ? tc->timeout_ms : TIMEOUT_DEFAULT_MS) * scale;

	if (ms < 1)
		return 1;
	return ms > TIMEOUT_MAX_MS ? TIMEOUT_MAX_MS : (uint32_t)ms;
}

/* On the model any topology costs nothing: the first that satisfies the case is taken. */
static void choose_topology(struct plan_item *item, const struct catalog *catalog)
{
	const struct catalog_entry *entry;
	char reason[192] = "";

	if (strcmp(item->section->target, "model"))
		return; /* machines.c */
	entry = catalog_find(catalog, 0, &item->tc->needs, reason, sizeof(reason));
	item->topology = entry ? entry : catalog->entries[0];
	item->topology_differs = item->topology != catalog->entries[0];
	if (!entry)
		snprintf(item->skip, sizeof(item->skip), "%s; no topology has it", reason);
}

/* Asked for by its name, not by a pattern that others match too. */
static bool is_named(const struct plan_item *item, const struct plan_options *options)
{
	if (options->names)
		return true;
	for (char *const *name = options->cases; name && *name; name++)
		if (!strcmp(*name, item->tc->id) || !strcmp(*name, item->name))
			return true;
	return false;
}

/* Where time is real, the rows of a wide family that tell nothing new are left to the model, as are
 * those that need its clock, unless one is asked for by its name. */
static bool row_is_wanted(const struct plan_item *item, const struct plan_options *options)
{
	const struct test_case *tc = item->tc;

	if (options->every_row || !strcmp(item->section->target, "model") || !tc->family ||
	    is_named(item, options))
		return true;
	return !(tc->needs.target_caps & TARGET_VIRTUAL_CLOCK) &&
	       (!tc->family->everywhere || tc->family->everywhere(tc->variant));
}

static bool endurance_is_wanted(const struct plan_item *item, const struct plan_options *options)
{
	return options->endurance || !(item->tc->flags & CASE_ENDURANCE) || is_named(item, options);
}

static void plan_section(struct plan *plan, struct plan_section *section,
			 const struct catalog *catalog, const struct plan_options *options)
{
	uint32_t total;
	const struct test_case *const *all = case_all(&total);

	for (uint32_t i = 0; i < total; i++) {
		struct plan_item *item = &plan->items[plan->count];

		*item = (struct plan_item){.section = section, .tc = all[i]};
		snprintf(item->name, sizeof(item->name), "%s/%s/%s", section->target,
			 section->identity.name, all[i]->id);
		if (!plan_matches(options->cases, all[i]->id, item->name) ||
		    !plan_matches(options->areas, all[i]->area, NULL) ||
		    (options->names && !case_names_have(options->names, item->name)))
			continue;
		if (!plan_applies(all[i], &section->identity)) {
			section->not_applicable++;
			continue;
		}
		if (!row_is_wanted(item, options)) {
			section->rows_left_out++;
			continue;
		}
		if (!endurance_is_wanted(item, options)) {
			section->endurance_left_out++;
			continue;
		}
		item->seed = case_seed(options->seed, all[i]->id);
		item->timeout_ms = scaled_timeout(all[i], options->timeout_scale);
		choose_topology(item, catalog);
		plan->count++;
	}
}

static void hash_plan(struct plan *plan)
{
	plan->hash = TEXT_HASH_START;
	for (size_t i = 0; i < plan->count; i++) {
		plan->hash = text_hash(plan->hash, plan->items[i].name);
		plan->hash = text_hash(plan->hash, plan->items[i].topology->name);
		plan->hash = text_hash_bytes(plan->hash, &plan->items[i].topology->topo.hash,
					     sizeof(plan->items[i].topology->topo.hash));
	}
}

int plan_make(struct plan *plan, const struct catalog *catalog, const struct plan_options *options)
{
	uint32_t total;
	int rc;

	case_all(&total);
	plan->count = 0;
	plan->items = calloc(total * plan->section_count + 1, sizeof(plan->items[0]));
	if (!plan->items)
		return -ENOMEM;
	for (size_t i = 0; i < plan->section_count; i++)
		plan_section(plan, &plan->sections[i], catalog, options);
	plan->own = plan->count;
	machines_choose(plan, catalog);
	rc = machines_order(plan, catalog);
	if (!rc)
		hash_plan(plan);
	return rc;
}

void plan_free(struct plan *plan)
{
	free(plan->items);
	plan->items = NULL;
	plan->count = 0;
}
