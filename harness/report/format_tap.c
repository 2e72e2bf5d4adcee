// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TAP, versions 13 and 14. Everything in a result may come from a guest or a plug-in: unescaped it
 * could say "ok 1" in somebody else's name. Nothing here depends on wall time or on where the run's
 * folder is: two runs of the model with one seed print the same bytes.
 *
 * Version 14 lets every test line have a YAML block, so notes and figures are there for programs
 * too; version 13 has them as comments.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "report/format.h"

#define SCALAR_MAX 1024

static const char *const figures[] = {"p50", "p90", "p99", "p99.9", "max"};

void format_tap13_begin(FILE *out, uint32_t planned)
{
	fprintf(out, "TAP version 13\n1..%u\n", planned);
}

void format_tap14_begin(FILE *out, uint32_t planned)
{
	fprintf(out, "TAP version 14\n1..%u\n", planned);
}

void format_comment(FILE *out, const char *text)
{
	fputs("# ", out);
	text_plain(out, text, false);
	fputc('\n', out);
}

/* ---- the YAML block ---- */

static void scalar(FILE *out, const char *indent, const char *key, const char *text)
{
	fprintf(out, "%s%s: ", indent, key);
	text_quote(out, text, SCALAR_MAX);
	fputc('\n', out);
}

static void list(FILE *out, struct json_object *result, const char *key, const char *dropped)
{
	int64_t more;
	uint32_t count;
	struct json_object *lines = member_array(result, key, &count);

	if (!count)
		return;
	fprintf(out, "  %s:\n", key);
	for (uint32_t i = 0; i < count; i++) {
		fputs("    - ", out);
		text_quote_item(out, member_element(lines, i), SCALAR_MAX);
		fputc('\n', out);
	}
	if (member_integer(result, dropped, &more))
		fprintf(out, "    - \"(%" PRId64 " more)\"\n", more);
}

static void requirements(FILE *out, struct json_object *result)
{
	static const char *const keys[] = {"source", "strength", "text"};
	uint32_t count;
	struct json_object *rows = member_array(result, "requirements", &count);

	if (!count)
		return;
	fputs("  requirements:\n", out);
	for (uint32_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);

		fputs("    - id: ", out);
		text_quote(out, member_text(row, "id"), SCALAR_MAX);
		fputc('\n', out);
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			if (*member_text(row, keys[k]))
				scalar(out, "      ", keys[k], member_text(row, keys[k]));
	}
}

static void check(FILE *out, struct json_object *result)
{
	struct json_object *c = member_object(result, "check");
	int64_t expected, seen, mask;

	if (!c)
		return;
	fputs("  check:\n", out);
	scalar(out, "    ", "text", member_text(c, "text"));
	if (*member_text(c, "register"))
		scalar(out, "    ", "register", member_text(c, "register"));
	if (*member_text(c, "port"))
		scalar(out, "    ", "port", member_text(c, "port"));
	if (!member_integer(c, "expected", &expected) || !member_integer(c, "seen", &seen))
		return;
	if (member_integer(c, "mask", &mask))
		fprintf(out,
			"    expected: \"0x%08" PRIx32 "\"\n    seen: \"0x%08" PRIx32 "\"\n"
			"    mask: \"0x%08" PRIx32 "\"\n",
			(uint32_t)expected, (uint32_t)seen, (uint32_t)mask);
	else
		fprintf(out, "    expected: \"%" PRId64 "\"\n    seen: \"%" PRId64 "\"\n", expected,
			seen);
}

static void measurements(FILE *out, struct json_object *result)
{
	uint32_t count;
	struct json_object *rows = member_array(result, "measurements", &count);

	if (!count)
		return;
	fputs("  measurements:\n", out);
	for (uint32_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		double value;

		fputs("    - phase: ", out);
		text_quote(out, member_text(row, "phase"), SCALAR_MAX);
		fputc('\n', out);
		scalar(out, "      ", "unit", member_text(row, "unit"));
		for (size_t f = 0; f < sizeof(figures) / sizeof(figures[0]); f++)
			if (member_number(row, figures[f], &value))
				fprintf(out, "      %s: %.15g\n", figures[f], value);
		if (member_number(row, "count", &value))
			fprintf(out, "      count: %.15g\n", value);
	}
}

