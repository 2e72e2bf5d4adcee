// SPDX-License-Identifier: GPL-2.0-or-later
/* Judges one mutant. A case that fails for another reason than the defect proves nothing about
 * the suite: tomorrow it is corrected, and nobody sees the defect any more. */
#include "mutants/judge.h"

#include <string.h>

#include "plan/requirements.h"

struct search {
	const char *reqs;
	bool found;
};

static void look_for(void *ctx, const char *id, const struct requirement *req)
{
	struct search *search = ctx;
	size_t length = strlen(id);

	(void)req;
	for (const char *p = search->reqs; p && (p = strstr(p, id)); p += length)
		if ((p == search->reqs || p[-1] == ' ') && (p[length] == ' ' || !p[length]))
			search->found = true;
}

bool mutant_concerns(const struct mutant *mutant, const struct test_case *tc)
{
	struct search search = {tc->reqs, false};

	requirements_each(mutant->reqs, look_for, &search);
	return search.found;
}

bool mutant_case_counts(const struct test_case *tc)
{
	return !(tc->flags & CASE_ENDURANCE);
}

static bool ended(const struct mutant_outcomes *outcomes, uint32_t slot, enum outcome outcome)
{
	return outcomes->slots[slot].known && outcomes->slots[slot].outcome == outcome;
}

/* The first case of that outcome among those that concern the mutant, or that do not. */
static uint32_t first(const struct mutant *mutant, const struct mutant_outcomes *got,
		      const struct mutant_outcomes *reference, enum outcome outcome, bool related)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	for (uint32_t i = 0; i < count; i++)
		if (ended(got, i, outcome) && mutant_concerns(mutant, all[i]) == related &&
		    (!related || ended(reference, i, OUTCOME_PASS)))
			return i;
	return UINT32_MAX;
}

struct mutant_judgement mutant_judge(const struct mutant *mutant, const struct mutant_outcomes *got,
				     const struct mutant_outcomes *reference)
{
	struct mutant_judgement j = {MUTANT_KILLED, UINT32_MAX, 0};
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	for (uint32_t i = 0; i < count; i++)
		if (mutant_concerns(mutant, all[i]) && got->slots[i].known &&
		    ended(reference, i, OUTCOME_PASS))
			j.related++;
	j.by = first(mutant, got, reference, OUTCOME_FAIL, true);
	if (j.by != UINT32_MAX)
		return j;
	if (!j.related) {
		j.verdict = MUTANT_NO_CASE;
		return j;
	}
	j.verdict = MUTANT_NO_VERDICT;
	j.by = first(mutant, got, reference, OUTCOME_BROKEN, true);
	if (j.by != UINT32_MAX)
		return j;
	j.verdict = MUTANT_UNRELATED;
	j.by = first(mutant, got, reference, OUTCOME_FAIL, false);
	if (j.by == UINT32_MAX)
		j.verdict = MUTANT_SURVIVED;
	return j;
}
