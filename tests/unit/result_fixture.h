/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A planned case that never ran, for tests of what is made of it. */
#ifndef RESULT_FIXTURE_H
#define RESULT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "plan/requirements.h"
#include "report/format.h"
#include "report/results.h"
#include "verdict/result.h"

static struct test_case fixture_case = {
	.id = "some-case",
	.area = "control",
	.claim = "Something holds",
	.reqs = "TI-CTL-07",
};

static struct plan_section fixture_section = {
	.target = "model",
	.impl = "user",
	.identity = {.name = "user"},
};

static struct catalog_entry fixture_topology = {.name = "two-ports"};

static struct plan_item fixture_item = {
	.name = "model/user/some-case",
	.section = &fixture_section,
	.tc = &fixture_case,
	.topology = &fixture_topology,
	.timeout_ms = 1000,
};

static inline void fixture_record(struct result *result, const char *text)
{
	struct json_object *record = json_tokener_parse(text);

	assert_non_null(record);
	result_record(result, record);
	json_object_put(record);
}

/* What a format says of it; the caller frees. */
static inline char *fixture_text(const struct result *result, const char *format)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct json_object *object = results_case(result, "--seed 1");

	assert_non_null(out);
	assert_non_null(object);
	format_find(format)->each(out, 7, object);
	json_object_put(object);
	fclose(out);
	assert_int_equal(strlen(text), length);
	return text;
}

static inline char *fixture_tap(const struct result *result)
{
	return fixture_text(result, "tap13");
}

#endif
