// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From records to a verdict. Records come from a process that the software under test shares: each
 * member is looked at only after its type was, and nothing grows without a bound.
 */
#include "verdict/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "plan/requirements.h"

#define LINE_MAX_BYTES 1024

static const char *const outcome_names[OUTCOME_COUNT] = {
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_SKIP] = "skip",
	[OUTCOME_BROKEN] = "broken",
	[OUTCOME_KNOWN_FAIL] = "known-fail",
};

const char *outcome_name(enum outcome outcome)
{
	return (unsigned int)outcome < OUTCOME_COUNT ? outcome_names[outcome] : "unknown";
}

static void add_line(struct result_lines *lines, const char *text, size_t length)
{
	if (lines->count == RESULT_LINES_MAX) {
		lines->dropped++;
		return;
	}
	lines->lines[lines->count] =
		strndup(text, length < LINE_MAX_BYTES ? length : LINE_MAX_BYTES);
	if (lines->lines[lines->count])
		lines->count++;
}

static void add_text(struct result_lines *lines, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length)
			add_line(lines, text, length);
		text += length + (text[length] == '\n');
	}
}

static void free_lines(struct result_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->lines[i]);
	lines->count = 0;
}

void result_init(struct result *result, const struct plan_item *item)
{
	memset(result, 0, sizeof(*result));
	result->item = item;
	result->outcome = OUTCOME_BROKEN;
}

void result_free(struct result *result)
{
	free(result->rerun);
	free_lines(&result->notes);
	free_lines(&result->klog);
	free_lines(&result->evidence);
	free_lines(&result->kept);
	samples_free(&result->samples);
}

static void take_check(struct result *result, struct json_object *record)
{
	struct result_check *check = &result->check;
	int64_t mask;

	if (check->present)
		return;
	check->present = true;
	snprintf(check->text, sizeof(check->text), "%s", member_text(record, "text"));
	snprintf(check->reg, sizeof(check->reg), "%s", member_text(record, "reg"));
	snprintf(check->port, sizeof(check->port), "%s", member_text(record, "port"));
	check->has_values = member_integer(record, "expected", &check->expected) &&
			    member_integer(record, "seen", &check->seen);
	check->has_mask = member_integer(record, "mask", &mask);
	if (check->has_mask)
		check->mask = (uint32_t)mask;
}

static void take_end(struct result *result, struct json_object *record)
{
	const char *name = member_text(record, "outcome");
	struct json_object *restored;
	int64_t ns;

	for (int i = OUTCOME_PASS; i <= OUTCOME_BROKEN; i++) {
		if (strcmp(outcome_names[i], name))
			continue;
		result->ended_twice = result->ended;
		result->ended = true;
		result->outcome = (enum outcome)i;
	}
	snprintf(result->reason, sizeof(result->reason), "%s", member_text(record, "reason"));
	result->isolated = member_true(record, "isolated");
	if (member_integer(record, "ns", &ns))
		result->clock_ns = (uint64_t)ns;
	if (json_object_object_get_ex(record, "restored", &restored) &&
	    json_object_is_type(restored, json_type_boolean) && !json_object_get_boolean(restored))
		result->needs_restart = true;
}

void result_record(struct result *result, struct json_object *record)
{
	const char *kind = member_text(record, "r");
	double value;

	if (!strcmp(kind, "note")) {
		add_text(&result->notes, member_text(record, "text"));
	} else if (!strcmp(kind, "klog")) {
		add_text(&result->klog, member_text(record, "text"));
	} else if (!strcmp(kind, "sample")) {
		if (member_number(record, "value", &value))
			samples_add(&result->samples, member_text(record, "phase"),
				    member_text(record, "unit"), value);
	} else if (!strcmp(kind, "check")) {
		take_check(result, record);
	} else if (!strcmp(kind, "fault")) {
		result->fault = true;
	} else if (!strcmp(kind, "end")) {
		take_end(result, record);
	}
}

void result_end(struct result *result, const struct rig_result *end)
{
	add_text(&result->evidence, end->evidence);
	add_text(&result->kept, end->kept);
	if (*end->rerun)
		result->rerun = strdup(end->rerun);
	result->death = end->death;
	memcpy(result->panic, end->panic, sizeof(result->panic));
	switch (end->end) {
	case RIG_ENDED:
		if (result->ended_twice) {
			result->outcome = OUTCOME_FAIL;
			snprintf(result->reason, sizeof(result->reason),
				 "more than one end record: the implementation writes into the "
				 "harness's pipe");
		} else if (!result->ended) {
			result->outcome = OUTCOME_BROKEN;
			snprintf(result->reason, sizeof(result->reason),
				 "the rig reports an end without an outcome");
		} else if (*end->late && result->outcome == OUTCOME_PASS) {
			result->outcome = OUTCOME_FAIL;
			snprintf(result->reason, sizeof(result->reason),
				 "unexpected kernel message after its end: %.400s", end->late);
		}
		return;
	case RIG_TIMEOUT:
		result->outcome = OUTCOME_FAIL;
		snprintf(result->reason, sizeof(result->reason),
			 "hung: the watchdog ended it after %u ms", result->item->timeout_ms);
		return;
	case RIG_DIED:
		result->outcome = OUTCOME_FAIL;
		snprintf(result->reason, sizeof(result->reason), "died: %s",
			 result->evidence.count ? result->evidence.lines[0] : "no evidence");
		return;
	default:
		result->outcome = OUTCOME_BROKEN;
		snprintf(result->reason, sizeof(result->reason), "%s",
			 result->evidence.count ? result->evidence.lines[0]
						: "the rig could not run it");
	}
}

void result_note(struct result *result, const char *text)
{
	add_text(&result->notes, text);
}

void result_without_run(struct result *result, enum outcome outcome, const char *reason)
{
	result->outcome = outcome;
	snprintf(result->reason, sizeof(result->reason), "%s", reason);
}
