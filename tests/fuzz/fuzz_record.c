// SPDX-License-Identifier: GPL-2.0-or-later
/* Any bytes from a worker or a guest: they end in a result that can be printed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "report/format.h"
#include "report/results.h"
#include "verdict/result.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct test_case tc = {.id = "c", .area = "a", .claim = "x", .reqs = "TI-CAP-01"};
static const struct plan_section section = {.target = "model", .impl = "user"};
static const struct catalog_entry topology = {.name = "t"};
static const struct plan_item item = {
	.name = "model/user/c", .section = &section, .tc = &tc, .topology = &topology};

static void on_record(void *ctx, struct json_object *record)
{
	result_record(ctx, record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct result result;
	struct rig_result end = {.end = RIG_ENDED};
	struct record_parser *parser;
	struct json_object *object;
	char *text = NULL;
	size_t length;
	FILE *out;

	result_init(&result, &item);
	parser = record_parser_new(on_record, &result);
	/* In two parts: the reader has to put lines together. */
	record_parser_feed(parser, (const char *)data, size / 2);
	record_parser_feed(parser, (const char *)data + size / 2, size - size / 2);
	record_parser_free(parser);
	result_end(&result, &end);
	object = results_case(&result, NULL);
	if (!json_object_to_json_string(object))
		abort();
	for (const struct format *format = formats; format->name; format++) {
		if (!format->each)
			continue;
		out = open_memstream(&text, &length);
		format->each(out, 1, object);
		fclose(out);
		free(text);
	}
	json_object_put(object);
	result_free(&result);
	return 0;
}
