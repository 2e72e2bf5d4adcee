// SPDX-License-Identifier: GPL-2.0-or-later
/* One boot answers the question and serves the first cases. */
#include "run/software.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/journal.h"

static void on_started(void *ctx, struct json_object *line)
{
	struct software *software = ctx;

	json_object_put(software->started); /* of an attempt that failed */
	software->started = line;
}

static void conclude(struct software *software)
{
	struct json_object *identity = member_object(software->started, "identity");
	const char *found = identity ? member_text(identity, "software") : "";
	const char *kernel = identity ? member_text(identity, "kernel") : "";

	snprintf(software->impl, sizeof(software->impl), "%s", *found ? found : "none");
	if (!identity)
		snprintf(software->text, sizeof(software->text),
			 "the guest does not start: which T&I software its kernel has is unknown");
	else if (!strcmp(software->impl, "none"))
		snprintf(software->text, sizeof(software->text),
			 "there is no T&I software in this kernel (%.64s): only what applies to "
			 "none is run",
			 kernel);
	else
		snprintf(software->text, sizeof(software->text),
			 "the T&I software in this kernel (%.64s) is %s", kernel, software->impl);
}

void software_find(struct software *software, const struct controller_config *config,
		   const struct plan *plan)
{
	struct controller_config asking = *config;
	struct lane lane = {
		.config = &asking,
		.progress = &software->progress,
		.sink = {.started = on_started, .ctx = software},
	};
	size_t i = 0;

	memset(software, 0, sizeof(*software));
	asking.plan = plan;
	progress_init(&software->progress);
	while (i < plan->count && *plan->items[i].skip)
		i++;
	if (i < plan->count)
		lane_prepare(&lane, &plan->items[i]);
	software->rig = lane.current;
	conclude(software);
	progress_line(&software->progress, "%s", software->text);
}

static bool listed(char *const *impls, const char *name)
{
	for (; *impls; impls++)
		if (!strcmp(*impls, name))
			return true;
	return false;
}

int software_recall(struct software *software, struct json_object *header, char *const *impls)
{
	struct json_object *sections = NULL;

	memset(software, 0, sizeof(*software));
	snprintf(software->text, sizeof(software->text), "%s", member_text(header, "software"));
	json_object_object_get_ex(header, "sections", &sections);
	if (!json_object_is_type(sections, json_type_array))
		return -ENOENT;
	for (size_t i = 0; i < json_object_array_length(sections); i++) {
		struct json_object *section = json_object_array_get_idx(sections, i);
		const char *impl = member_text(section, "impl");

		if (strcmp(member_text(section, "target"), "qemu") || listed(impls, impl))
			continue;
		snprintf(software->impl, sizeof(software->impl), "%s", impl);
		return 0;
	}
	return -ENOENT;
}

/* The case for which that rig would have been started. */
static const struct plan_item *first_served(const struct plan *plan, const struct lane_rig *rig)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->items[i].topology == rig->topology && !plan->items[i].elsewhere &&
		    !*plan->items[i].skip &&
		    !strcmp(plan->items[i].section->target, rig->ops->target))
			return &plan->items[i];
	return &plan->items[0];
}

void software_hand_over(struct software *software, struct lane *lane, const struct plan_item *first)
{
	if (!software || !software->started)
		return;
	lane->current = software->rig;
	journal_number(software->started, lane->config->plan,
		       first ? first : first_served(lane->config->plan, &software->rig));
	lane->sink.started(lane->sink.ctx, software->started);
	software->started = NULL;
	software->rig.rig = NULL;
}

bool software_serves(const struct software *software, const struct plan_item *item)
{
	return software && software->rig.rig && software->rig.ops->disown &&
	       software->rig.topology == item->topology &&
	       !strcmp(software->rig.ops->target, item->section->target);
}

void software_disown(struct software *software)
{
	software->rig.ops->disown(software->rig.rig);
	software->rig.rig = NULL;
	json_object_put(software->started);
	software->started = NULL;
}

void software_free(struct software *software)
{
	if (software->rig.rig)
		software->rig.ops->stop(software->rig.rig);
	json_object_put(software->started);
	memset(software, 0, sizeof(*software));
}
