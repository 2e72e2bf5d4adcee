// SPDX-License-Identifier: GPL-2.0-or-later
/* Records over a hostile stream. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "journal/record.h"

struct seen {
	int count;
	char last[256];
};

static void on_record(void *ctx, struct json_object *record)
{
	struct seen *seen = ctx;

	seen->count++;
	strncpy(seen->last, json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN),
		sizeof(seen->last) - 1);
}

static uint64_t feed(const char *bytes, size_t count, size_t step, struct seen *seen)
{
	struct record_parser *parser = record_parser_new(on_record, seen);
	uint64_t errors;

	assert_non_null(parser);
	for (size_t at = 0; at < count; at += step)
		record_parser_feed(parser, bytes + at, count - at < step ? count - at : step);
	errors = record_parser_errors(parser);
	record_parser_free(parser);
	return errors;
}

static void pieces_make_lines(void **s)
{
	static const char text[] = "{\"r\":\"note\",\"text\":\"a\"}\n{\"r\":\"end\"}\n{\"r\":\"no";

	(void)s;
	for (size_t step = 1; step < sizeof(text); step++) {
		struct seen seen = {0};

		assert_int_equal(feed(text, sizeof(text) - 1, step, &seen), 0);
		assert_int_equal(seen.count, 2);
		assert_string_equal(seen.last, "{\"r\":\"end\"}");
	}
}

static void malformed_is_counted(void **s)
{
	static const char *const bad[] = {
		"\n",
		"x\n",
		"[]\n",
		"null\n",
		"{}\n",
		"{\"r\":1}\n",
		"{\"r\":\"unknown\"}\n",
		"{\"r\":\"note\"} trailing\n",
		"{\"r\":\"note\"}{\"r\":\"note\"}\n",
		"{'r':'note'}\n",
		"{\"r\":\"note\",\"text\":\"\xff\"}\n",
		"{\"r\":\"note\",\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}\n",
	};

	(void)s;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct seen seen = {0};
		char text[256];

		snprintf(text, sizeof(text), "%s{\"r\":\"end\"}\n", bad[i]);
		assert_int_equal(feed(text, strlen(text), 1000, &seen), 1);
		assert_int_equal(seen.count, 1);
	}
}

static void nul_is_malformed(void **s)
{
	static const char text[] = "{\"r\":\"note\"}\0\n{\"r\":\"end\"}\n";
	struct seen seen = {0};

	(void)s;
	assert_int_equal(feed(text, sizeof(text) - 1, 1000, &seen), 1);
	assert_int_equal(seen.count, 1);
}

static void overlong_is_one_error(void **s)
{
	size_t size = 3 * RECORD_LINE_MAX;
	char *text = malloc(size);
	static const char end[] = "\n{\"r\":\"end\"}\n";
	struct seen seen = {0};

	(void)s;
	memset(text, ' ', size);
	memcpy(text + size - strlen(end), end, strlen(end));
	assert_int_equal(feed(text, size, 777, &seen), 1);
	assert_int_equal(seen.count, 1);
	free(text);
}

static void what_is_sent_is_read(void **s)
{
	struct seen seen = {0};
	struct json_object *record = json_object_new_object();
	struct recorder *rec;
	char bytes[1024], big[RECORD_LINE_MAX + 1];
	int fds[2];
	ssize_t n;

	(void)s;
	assert_int_equal(pipe(fds), 0);
	rec = recorder_open(fds[1]);
	json_object_object_add(record, "r", json_object_new_string("note"));
	json_object_object_add(record, "text", json_object_new_string("a\nb\xff/"));
	assert_int_equal(recorder_send(rec, record), 0);
	n = read(fds[0], bytes, sizeof(bytes));
	assert_true(n > 0);
	assert_int_equal(feed(bytes, (size_t)n, 3, &seen), 0);
	assert_string_equal(seen.last, "{\"r\":\"note\",\"text\":\"a\\nb?\\/\"}");
	record = json_object_new_object();
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	json_object_object_add(record, "r", json_object_new_string(big));
	assert_true(recorder_send(rec, record) < 0);
	recorder_close(rec);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_make_lines),    cmocka_unit_test(malformed_is_counted),
		cmocka_unit_test(nul_is_malformed),     cmocka_unit_test(overlong_is_one_error),
		cmocka_unit_test(what_is_sent_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
