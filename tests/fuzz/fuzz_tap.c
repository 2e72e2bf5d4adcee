// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any text in any field: what is printed stays one test of TAP, seven-bit, without control
 * characters, and nothing of it is taken for another test, plan or bail-out.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "report/format.h"
#include "report/results.h"
#include "verdict/result.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct plan_section section = {.target = "model", .impl = "user"};
static const struct catalog_entry topology = {.name = "t"};

static void wrong(const char *what, const char *text)
{
	fprintf(stderr, "%s in:\n%s\n", what, text);
	abort();
}

/* The test's own line, diagnostics, and the lines of one YAML block; nothing else. */
static void check_line(const char *line, size_t length, int number, const char *all)
{
	static const char *const own[] = {"ok 1 model/user/c", "not ok 1 model/user/c"};
	bool first = false;

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < 0x20 || (unsigned char)line[i] > 0x7e)
			wrong("a byte that is not printable ASCII", all);
	for (size_t i = 0; i < 2; i++)
		first |= !strncmp(line, own[i], strlen(own[i]));
	if (first != (number == 0))
		wrong("a second test line", all);
	if (number && *line != '#' && strncmp(line, "  ", 2))
		wrong("a line that is neither diagnostic nor YAML", all);
}

/* An item that TAP::Parser would take for a mapping: /^- \S+ *:( |$)/, quotes or not. */
static void check_item(const char *line, size_t length, const char *all)
{
	const char *item = line + 6, *end = line + length, *p = item;

	if (length < 7 || strncmp(line, "    - \"", 7))
		return;
	while (p < end && *p != ' ')
		p++;
	if (p - item > 1 && p[-1] == ':')
		wrong("an item that begins like a mapping", all);
	while (p < end && *p == ' ')
		p++;
	if (p < end && *p == ':' && (p + 1 == end || p[1] == ' '))
		wrong("an item that begins like a mapping", all);
}

/* In a description '#' begins a directive: at most ours. */
static void check_directive(const char *line, size_t length, const char *all)
{
	int directives = 0;

	for (size_t i = 0; i < length; i++) {
		if (line[i] == '\\')
			i++;
		else if (line[i] == '#')
			directives++;
	}
	if (directives > 1)
		wrong("a second directive", all);
}

static void check(const char *text)
{
	int number = 0, begins = 0, ends = 0;

	for (const char *line = text; *line; number++) {
		size_t length = strcspn(line, "\n");

		if (line[length] != '\n')
			wrong("a line without end", text);
		check_line(line, length, number, text);
		check_item(line, length, text);
		if (!number)
			check_directive(line, length, text);
		begins += length == 5 && !strncmp(line, "  ---", 5);
		ends += length == 5 && !strncmp(line, "  ...", 5);
		line += length + 1;
	}
	if (!number || begins > 1 || begins != ends)
		wrong("YAML block not closed", text);
}

/* The next piece of the input, up to a NUL; "" at its end. */
static const char *piece(const char **at)
{
	const char *text = *at;

	*at += strlen(text);
	if ((*at)[1])
		++*at;
	return text;
}

static void check_format(const char *name, struct json_object *object)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	format_find(name)->each(out, 1, object);
	fclose(out);
	if (strlen(text) != length)
		wrong("a NUL", text);
	check(text);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct result result;
	struct test_case tc = {.id = "c", .area = "a"};
	struct plan_item item = {
		.name = "model/user/c", .section = &section, .tc = &tc, .topology = &topology};
	char *input = calloc(1, size + 2);
	struct rig_result *end = calloc(1, sizeof(*end));
	struct json_object *object;
	const char *at = input;

	if (!size || !input || !end)
		goto out;
	memcpy(input, data + 1, size - 1);
	tc.flags = data[0] & 0x80 ? CASE_RIG : 0;
	result_init(&result, &item);
	end->end = (enum rig_end)(data[0] >> 4 & 3);
	tc.claim = piece(&at);
	tc.reqs = piece(&at);
	snprintf(end->evidence, sizeof(end->evidence), "%s", piece(&at));
	result_end(&result, end);
	result.outcome = (enum outcome)((data[0] & 15) % OUTCOME_COUNT);
	result.observation = result.outcome == OUTCOME_FAIL && (data[0] & 0x40);
	result.check.present = true;
	snprintf(result.check.text, sizeof(result.check.text), "%s", piece(&at));
	snprintf(result.check.reg, sizeof(result.check.reg), "%s", piece(&at));
	snprintf(result.check.port, sizeof(result.check.port), "%s", piece(&at));
	samples_add(&result.samples, piece(&at), piece(&at), 1);
	snprintf(result.reason, sizeof(result.reason), "%s", at);
	object = results_case(&result, NULL);
	check_format("tap13", object);
	check_format("tap14", object);
	json_object_put(object);
	result_free(&result);
out:
	free(input);
	free(end);
	return 0;
}
