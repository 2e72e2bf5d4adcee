// SPDX-License-Identifier: GPL-2.0-or-later
/* What each outcome looks like in TAP, byte for byte, and that hostile text stays in its place. */
#include "result_fixture.h"

#include "base/text.h"

static struct result r;

static int fresh(void **s)
{
	(void)s;
	result_init(&r, &fixture_item);
	fixture_case.flags = 0;
	return 0;
}

static int done(void **s)
{
	(void)s;
	result_free(&r);
	return 0;
}

static void expect_tap(const char *expected)
{
	char *text = fixture_tap(&r);

	assert_string_equal(text, expected);
	free(text);
}

static void ended(const char *outcome, const char *reason)
{
	char line[256];
	struct rig_result end = {.end = RIG_ENDED};

	snprintf(line, sizeof(line), "{\"r\":\"end\",\"outcome\":\"%s\",\"reason\":\"%s\"}",
		 outcome, reason);
	fixture_record(&r, line);
	result_end(&r, &end);
}

static void pass_is_one_line(void **s)
{
	(void)s;
	ended("pass", "");
	expect_tap("ok 7 model/user/some-case\n");
}

static void rig_check_says_so(void **s)
{
	(void)s;
	fixture_case.flags = CASE_RIG;
	ended("pass", "");
	expect_tap("ok 7 model/user/some-case\n# rig self-check\n");
}

static void measurements_are_comments(void **s)
{
	(void)s;
	for (int i = 1; i <= 1000; i++) {
		char line[96];

		snprintf(line, sizeof(line),
			 "{\"r\":\"sample\",\"phase\":\"p\",\"unit\":\"ns\",\"value\":%d}", i);
		fixture_record(&r, line);
	}
	ended("pass", "");
	expect_tap("ok 7 model/user/some-case\n"
		   "# p p50 500 p90 900 p99 990 p99.9 999 max 1000 ns of 1000\n");
}

static void version_14_has_yaml_everywhere(void **s)
{
	char *text;

	(void)s;
	fixture_case.flags = CASE_RIG;
	fixture_record(&r, "{\"r\":\"note\",\"text\":\"a: b\"}");
	fixture_record(&r, "{\"r\":\"sample\",\"phase\":\"p\",\"unit\":\"ns\",\"value\":2}");
	ended("pass", "");
	text = fixture_text(&r, "tap14");
	assert_string_equal(text, "ok 7 model/user/some-case\n"
				  "  ---\n"
				  "  about: \"rig self-check\"\n"
				  "  topology: \"two-ports\"\n"
				  "  notes:\n"
				  "    - \"a\\x3a b\"\n"
				  "  measurements:\n"
				  "    - phase: \"p\"\n"
				  "      unit: \"ns\"\n"
				  "      p50: 2\n"
				  "      p90: 2\n"
				  "      p99: 2\n"
				  "      p99.9: 2\n"
				  "      max: 2\n"
				  "      count: 1\n"
				  "  ...\n");
	free(text);
}

static void ktap_has_no_escapes(void **s)
{
	char *text;

	(void)s;
	ended("fail", "a # b\\nok 8 forged");
	text = fixture_text(&r, "ktap");
	assert_string_equal(text, "# a # b\\x0aok 8 forged\nnot ok 7 model/user/some-case\n");
	free(text);
}

static void skip_has_its_reason(void **s)
{
	(void)s;
	ended("skip", "needs # two\\nports");
	expect_tap("ok 7 model/user/some-case # SKIP needs \\# two\\x0aports\n");
}

static const char rest[] = "  claim: \"Something holds\"\n"
			   "  requirements:\n"
			   "    - id: \"TI-CTL-07\"\n";

static void broken_is_not_ok(void **s)
{
	char *text;

	(void)s;
	ended("broken", "no such device");
	text = fixture_tap(&r);
	assert_ptr_equal(strstr(text,
				"not ok 7 model/user/some-case # BROKEN no such device\n  ---\n"
				"  outcome: \"broken\"\n  message: \"no such device\"\n"),
			 text);
	assert_non_null(strstr(text, rest));
	free(text);
}

static void fail_shows_register(void **s)
{
	const struct requirement *req = requirement_find("TI-CTL-07");
	char expected[4096], quoted[1024] = "";
	FILE *f = fmemopen(quoted, sizeof(quoted), "w");

	(void)s;
	text_quote(f, req->text, 1024);
	fclose(f);
	fixture_record(&r, "{\"r\":\"check\",\"text\":\"CTRL differs\",\"reg\":\"CTRL\",\"port\":"
			   "\"0000:0c:00.0\",\"expected\":65536,\"seen\":0,\"mask\":65536}");
	fixture_record(&r, "{\"r\":\"klog\",\"level\":4,\"text\":\"cxl: lost\"}");
	ended("fail", "CTRL differs");
	snprintf(expected, sizeof(expected),
		 "not ok 7 model/user/some-case\n"
		 "  ---\n"
		 "  outcome: \"fail\"\n"
		 "  message: \"CTRL differs\"\n"
		 "%s"
		 "      source: \"CXL r3.2 8.2.4.24.2\"\n"
		 "      strength: \"must\"\n"
		 "      text: %s\n"
		 "  check:\n"
		 "    text: \"CTRL differs\"\n"
		 "    register: \"CTRL\"\n"
		 "    port: \"0000:0c:00.0\"\n"
		 "    expected: \"0x00010000\"\n"
		 "    seen: \"0x00000000\"\n"
		 "    mask: \"0x00010000\"\n"
		 "  kernel_log:\n"
		 "    - \"cxl\\x3a lost\"\n"
		 "  topology: \"two-ports\"\n"
		 "  rerun: \"./run.sh --target model --impl user --topology two-ports --case "
		 "some-case --seed 1\"\n"
		 "  ...\n",
		 rest, quoted);
	expect_tap(expected);
}

