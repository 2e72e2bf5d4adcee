// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KCIDB, I/O schema version 5.3: a checkout and a build that the tests refer to, one test a case,
 * and one more for each percentile of a measurement, as a test has one number. No nulls; what the
 * schema has no member for is below "misc".
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "report/format.h"

#define EXCERPT_MAX 16384

struct submission {
	const char *origin;
	char build[256], checkout[256];
	uint64_t hash; /* of this run: part of every test's id */
	const char *started;
	struct json_object *tests;
};

static void add(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

/* MISS: rig or boot failed; ERROR: the case itself broke; DONE: a measurement. */
static const char *status_of(struct json_object *result)
{
	static const char *const table[][2] = {
		{"pass", "PASS"},   {"fail", "FAIL"},       {"skip", "SKIP"},
		{"broken", "MISS"}, {"known-fail", "FAIL"},
	};
	const char *outcome = member_text(result, "outcome");

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i][0], outcome))
			return table[i][1];
	return "ERROR";
}

/* A path is words of [A-Za-z0-9_-], none of them empty, with dots between them. */
static void path_of(struct json_object *result, const char *more, char *out, size_t size)
{
	snprintf(out, size, "isotap.%s.%s.%s%s%s", member_text(result, "target"),
		 member_text(result, "implementation"), member_text(result, "case"),
		 more ? "." : "", more ? more : "");
	for (char *p = out; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.",
			    *p) ||
		    (*p == '.' && (p == out || p[-1] == '.' || !p[1])))
			*p = '_';
}

static struct json_object *test_new(const struct submission *s, struct json_object *result,
				    const char *more)
{
	struct json_object *test = json_object_new_object();
	char id[512], path[384];

	path_of(result, more, path, sizeof(path));
	snprintf(id, sizeof(id), "%s:%016" PRIx64 "-%s", s->origin, s->hash, path);
	add(test, "build_id", s->build);
	add(test, "id", id);
	add(test, "origin", s->origin);
	add(test, "path", path);
	if (*s->started)
		add(test, "start_time", s->started);
	return test;
}

static void add_excerpt(struct json_object *test, struct json_object *result)
{
	static const char *const keys[] = {"evidence", "kernel_log", "notes"};
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return;
	fprintf(out, "%s\n", member_text(result, "reason"));
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		uint32_t count;
		struct json_object *rows = member_array(result, keys[k], &count);

		for (uint32_t i = 0; i < count; i++)
			fprintf(out, "%s\n", member_element(rows, i));
	}
	fclose(out);
	if (length > EXCERPT_MAX)
		text[EXCERPT_MAX] = '\0';
	text_clean_utf8(text, strlen(text));
	add(test, "log_excerpt", text);
	free(text);
}

static struct json_object *misc_of(struct json_object *result)
{
	static const char *const keys[] = {"topology", "seed", "area"};
	struct json_object *misc = json_object_new_object();
	uint32_t count;
	struct json_object *reqs = member_array(result, "requirements", &count);

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		add(misc, keys[k], member_text(result, keys[k]));
	if (reqs)
		json_object_object_add(misc, "requirements", json_object_get(reqs));
	if (!strcmp(member_text(result, "outcome"), "known-fail"))
		add(misc, "known_failure", member_text(result, "reason"));
	if (member_true(result, "observation"))
		json_object_object_add(misc, "observation", json_object_new_boolean(true));
	return misc;
}

static void add_figure(const struct submission *s, struct json_object *result,
		       struct json_object *row, const char *figure)
{
	struct json_object *test, *number;
	char more[160];
	double value;

	if (!member_number(row, figure, &value))
		return;
	snprintf(more, sizeof(more), "%s.%s", member_text(row, "phase"), figure);
	test = test_new(s, result, more);
	number = json_object_new_object();
	json_object_object_add(number, "value", json_object_new_double(value));
	add(number, "unit", member_text(row, "unit"));
	json_object_object_add(test, "number", number);
	add(test, "status", "DONE");
	json_object_array_add(s->tests, test);
}