static void failure(FILE *out, struct json_object *result)
{
	scalar(out, "  ", "outcome", member_text(result, "outcome"));
	scalar(out, "  ", "message", member_text(result, "reason"));
	if (*member_text(result, "expectation"))
		scalar(out, "  ", "expectation", member_text(result, "expectation"));
	scalar(out, "  ", "claim", member_text(result, "claim"));
	if (member_true(result, "rig_self_check"))
		scalar(out, "  ", "about", "rig self-check");
	requirements(out, result);
	check(out, result);
	list(out, result, "evidence", "evidence_dropped");
	list(out, result, "kernel_log", "kernel_log_dropped");
	list(out, result, "notes", "notes_dropped");
	list(out, result, "kept", "kept_dropped");
	scalar(out, "  ", "topology", member_text(result, "topology"));
	scalar(out, "  ", "rerun", member_text(result, "rerun"));
}

/* ---- the test line ---- */

static bool is_ok(struct json_object *result)
{
	const char *outcome = member_text(result, "outcome");

	return !strcmp(outcome, "pass") || !strcmp(outcome, "skip");
}

static void directive(FILE *out, struct json_object *result)
{
	const char *outcome = member_text(result, "outcome"), *what = NULL;
	const char *reason = member_text(result, "reason");

	if (!strcmp(outcome, "skip"))
		what = " # SKIP ";
	else if (!strcmp(outcome, "broken"))
		what = " # BROKEN ";
	else if (!strcmp(outcome, "known-fail"))
		what = " # TODO known failure: ";
	else if (member_true(result, "observation"))
		what = " # TODO observation, not in the profile: ";
	if (!what)
		return;
	fputs(what, out);
	text_plain(out, *reason || strstr(what, "TODO") ? reason : "no reason given", true);
}

static void test_line(FILE *out, uint32_t number, struct json_object *result)
{
	fprintf(out, "%s %u ", is_ok(result) ? "ok" : "not ok", number);
	text_plain(out, member_text(result, "name"), true);
	directive(out, result);
	fputc('\n', out);
}

static void labelled_phase(FILE *out, struct json_object *row)
{
	double value;

	fputs("# ", out);
	text_plain(out, member_text(row, "phase"), false);
	for (size_t f = 0; f < sizeof(figures) / sizeof(figures[0]); f++)
		if (member_number(row, figures[f], &value))
			fprintf(out, " %s %.15g", figures[f], value);
	fputc(' ', out);
	text_plain(out, member_text(row, "unit"), false);
	if (member_number(row, "count", &value))
		fprintf(out, " of %.15g", value);
	fputc('\n', out);
}

void format_tap13_each(FILE *out, uint32_t number, struct json_object *result)
{
	bool ok = is_ok(result);
	uint32_t count;
	struct json_object *rows;

	test_line(out, number, result);
	if (!ok) {
		fputs("  ---\n", out);
		failure(out, result);
		fputs("  ...\n", out);
	}
	if (member_true(result, "rig_self_check"))
		format_comment(out, "rig self-check");
	if (ok && member_true(result, "topology_differs")) {
		fputs("# on topology ", out);
		text_plain(out, member_text(result, "topology"), false);
		fputc('\n', out);
	}
	rows = member_array(result, "notes", &count);
	for (uint32_t i = 0; ok && i < count; i++)
		format_comment(out, member_element(rows, i));
	rows = member_array(result, "measurements", &count);
	for (uint32_t i = 0; i < count; i++)
		labelled_phase(out, json_object_array_get_idx(rows, i));
}

void format_tap14_each(FILE *out, uint32_t number, struct json_object *result)
{
	uint32_t notes, rows;

	test_line(out, number, result);
	member_array(result, "notes", &notes);
	member_array(result, "measurements", &rows);
	if (is_ok(result) && !notes && !rows && !member_true(result, "rig_self_check") &&
	    !member_true(result, "topology_differs"))
		return;
	fputs("  ---\n", out);
	if (!is_ok(result)) {
		failure(out, result);
	} else {
		if (member_true(result, "rig_self_check"))
			scalar(out, "  ", "about", "rig self-check");
		scalar(out, "  ", "topology", member_text(result, "topology"));
		list(out, result, "notes", "notes_dropped");
	}
	measurements(out, result);
	fputs("  ...\n", out);
}
