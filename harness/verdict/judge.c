// SPDX-License-Identifier: GPL-2.0-or-later
/* What an outcome means to the one who asked: expectations, strictness, profile. */
#include <stdio.h>
#include <string.h>

#include "plan/requirements.h"
#include "verdict/result.h"

static void say(struct result *result, enum outcome outcome, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void say(struct result *result, enum outcome outcome, const char *format, ...)
{
	char text[sizeof(result->reason)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	result->outcome = outcome;
	memcpy(result->reason, text, sizeof(text));
}

static void note(struct result *result, const char *place, const char *word, const char *text)
{
	snprintf(result->expectation, sizeof(result->expectation), "%s: %s: %.200s", place, word,
		 text);
}

/* ---- panics ---- */

/* What Linux says when it gives up for reasons of its own: declared only where the text is. */
static bool last_resort(const char *panic)
{
	static const char *const words[] = {
		"fatal",      "attempted to kill", "not continuing", "hung",     "lockup",
		"deadlocked", "out of memory",     "machine check",  "panic_on", "corrupted",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(panic, words[i]))
			return true;
	return false;
}

static void judge_death(struct result *result, const char *text)
{
	char before[160];

	if (!result->fault) {
		snprintf(before, sizeof(before), "%.*s", (int)sizeof(before) - 1, result->reason);
		say(result, OUTCOME_FAIL, "%s (a panic is declared, but no fault was injected)",
		    before);
	} else if (text && !strstr(result->panic, text)) {
		say(result, OUTCOME_FAIL, "a panic with '%.120s' is declared, the kernel's was: %s",
		    text, result->panic);
	} else if (!text && last_resort(result->panic)) {
		say(result, OUTCOME_FAIL, "no panic that can be meant by --expect panic: %s",
		    result->panic);
	} else {
		say(result, OUTCOME_PASS, "the kernel panicked as declared: %s", result->panic);
		result_note(result, result->reason);
	}
}

static void judge_panic(struct result *result, const struct result_policy *policy)
{
	const struct expectation *row =
		expectations_find(policy->list, EXPECTATION_PANIC, result->item);
	const char *text = row ? row->text : policy->panic_text;

	if ((!row && !policy->expect_panic) || strcmp(result->item->section->target, "qemu"))
		return;
	if (result->outcome == OUTCOME_FAIL && result->death == DEATH_PANIC)
		judge_death(result, text);
	else if (result->outcome == OUTCOME_PASS && (row || result->isolated))
		say(result, OUTCOME_FAIL, "the kernel went on, a panic%s%.120s%s is declared",
		    text ? " with '" : "", text ? text : "", text ? "'" : "");
	else
		return;
	note(result, row ? row->place : "--expect", "panic", text ? text : "");
}

/* ---- known failures ---- */

/* Whether it decided. */
static bool judge_known(struct result *result, const struct expectation *known)
{
	if (result->outcome == OUTCOME_PASS)
		say(result, OUTCOME_FAIL,
		    "stale entry: it passes, but %s says known-fail: correct the list",
		    known->place);
	else if (result->outcome == OUTCOME_FAIL)
		result->outcome = OUTCOME_KNOWN_FAIL;
	else
		return false;
	note(result, known->place, "known-fail", known->text);
	return true;
}

void result_judge(struct result *result, const struct result_policy *policy)
{
	const struct expectation *known =
		expectations_find(policy->list, EXPECTATION_FAILURE, result->item);
	char before[RESULT_TEXT_MAX - 96];

	judge_panic(result, policy);
	if (known && judge_known(result, known))
		return;
	if (result->outcome == OUTCOME_SKIP && policy->strict) {
		snprintf(before, sizeof(before), "%.*s", (int)sizeof(before) - 1, result->reason);
		say(result, OUTCOME_FAIL, "skipped under --strict: %s", before);
	} else if (result->outcome == OUTCOME_FAIL && result->ended) {
		/* A crash or a hang is a failure whatever the claim was worth. */
		result->observation =
			!(requirements_strengths(result->item->tc->reqs) & policy->profile);
	}
}