static void add_tests(const struct submission *s, struct json_object *result)
{
	static const char *const figures[] = {"min", "p50", "p90", "p99", "max"};
	struct json_object *test = test_new(s, result, NULL);
	double seconds = 0;
	uint32_t count;
	struct json_object *rows = member_array(result, "measurements", &count);

	add(test, "status", status_of(result));
	member_number(result, "seconds", &seconds);
	json_object_object_add(test, "duration", json_object_new_double(seconds));
	if (strcmp(member_text(result, "outcome"), "pass"))
		add_excerpt(test, result);
	json_object_object_add(test, "misc", misc_of(result));
	json_object_array_add(s->tests, test);
	for (uint32_t i = 0; i < count; i++)
		for (size_t f = 0; f < sizeof(figures) / sizeof(figures[0]); f++)
			add_figure(s, result, json_object_array_get_idx(rows, i), figures[f]);
}

/* The guest's kernel, "" if none was booted. */
static const char *kernel_of(struct json_object *run)
{
	uint32_t count;
	struct json_object *starts = member_array(run, "starts", &count);

	for (uint32_t i = 0; i < count; i++) {
		struct json_object *start = json_object_array_get_idx(starts, i);
		const char *kernel = member_text(member_object(start, "identity"), "kernel");

		if (*kernel)
			return kernel;
	}
	return "";
}

static struct json_object *one(struct json_object *object)
{
	struct json_object *array = json_object_new_array();

	json_object_array_add(array, object);
	return array;
}

static struct json_object *checkout_of(const struct submission *s, struct json_object *run)
{
	struct json_object *object = json_object_new_object(), *misc = json_object_new_object();

	add(object, "id", s->checkout);
	add(object, "origin", s->origin);
	add(misc, "isotap_revision", member_text(run, "revision"));
	json_object_object_add(object, "misc", misc);
	return object;
}

static struct json_object *build_of(const struct submission *s, struct json_object *run)
{
	struct json_object *object = json_object_new_object();
	const char *kernel = kernel_of(run);

	add(object, "id", s->build);
	add(object, "checkout_id", s->checkout);
	add(object, "origin", s->origin);
	add(object, "architecture", "x86_64");
	if (*kernel)
		add(object, "comment", kernel);
	return object;
}

/* How many bytes of it can be an origin. */
static size_t origin_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

bool format_kcidb_origin(const char *origin)
{
	return *origin && !origin[origin_length(origin)];
}

bool format_kcidb_id(const char *id)
{
	size_t length = origin_length(id);

	return length && id[length] == ':' && !strchr(id, '\n');
}

static bool valid(const char *origin, const char *build_id)
{
	return format_kcidb_origin(origin) && (!build_id || format_kcidb_id(build_id));
}

int format_kcidb(FILE *out, struct json_object *run, const struct format_options *options)
{
	struct submission s = {.origin = options && options->origin ? options->origin : "isotap"};
	struct json_object *top, *version = json_object_new_object();
	uint32_t count;
	struct json_object *cases = member_array(run, "cases", &count);

	if (!valid(s.origin, options ? options->build_id : NULL)) {
		json_object_put(version);
		return -EINVAL;
	}
	s.started = member_text(run, "started");
	s.hash = text_hash(
		text_hash(text_hash(TEXT_HASH_START, s.started), member_text(run, "plan")),
		member_text(run, "revision"));
	if (options && options->build_id)
		snprintf(s.build, sizeof(s.build), "%s", options->build_id);
	else
		snprintf(s.build, sizeof(s.build), "%s:%016" PRIx64, s.origin,
			 text_hash(TEXT_HASH_START, kernel_of(run)));
	snprintf(s.checkout, sizeof(s.checkout), "%s:%016" PRIx64, s.origin,
		 text_hash(TEXT_HASH_START, s.build));
	s.tests = json_object_new_array();
	for (uint32_t i = 0; i < count; i++)
		add_tests(&s, json_object_array_get_idx(cases, i));
	top = json_object_new_object();
	json_object_object_add(version, "major", json_object_new_int(5));
	json_object_object_add(version, "minor", json_object_new_int(3));
	json_object_object_add(top, "version", version);
	json_object_object_add(top, "checkouts", one(checkout_of(&s, run)));
	json_object_object_add(top, "builds", one(build_of(&s, run)));
	json_object_object_add(top, "tests", s.tests);
	fputs(json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY |
							  JSON_C_TO_STRING_NOSLASHESCAPE),
	      out);
	json_object_put(top);
	return fputc('\n', out) == EOF ? -EIO : 0;
}
