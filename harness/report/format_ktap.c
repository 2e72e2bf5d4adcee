// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KTAP version 1 (Documentation/dev-tools/ktap.rst): flat, plan first, numbered, diagnostics before
 * the result that they belong to. No YAML and no '#' in a description.
 */
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "report/format.h"

void format_ktap_begin(FILE *out, uint32_t planned)
{
	fprintf(out, "KTAP version 1\n1..%u\n", planned);
}

static void diagnostic(FILE *out, const char *label, const char *text)
{
	if (!*text)
		return;
	fprintf(out, "# %s", label);
	text_plain(out, text, false);
	fputc('\n', out);
}

static void diagnostics(FILE *out, struct json_object *result, const char *key)
{
	uint32_t count;
	struct json_object *lines = member_array(result, key, &count);

	for (uint32_t i = 0; i < count; i++)
		diagnostic(out, "  ", member_element(lines, i));
}

static void measurements(FILE *out, struct json_object *result)
{
	uint32_t count;
	struct json_object *rows = member_array(result, "measurements", &count);

	for (uint32_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		double p50 = 0, p99 = 0, max = 0;

		member_number(row, "p50", &p50);
		member_number(row, "p99", &p99);
		member_number(row, "max", &max);
		fputs("# ", out);
		text_plain(out, member_text(row, "phase"), false);
		fprintf(out, " p50 %.15g p99 %.15g max %.15g ", p50, p99, max);
		text_plain(out, member_text(row, "unit"), false);
		fputc('\n', out);
	}
}

/* There is no way to escape a '#' here. */
static void description(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text > ' ' && *text < 0x7f && *text != '#' && *text != '\\' ? *text : '_',
		      out);
}

void format_ktap_each(FILE *out, uint32_t number, struct json_object *result)
{
	const char *outcome = member_text(result, "outcome"), *directive = NULL;
	const char *reason = member_text(result, "reason");
	bool ok = !strcmp(outcome, "pass");

	if (!strcmp(outcome, "skip")) {
		ok = true;
		directive = "SKIP";
	} else if (!strcmp(outcome, "known-fail") || member_true(result, "observation")) {
		ok = true;
		directive = "XFAIL";
	} else if (!strcmp(outcome, "broken")) {
		directive = "ERROR";
	} else if (!ok && !strncmp(reason, "hung:", 5)) {
		directive = "TIMEOUT";
	}
	if (!ok) {
		diagnostic(out, "", reason);
		diagnostics(out, result, "evidence");
		diagnostics(out, result, "kernel_log");
	}
	measurements(out, result);
	fprintf(out, "%s %u ", ok ? "ok" : "not ok", number);
	description(out, member_text(result, "name"));
	if (directive) {
		fprintf(out, " # %s ", directive);
		text_plain(out, *reason ? reason : "no reason given", true);
	}
	fputc('\n', out);
}