static void death_shows_evidence(void **s)
{
	struct rig_result end = {.end = RIG_DIED,
				 .evidence = "worker killed by SIGSEGV\nok 1 forged\n  ...\n"};
	char *text;

	(void)s;
	fixture_record(&r, "{\"r\":\"begin\",\"case\":\"some-case\"}");
	result_end(&r, &end);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	text = fixture_tap(&r);
	assert_non_null(strstr(text, "  message: \"died: worker killed by SIGSEGV\"\n"));
	assert_non_null(strstr(text, "    - \"ok 1 forged\"\n"));
	assert_null(strstr(text, "\nok 1"));
	free(text);
}

static void hang_names_the_time(void **s)
{
	struct rig_result end = {.end = RIG_TIMEOUT, .evidence = "no end within 1000 ms\n"};

	(void)s;
	result_end(&r, &end);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
	assert_string_equal(r.reason, "hung: the watchdog ended it after 1000 ms");
}

/* An end record of a worker that was killed afterwards does not save it. */
static void death_after_the_end_fails(void **s)
{
	struct rig_result end = {.end = RIG_DIED, .evidence = "worker killed by SIGABRT"};

	(void)s;
	fixture_record(&r, "{\"r\":\"end\",\"outcome\":\"pass\",\"reason\":\"\"}");
	result_end(&r, &end);
	assert_int_equal(r.outcome, OUTCOME_FAIL);
}

static void silence_is_broken(void **s)
{
	struct rig_result end = {.end = RIG_ENDED};

	(void)s;
	result_end(&r, &end);
	assert_int_equal(r.outcome, OUTCOME_BROKEN);
}

static void notes_are_bounded_and_escaped(void **s)
{
	char *text;

	(void)s;
	for (int i = 0; i < 100; i++)
		fixture_record(&r, "{\"r\":\"note\",\"text\":\"\\u001b[2Jok 1\\nnot ok\"}");
	ended("pass", "");
	assert_int_equal(r.notes.count, RESULT_LINES_MAX);
	assert_int_equal(r.notes.dropped, 200 - RESULT_LINES_MAX);
	text = fixture_tap(&r);
	assert_null(strchr(text, 0x1b));
	assert_null(strstr(text, "\nnot ok"));
	assert_non_null(strstr(text, "\n# \\x1b[2Jok 1\n# not ok\n"));
	free(text);
}

static void wrong_types_are_ignored(void **s)
{
	(void)s;
	fixture_record(&r, "{\"r\":\"note\",\"text\":{}}");
	fixture_record(&r, "{\"r\":\"sample\",\"phase\":1,\"unit\":[],\"value\":\"x\"}");
	fixture_record(&r, "{\"r\":\"sample\",\"phase\":\"p\",\"unit\":\"ns\",\"value\":1e999}");
	fixture_record(&r, "{\"r\":\"check\",\"text\":null,\"expected\":\"1\"}");
	fixture_record(&r, "{\"r\":\"end\",\"outcome\":7}");
	fixture_record(&r, "{\"r\":\"end\",\"outcome\":\"known-fail\"}");
	assert_false(r.ended);
	assert_int_equal(r.samples.total, 0);
	assert_int_equal(r.notes.count, 0);
	assert_true(r.check.present);
	assert_false(r.check.has_values);
}

static void plain_and_quoted(void **s)
{
	char plain[128] = "", quoted[256] = "", shell[64] = "";
	FILE *f = fmemopen(plain, sizeof(plain), "w");

	(void)s;
	text_plain(f, "a#b\\c\td\r\xff", true);
	fclose(f);
	assert_string_equal(plain, "a\\#b\\\\c d\\x0d\\xff");
	f = fmemopen(quoted, sizeof(quoted), "w");
	text_quote(f, "\"\\\n\x01\xc3\xa9\xe2\x80\xae\xf0\x9f\x98\x80\xc0\xaf", 64);
	fclose(f);
	assert_string_equal(quoted, "\"\\\"\\\\\\n\\x01\\u00e9\\u202e\\U0001f600??\"");
	f = fmemopen(shell, sizeof(shell), "w");
	text_shell(f, "a'b; rm");
	fclose(f);
	assert_string_equal(shell, "'a'\\''b; rm'");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pass_is_one_line),
		TEST(rig_check_says_so),
		TEST(measurements_are_comments),
		TEST(version_14_has_yaml_everywhere),
		TEST(ktap_has_no_escapes),
		TEST(skip_has_its_reason),
		TEST(broken_is_not_ok),
		TEST(fail_shows_register),
		TEST(death_shows_evidence),
		TEST(hang_names_the_time),
		TEST(death_after_the_end_fails),
		TEST(silence_is_broken),
		TEST(notes_are_bounded_and_escaped),
		TEST(wrong_types_are_ignored),
		TEST(plain_and_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
