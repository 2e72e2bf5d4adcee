// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Results to JSON and back. Texts may be of a guest: what is no well-formed UTF-8 is kept as
 * {"hex":...}, as JSON cannot hold it otherwise.
 */
#include "verdict/result_json.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "journal/journal.h"

#define VALUES_MAX 512 /* samples of one line */

/* ---- texts ---- */

static bool well_formed(const char *text, size_t length)
{
	char *clean = strndup(text, length);
	bool same;

	if (!clean)
		return false;
	text_clean_utf8(clean, length);
	same = !memcmp(clean, text, length);
	free(clean);
	return same;
}

static struct json_object *text_json(const char *text)
{
	size_t length = strlen(text);
	struct json_object *object;
	char *hex;

	if (well_formed(text, length))
		return json_object_new_string_len(text, (int)length);
	object = json_object_new_object();
	hex = malloc(2 * length + 1);
	for (size_t i = 0; hex && i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", (unsigned char)text[i]);
	json_object_object_add(object, "hex", json_object_new_string(hex ? hex : ""));
	free(hex);
	return object;
}

static void unhex(const char *hex, char *out, size_t size)
{
	size_t n = 0;
	unsigned int byte;

	while (n + 1 < size && isxdigit((unsigned char)hex[0]) && isxdigit((unsigned char)hex[1])) {
		sscanf(hex, "%2x", &byte);
		out[n++] = (char)byte;
		hex += 2;
	}
	out[n] = '\0';
}

/* What is no text is "". */
static void json_text(struct json_object *value, char *out, size_t size)
{
	if (json_object_is_type(value, json_type_string))
		snprintf(out, size, "%s", json_object_get_string(value));
	else
		unhex(member_text(value, "hex"), out, size);
}

static void add(struct json_object *object, const char *key, const char *text)
{
	if (*text)
		json_object_object_add(object, key, text_json(text));
}

static void get(struct json_object *object, const char *key, char *out, size_t size)
{
	json_text(json_object_object_get(object, key), out, size);
}

static void add_bool(struct json_object *object, const char *key, bool value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_boolean(true));
}

/* ---- lines and the check ---- */

static void add_lines(struct json_object *object, const char *key, const struct result_lines *lines)
{
	struct json_object *row, *array;

	if (!lines->count && !lines->dropped)
		return;
	row = json_object_new_object();
	array = json_object_new_array();
	for (size_t i = 0; i < lines->count; i++)
		json_object_array_add(array, text_json(lines->lines[i]));
	json_object_object_add(row, "lines", array);
	if (lines->dropped)
		json_object_object_add(row, "dropped",
				       json_object_new_int64((int64_t)lines->dropped));
	json_object_object_add(object, key, row);
}

static void get_lines(struct json_object *object, const char *key, struct result_lines *lines)
{
	struct json_object *row = member_object(object, key), *array;
	uint32_t count;
	int64_t dropped;
	char text[2048];

	array = member_array(row, "lines", &count);
	for (uint32_t i = 0; i < count && lines->count < RESULT_LINES_MAX; i++) {
		json_text(json_object_array_get_idx(array, i), text, sizeof(text));
		lines->lines[lines->count] = strdup(text);
		if (lines->lines[lines->count])
			lines->count++;
	}
	if (member_integer(row, "dropped", &dropped))
		lines->dropped = (uint64_t)dropped;
}

static void add_check(struct json_object *object, const struct result_check *check)
{
	struct json_object *row;

	if (!check->present)
		return;
	row = json_object_new_object();
	add(row, "text", check->text);
	add(row, "reg", check->reg);
	add(row, "port", check->port);
	if (check->has_values) {
		json_object_object_add(row, "expected", json_object_new_int64(check->expected));
		json_object_object_add(row, "seen", json_object_new_int64(check->seen));
	}
	if (check->has_mask)
		json_object_object_add(row, "mask", json_object_new_int64(check->mask));
	json_object_object_add(object, "check", row);
}

static void get_check(struct json_object *object, struct result_check *check)
{
	struct json_object *row = member_object(object, "check");
	int64_t mask;

	if (!row)
		return;
	check->present = true;
	get(row, "text", check->text, sizeof(check->text));
	get(row, "reg", check->reg, sizeof(check->reg));
	get(row, "port", check->port, sizeof(check->port));
	check->has_values = member_integer(row, "expected", &check->expected) &&
			    member_integer(row, "seen", &check->seen);
	check->has_mask = member_integer(row, "mask", &mask);
	if (check->has_mask)
		check->mask = (uint32_t)mask;
}

/* ---- the whole ---- */

