// SPDX-License-Identifier: GPL-2.0-or-later
/* Abilities as they are declared. `isotap coverage --run` compares them with what a run did. */
#include "coverage/places.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "plan/needs.h"

static int model_abilities(struct coverage_place *place, const struct catalog *catalog)
{
	struct target_model_config config = {.seed = 1, .trace = true};
	struct target target;
	int rc = target_model_open(&target, &catalog->entries[0]->topo, &config);

	if (rc)
		return rc;
	place->caps = target.caps;
	place->faults = target.faults;
	target.ops->close(&target);
	return 0;
}

int coverage_places(struct coverage_place places[COVERAGE_PLACES], const struct catalog *catalog,
		    char *error, size_t size)
{
	static const char *const names[COVERAGE_PLACES][2] = {
		{"model", "user"}, {"qemu", "kmod"}, {"qemu", "user"}};

	for (int i = 0; i < COVERAGE_PLACES; i++) {
		struct coverage_place *place = &places[i];
		int rc;

		*place = (struct coverage_place){
			.target = names[i][0],
			.impl = names[i][1],
			.caps = TARGET_GUEST_CAPS,
			.faults = TARGET_GUEST_FAULTS,
		};
		rc = impl_inspect(place->impl, &place->identity, error, size);
		if (!rc && !strcmp(place->target, "model")) {
			rc = model_abilities(place, catalog);
			snprintf(error, size, "the model cannot be opened: %s", strerror(-rc));
		}
		if (rc)
			return rc;
	}
	return 0;
}

static void not_said(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	(void)file;
	(void)line;
	(void)text;
}

static bool fits(const struct coverage_place *place, const struct catalog_entry *entry,
		 const struct case_needs *needs)
{
	struct needs_port ports[TOPO_MAX_PORTS];
	struct needs_choice choice;
	char why[256];

	if (strcmp(place->target, "model") &&
	    topo_check_qemu(entry->name, &entry->topo, not_said, NULL))
		return false;
	for (int i = 0; i < entry->topo.port_count; i++)
		ports[i] = needs_declared(&entry->topo.ports[i].ti);
	return !needs_resolve(needs, &entry->topo, ports, &choice, why, sizeof(why));
}

bool coverage_applies(const struct coverage_place *place, const struct catalog *catalog,
		      const struct test_case *tc)
{
	const struct case_needs *needs = &tc->needs;

	if (!plan_applies(tc, &place->identity) ||
	    (needs->target_caps & place->caps) != needs->target_caps ||
	    (needs->faults & place->faults) != needs->faults)
		return false;
	if (strcmp(place->target, "model") && tc->family && tc->family->everywhere &&
	    !tc->family->everywhere(tc->variant))
		return false;
	for (size_t i = 0; i < catalog->count; i++)
		if (fits(place, catalog->entries[i], needs))
			return true;
	return false;
}
