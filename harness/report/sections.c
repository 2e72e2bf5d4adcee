// SPDX-License-Identifier: GPL-2.0-or-later
/* Headers and sums of sections. */
#include "report/sections.h"

#include <string.h>

void sections_init(struct sections *sections, const struct plan *plan)
{
	memset(sections, 0, sizeof(*sections));
	sections->plan = plan;
	for (size_t i = 0; i < plan->count; i++)
		if (!plan->items[i].elsewhere)
			sections->of[plan->items[i].section - plan->sections].left++;
}

void sections_begin(struct sections *sections, const struct plan_item *item,
		    struct streams *streams)
{
	const struct plan_section *section = item->section;
	size_t index = (size_t)(section - sections->plan->sections);

	if (sections->of[index].begun)
		return;
	sections->of[index].begun = true;
	streams_comment(streams, "%s/%s: implementation %s, topology %s", section->target,
			section->identity.name, section->identity.version, item->topology->name);
	if (section->not_applicable)
		streams_comment(streams, "%s/%s: %u cases not applicable to this implementation",
				section->target, section->identity.name, section->not_applicable);
	if (section->rows_left_out)
		streams_comment(streams,
				"%s/%s: %u rows of case families left to the model (--every-row)",
				section->target, section->identity.name, section->rows_left_out);
	if (section->endurance_left_out)
		streams_comment(streams, "%s/%s: %u endurance cases left out (--endurance)",
				section->target, section->identity.name,
				section->endurance_left_out);
}

void sections_end(struct sections *sections, const struct result *result, double seconds,
		  struct progress *progress)
{
	const struct plan_section *section = result->item->section;
	size_t index = (size_t)(section - sections->plan->sections);
	const uint32_t *n = sections->of[index].counts;

	if (result->observation)
		sections->of[index].observations++;
	else
		sections->of[index].counts[result->outcome]++;
	sections->of[index].seconds += seconds;
	if (--sections->of[index].left)
		return;
	progress_line(progress,
		      "%s/%s: %u passed, %u failed, %u skipped, %u broken, %u known failures, %u "
		      "observations; %.1f s",
		      section->target, section->identity.name, n[OUTCOME_PASS], n[OUTCOME_FAIL],
		      n[OUTCOME_SKIP], n[OUTCOME_BROKEN], n[OUTCOME_KNOWN_FAIL],
		      sections->of[index].observations, sections->of[index].seconds);
}
