// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signals that LAVA's test shell reads, one line each: result, or a figure with its unit. LAVA has
 * pass, fail, skip and unknown.
 */
#include <ctype.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "report/format.h"

/* An id has neither blanks nor brackets, and is not empty. */
static void word(FILE *out, const char *text)
{
	if (!*text)
		fputc('.', out);
	for (; *text; text++)
		fputc(isalnum((unsigned char)*text) || strchr("-_.", *text) ? *text : '.', out);
}

static const char *verdict(struct json_object *result)
{
	const char *outcome = member_text(result, "outcome");

	if (!strcmp(outcome, "pass") || !strcmp(outcome, "skip"))
		return outcome;
	if (!strcmp(outcome, "fail"))
		return member_true(result, "observation") ? "unknown" : "fail";
	return "unknown";
}

static void signal_begin(FILE *out, struct json_object *result)
{
	fputs("<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=", out);
	word(out, member_text(result, "name"));
}

void format_lava_each(FILE *out, uint32_t number, struct json_object *result)
{
	static const char *const figures[] = {"p50", "p99", "max"};
	uint32_t count;
	struct json_object *rows = member_array(result, "measurements", &count);

	(void)number;
	signal_begin(out, result);
	fprintf(out, " RESULT=%s>\n", verdict(result));
	for (uint32_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);

		for (size_t f = 0; f < sizeof(figures) / sizeof(figures[0]); f++) {
			double value;

			if (!member_number(row, figures[f], &value))
				continue;
			signal_begin(out, result);
			fputc('.', out);
			word(out, member_text(row, "phase"));
			fprintf(out, ".%s RESULT=%s MEASUREMENT=%.15g UNITS=", figures[f],
				verdict(result), value);
			word(out, member_text(row, "unit"));
			fputs(">\n", out);
		}
	}
}
