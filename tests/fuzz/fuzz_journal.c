// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as a journal: refused with a reason, or read; and what is read says the same when it is
 * written and read once more.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "journal/journal.h"
#include "journal/replay.h"
#include "report/results.h"
#include "verdict/result_json.h"

#define ITEMS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct test_case tc = {.id = "c", .area = "a", .claim = "x", .reqs = "TI-CAP-01"};
static const struct plan_section section = {.target = "model", .impl = "user"};
static const struct catalog_entry topology = {.name = "t"};
static struct plan_item items[ITEMS];
static const struct plan plan = {.items = items, .count = ITEMS, .own = ITEMS};

static int feed(struct replay *replay, const char *bytes, size_t count, size_t step)
{
	struct journal_reader *reader = journal_reader_new("fuzz", replay_line, replay);
	char error[512] = "";
	int rc = 0;

	for (size_t at = 0; !rc && at < count; at += step)
		rc = journal_reader_feed(reader, bytes + at, count - at < step ? count - at : step,
					 error, sizeof(error));
	if ((rc != 0) != (*error != '\0') || journal_reader_good(reader) > count)
		abort();
	journal_reader_free(reader);
	return rc;
}

static void put_line(void *ctx, struct json_object *line)
{
	json_object_object_add(line, "n", json_object_new_int(1));
	fprintf(ctx, "%s\n", json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN));
	json_object_put(line);
}

static char *rewrite(const struct result *result, size_t *length)
{
	struct json_object *line = journal_line("end");
	char *text = NULL;
	FILE *out = open_memstream(&text, length);

	result_samples_each(result, put_line, out);
	result_to_json(result, line);
	put_line(out, line);
	fclose(out);
	return text;
}

/* A result that was read, written and read again. */
static void check_again(struct replay_case *one)
{
	struct replay again;
	size_t length, more;
	char *text = rewrite(one->result, &length), *twice;

	if (replay_init(&again, &plan) || feed(&again, text, length, length) ||
	    !again.cases[0].ended)
		abort();
	twice = rewrite(again.cases[0].result, &more);
	if (more != length || memcmp(text, twice, length))
		abort();
	free(text);
	free(twice);
	replay_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct replay replay;

	for (int i = 0; i < ITEMS; i++) {
		items[i] =
			(struct plan_item){.section = &section, .tc = &tc, .topology = &topology};
		snprintf(items[i].name, sizeof(items[i].name), "model/user/%c", 'a' + i);
	}
	if (replay_init(&replay, &plan))
		return 0;
	feed(&replay, (const char *)data, size, size / 3 + 1);
	for (int i = 0; i < ITEMS; i++) {
		struct json_object *object;

		if (!replay.cases[i].ended)
			continue;
		object = results_case(replay.cases[i].result, NULL);
		if (!json_object_to_json_string(object))
			abort();
		json_object_put(object);
		check_again(&replay.cases[i]);
	}
	replay_settle(&replay);
	replay_free(&replay);
	return 0;
}