void result_to_json(const struct result *result, struct json_object *line)
{
	json_object_object_add(line, "outcome",
			       json_object_new_string(outcome_name(result->outcome)));
	json_object_object_add(line, "reason", text_json(result->reason));
	json_object_object_add(line, "observation", json_object_new_boolean(result->observation));
	json_object_object_add(line, "seconds", json_object_new_double(result->wall_seconds));
	json_object_object_add(line, "reboot_seconds",
			       json_object_new_double(result->reboot_seconds));
	json_object_object_add(line, "clock_ns", json_object_new_uint64(result->clock_ns));
	add_check(line, &result->check);
	add_lines(line, "notes", &result->notes);
	add_lines(line, "kernel_log", &result->klog);
	add_lines(line, "evidence", &result->evidence);
	add_lines(line, "kept", &result->kept);
	add(line, "expectation", result->expectation);
	if (result->rerun)
		add(line, "rerun", result->rerun);
	if (result->death != DEATH_NONE)
		add(line, "death", rig_death_name(result->death));
	add(line, "panic", result->panic);
	add_bool(line, "fault", result->fault);
	add_bool(line, "isolated", result->isolated);
	add_bool(line, "ended", result->ended);
	add_bool(line, "ended_twice", result->ended_twice);
	add_bool(line, "needs_restart", result->needs_restart);
	add_bool(line, "interrupted", result->interrupted);
	if (result->samples.refused)
		json_object_object_add(line, "samples_refused",
				       json_object_new_int64((int64_t)result->samples.refused));
}

static enum rig_death death_named(const char *name)
{
	for (int i = 0; i < DEATH_COUNT; i++)
		if (!strcmp(rig_death_name((enum rig_death)i), name))
			return (enum rig_death)i;
	return DEATH_NONE;
}

static int outcome_named(const char *name)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (!strcmp(outcome_name((enum outcome)i), name))
			return i;
	return -EINVAL;
}

int result_from_json(struct result *result, struct json_object *line)
{
	int outcome = outcome_named(member_text(line, "outcome"));
	char rerun[RIG_RERUN_MAX];
	int64_t number;

	if (outcome < 0 || !member_number(line, "seconds", &result->wall_seconds))
		return -EINVAL;
	result->outcome = (enum outcome)outcome;
	get(line, "reason", result->reason, sizeof(result->reason));
	result->observation = member_true(line, "observation");
	member_number(line, "reboot_seconds", &result->reboot_seconds);
	if (member_integer(line, "clock_ns", &number))
		result->clock_ns = (uint64_t)number;
	get_check(line, &result->check);
	get_lines(line, "notes", &result->notes);
	get_lines(line, "kernel_log", &result->klog);
	get_lines(line, "evidence", &result->evidence);
	get_lines(line, "kept", &result->kept);
	get(line, "expectation", result->expectation, sizeof(result->expectation));
	get(line, "rerun", rerun, sizeof(rerun));
	free(result->rerun);
	result->rerun = *rerun ? strdup(rerun) : NULL;
	result->death = death_named(member_text(line, "death"));
	get(line, "panic", result->panic, sizeof(result->panic));
	result->fault = member_true(line, "fault");
	result->isolated = member_true(line, "isolated");
	result->ended = member_true(line, "ended");
	result->ended_twice = member_true(line, "ended_twice");
	result->needs_restart = member_true(line, "needs_restart");
	result->interrupted = member_true(line, "interrupted");
	if (member_integer(line, "samples_refused", &number))
		result->samples.refused = (uint64_t)number;
	return 0;
}

/* ---- samples ---- */

static struct json_object *samples_line(const struct samples_phase *phase, size_t from)
{
	struct json_object *line = journal_line("samples"), *values = json_object_new_array();

	json_object_object_add(line, "phase", text_json(phase->name));
	json_object_object_add(line, "unit", text_json(phase->unit));
	for (size_t i = from; i < phase->count && i < from + VALUES_MAX; i++)
		json_object_array_add(values, json_object_new_double(phase->values[i]));
	json_object_object_add(line, "values", values);
	return line;
}

void result_samples_each(const struct result *result,
			 void (*fn)(void *ctx, struct json_object *line), void *ctx)
{
	for (size_t i = 0; i < result->samples.phase_count; i++) {
		const struct samples_phase *phase = &result->samples.phases[i];

		for (size_t from = 0; from < phase->count; from += VALUES_MAX)
			fn(ctx, samples_line(phase, from));
	}
}

int result_samples_from_json(struct result *result, struct json_object *line)
{
	char phase[SAMPLES_NAME_MAX], unit[16];
	uint32_t count;
	struct json_object *values = member_array(line, "values", &count);

	get(line, "phase", phase, sizeof(phase));
	get(line, "unit", unit, sizeof(unit));
	if (!values)
		return -EINVAL;
	for (uint32_t i = 0; i < count; i++) {
		struct json_object *value = json_object_array_get_idx(values, i);

		if (!json_object_is_type(value, json_type_double) &&
		    !json_object_is_type(value, json_type_int))
			return -EINVAL;
		if (samples_add(&result->samples, phase, unit, json_object_get_double(value)))
			return -EINVAL;
	}
	return 0;
}
