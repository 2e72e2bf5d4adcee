// SPDX-License-Identifier: GPL-2.0-or-later
/* Journals read back: what is whole counts, what is torn is left, what does not fit is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "journal/journal.h"
#include "journal/replay.h"
#include "verdict/result_json.h"

static const struct test_case tc = {.id = "c", .area = "a", .claim = "x"};
static const struct plan_section section = {.target = "model", .impl = "user"};
static struct plan_item items[] = {
	{.name = "model/user/a", .section = &section, .tc = &tc},
	{.name = "model/user/b", .section = &section, .tc = &tc},
};
static const struct plan plan = {.items = items, .count = 2, .own = 2};
static struct replay replay;
static char error[512];

#define PLAN                                                                                       \
	"{\"j\":\"plan\",\"n\":1,\"name\":\"model/user/"                                           \
	"a\"}\n{\"j\":\"plan\",\"n\":2,\"name\":\"model/user/b\"}\n"
#define BEGIN(n) "{\"j\":\"begin\",\"n\":" #n "}\n"
#define END(n) "{\"j\":\"end\",\"n\":" #n ",\"outcome\":\"pass\",\"reason\":\"\",\"seconds\":1.0}\n"

static int begin(void **s)
{
	(void)s;
	return replay_init(&replay, &plan);
}

static int end(void **s)
{
	(void)s;
	replay_free(&replay);
	return 0;
}

static int feed(const char *text, size_t step, size_t *good)
{
	struct journal_reader *reader = journal_reader_new("J", replay_line, &replay);
	size_t count = strlen(text);
	int rc = 0;

	error[0] = '\0';
	for (size_t at = 0; !rc && at < count; at += step)
		rc = journal_reader_feed(reader, text + at, count - at < step ? count - at : step,
					 error, sizeof(error));
	if (good)
		*good = journal_reader_good(reader);
	journal_reader_free(reader);
	return rc;
}

static void whole_lines_count(void **s)
{
	static const char text[] = PLAN BEGIN(1) END(1) BEGIN(2) END(2);
	size_t first = strlen(PLAN BEGIN(1) END(1)), good;

	(void)s;
	for (size_t cut = first; cut < sizeof(text); cut++) {
		char *part = strndup(text, cut);

		replay_free(&replay);
		assert_int_equal(replay_init(&replay, &plan), 0);
		assert_int_equal(feed(part, 1 + cut % 7, &good), 0);
		assert_true(good <= cut && (!good || text[good - 1] == '\n'));
		assert_int_equal(replay.named, 2);
		assert_true(replay.cases[0].ended);
		assert_int_equal(replay.cases[1].ended, cut == sizeof(text) - 1);
		free(part);
	}
}

static void a_bad_last_line_is_torn(void **s)
{
	size_t good;

	(void)s;
	assert_int_equal(feed(PLAN BEGIN(1) "{\"j\":\"e\nd", 100, &good), 0);
	assert_int_equal(good, strlen(PLAN BEGIN(1)));
}

static void refused(const char *text, const char *why)
{
	replay_free(&replay);
	assert_int_equal(replay_init(&replay, &plan), 0);
	assert_true(feed(text, 1000, NULL) < 0);
	if (!strstr(error, why))
		fail_msg("'%s', expected '%s'", error, why);
}

static void what_does_not_fit(void **s)
{
	(void)s;
	refused(PLAN "garbage\n" BEGIN(1), "J:3: no line of a journal");
	refused(PLAN "[]\n" BEGIN(1), "J:3: no line of a journal");
	refused(PLAN END(3), "J:3: 'end' of no case, expected \"n\" from 1 to 2");
	refused(PLAN END(0), "'end' of no case");
	refused(PLAN END(-1), "'end' of no case");
	refused(PLAN END(1) END(1), "J:4: 'end' of case 1, which has ended already");
	refused(PLAN END(1) BEGIN(1), "'begin' of case 1, which has ended already");
	refused("{\"j\":\"plan\",\"n\":1,\"name\":\"model/user/z\"}\n",
		"case 1 is 'model/user/z', expected model/user/a");
	refused("{\"j\":\"plan\",\"n\":2,\"name\":\"model/user/b\"}\n", "case 2");
	refused(PLAN "{\"j\":\"end\",\"n\":1}\n", "members missing");
	refused(PLAN "{\"j\":\"end\",\"n\":1,\"outcome\":\"fine\",\"seconds\":1}\n",
		"members missing");
	refused(PLAN
		"{\"j\":\"samples\",\"n\":1,\"phase\":\"p\",\"unit\":\"u\",\"values\":[\"x\"]}\n",
		"members missing");
	refused(PLAN "{\"j\":\"other\"}\n", "unknown kind 'other'");
}

static void a_resumed_attempt_is_void(void **s)
{
	(void)s;
	assert_int_equal(
		feed(PLAN BEGIN(1) "{\"j\":\"samples\",\"n\":1,\"phase\":\"p\",\"unit\":\"u\","
				   "\"values\":[1]}\n{\"j\":\"resume\"}\n" BEGIN(1) END(1),
		     1000, NULL),
		0);
	assert_true(replay.cases[0].ended);
	assert_int_equal(replay.cases[0].result->samples.total, 0);
}

static void parts_join(void **s)
{
	struct replay other;
	size_t index = 9;

	(void)s;
	assert_int_equal(feed(PLAN END(1), 1000, NULL), 0);
	other = replay;
	assert_int_equal(replay_init(&replay, &plan), 0);
	assert_int_equal(feed(PLAN END(2), 1000, NULL), 0);
	assert_int_equal(replay_join(&replay, &other, &index), 0);
	assert_int_equal(replay.ended, 2);
	replay_free(&other);
	other = replay;
	assert_int_equal(replay_init(&replay, &plan), 0);
	assert_int_equal(feed(PLAN END(2), 1000, NULL), 0);
	assert_true(replay_join(&replay, &other, &index) < 0);
	assert_int_equal(index, 1);
	replay_free(&other);
}

/* Everything that a result has, bytes that are no UTF-8 included. */
static void results_survive(void **s)
{
	struct result *result = replay_begin(&replay, 0), *again = replay_begin(&replay, 1);
	struct json_object *line = journal_line("end"), *other = journal_line("end");

	(void)s;
	result->outcome = OUTCOME_FAIL;
	result->observation = result->ended = result->needs_restart = result->fault = true;
	result->death = DEATH_PANIC;
	strcpy(result->reason, "no \xff UTF-8 \x01");
	strcpy(result->panic, "panic");
	strcpy(result->expectation, "place");
	result->check = (struct result_check){.present = true,
					      .has_values = true,
					      .has_mask = true,
					      .text = "t",
					      .reg = "r",
					      .port = "p",
					      .expected = -1,
					      .seen = INT64_MAX,
					      .mask = UINT32_MAX};
	result_note(result, "one");
	result->evidence.lines[result->evidence.count++] = strdup("\x80");
	result->evidence.dropped = 3;
	result->clock_ns = UINT64_MAX;
	result->wall_seconds = 0.1;
	result->rerun = strdup("--schedule 7");
	result_to_json(result, line);
	assert_int_equal(result_from_json(again, line), 0);
	result_to_json(again, other);
	assert_string_equal(json_object_to_json_string(line), json_object_to_json_string(other));
	assert_string_equal(again->reason, result->reason);
	assert_string_equal(again->evidence.lines[0], "\x80");
	assert_true(again->clock_ns == UINT64_MAX);
	json_object_put(line);
	json_object_put(other);
}

