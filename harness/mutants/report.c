// SPDX-License-Identifier: GPL-2.0-or-later
/* One TAP line a mutant: which case told it from its reference, and why. */
#include "mutants/report.h"

#include <string.h>

#include "base/text.h"
#include "run/controller.h"

struct tally {
	unsigned int number, failed, broken;
};

static const char *case_id(uint32_t slot)
{
	uint32_t count;

	return case_all(&count)[slot]->id;
}

static void begin(FILE *out, struct tally *tally, bool ok, const struct mutant_subject *s)
{
	fprintf(out, "%s %u %s/", ok ? "ok" : "not ok", ++tally->number, s->target);
	text_plain(out, s->mutant ? s->mutant->name : s->impl_name, true);
	fprintf(out, " (%s): ", s->mutant ? mutant_base_name(s->mutant->base) : "reference");
}

static void end(FILE *out, const char *text)
{
	text_plain(out, text, true);
	fputc('\n', out);
}

/* The first case that a reference did not pass although it ran. */
static uint32_t first_failure(const struct mutant_subject *s, uint32_t *passed)
{
	uint32_t first = UINT32_MAX;

	*passed = 0;
	for (uint32_t i = 0; i < s->outcomes.count; i++) {
		const struct mutant_outcome *o = &s->outcomes.slots[i];

		if (!o->known || o->outcome == OUTCOME_SKIP)
			continue;
		if (o->outcome == OUTCOME_PASS)
			++*passed;
		else if (first == UINT32_MAX)
			first = i;
	}
	return first;
}

static void report_reference(FILE *out, struct tally *tally, const struct mutant_subject *s)
{
	uint32_t passed, bad = first_failure(s, &passed);
	char text[1024];

	begin(out, tally, !*s->error && bad == UINT32_MAX && passed, s);
	if (*s->error) {
		tally->broken++;
		snprintf(text, sizeof(text), "no results: %s", s->error);
	} else if (bad != UINT32_MAX) {
		const struct mutant_outcome *o = &s->outcomes.slots[bad];

		*(o->outcome == OUTCOME_BROKEN ? &tally->broken : &tally->failed) += 1;
		snprintf(text, sizeof(text), "%s by %s: %s",
			 o->outcome == OUTCOME_BROKEN ? "no verdict" : "fails", case_id(bad),
			 o->reason);
	} else {
		tally->failed += !passed;
		snprintf(text, sizeof(text), "passes the %u cases that its mutants are shown",
			 passed);
	}
	end(out, text);
}

static void say(const struct mutant_subject *s, char *text, size_t size)
{
	const struct mutant_judgement *j = &s->judgement;
	const char *id = j->by == UINT32_MAX ? "" : case_id(j->by);
	const char *reason = j->by == UINT32_MAX ? "" : s->outcomes.slots[j->by].reason;

	switch (j->verdict) {
	case MUTANT_KILLED:
		snprintf(text, size, "killed by %s: %s", id, reason);
		break;
	case MUTANT_NO_CASE:
		snprintf(text, size, "no case that names %s ran here and passes the reference",
			 s->mutant->reqs);
		break;
	case MUTANT_NO_VERDICT:
		snprintf(text, size, "no verdict: %s was broken: %s", id, reason);
		break;
	case MUTANT_UNRELATED:
		snprintf(text, size,
			 "noticed only by an unrelated case, %s (%s); %u cases name %s and pass",
			 id, reason, j->related, s->mutant->reqs);
		break;
	default:
		snprintf(text, size, "survived all cases; %u of them name %s", j->related,
			 s->mutant->reqs);
	}
}

static void report_mutant(FILE *out, struct tally *tally, const struct mutant_subject *s)
{
	bool killed = s->judgement.verdict == MUTANT_KILLED;
	char text[1024];

	begin(out, tally, killed, s);
	if (*s->error && !killed) {
		tally->broken++;
		snprintf(text, sizeof(text), "no results: %s", s->error);
	} else {
		if (s->judgement.verdict == MUTANT_NO_VERDICT)
			tally->broken++;
		else
			tally->failed += !killed;
		say(s, text, sizeof(text));
	}
	end(out, text);
	if (killed)
		return;
	fputs("# its defect: ", out);
	text_plain(out, s->mutant->defect, false);
	fputc('\n', out);
}

int mutant_report_tap(FILE *out, const struct mutant_campaign *campaign)
{
	struct tally tally = {0};
	size_t mutants = 0;

	fprintf(out, "TAP version 13\n1..%zu\n", campaign->count);
	for (size_t i = 0; i < campaign->count; i++) {
		const struct mutant_subject *s = &campaign->subjects[i];

		if (s->mutant)
			report_mutant(out, &tally, s);
		else
			report_reference(out, &tally, s);
		mutants += s->mutant != NULL;
	}
	fprintf(out, "# %zu mutants and %zu references: %u not told, %u without a verdict\n",
		mutants, campaign->count - mutants, tally.failed, tally.broken);
	if (tally.failed)
		return 1;
	return tally.broken ? EXIT_RIG_BROKEN : 0;
}