static int ignore(void *ctx, struct json_object *line, char *text, size_t size)
{
	(void)line;
	(void)text;
	(void)size;
	++*(int *)ctx;
	return 0;
}

/* On a file: hidden until published, locked against other processes, cut where it is torn. */
static void files(void **s)
{
	char folder[] = "/tmp/isotap-journal-XXXXXX", path[64];
	struct journal *journal;
	int lines = 0, status;
	FILE *f;

	(void)s;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/j", folder);
	journal = journal_create(path);
	assert_non_null(journal);
	assert_int_equal(journal_write(journal, journal_line("run"), true), 0);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(journal_publish(journal), 0);
	assert_int_equal(access(path, F_OK), 0);
	if (!fork())
		_exit(journal_open(path, false) || journal_open(path, true) ? 1 : 0);
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	journal_close(journal);
	f = fopen(path, "a");
	fputs("{\"j\":\"to", f);
	fclose(f);
	journal = journal_open(path, false);
	assert_int_equal(journal_read(journal, ignore, &lines, error, sizeof(error)), 0);
	assert_int_equal(lines, 1);
	assert_int_equal(journal_write(journal, journal_line("done"), false), 0);
	assert_int_equal(journal_read(journal, ignore, &lines, error, sizeof(error)), 0);
	assert_int_equal(lines, 3);
	journal_close(journal);
	journal = journal_create(path);
	assert_int_equal(journal_publish(journal), -17 /* EEXIST */);
	journal_close(journal);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole_lines_count, begin, end),
		cmocka_unit_test_setup_teardown(a_bad_last_line_is_torn, begin, end),
		cmocka_unit_test_setup_teardown(what_does_not_fit, begin, end),
		cmocka_unit_test_setup_teardown(a_resumed_attempt_is_void, begin, end),
		cmocka_unit_test_setup_teardown(parts_join, begin, end),
		cmocka_unit_test_setup_teardown(results_survive, begin, end),
		cmocka_unit_test(files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
