// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * isotap trace show: what happened in one case of a run, operations and register accesses in one
 * order, with the fields of the T&I registers decoded. The records are read as hostile text: they
 * may be from a guest that was broken on purpose.
 */
#include <argp.h>
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "journal/record.h"
#include "journal/rundir.h"
#include "regs/ti_decode.h"

#define SHOWN_MAX (4u << 20)

struct shown {
	uint64_t time, order;
	struct json_object *record;
};

struct trace {
	struct shown *rows;
	size_t count, capacity;
	uint64_t time; /* the latest of any record so far */
	bool overflow;
};

static int64_t integer(struct json_object *object, const char *key)
{
	int64_t value = 0;

	member_integer(object, key, &value);
	return value;
}

static void keep(void *ctx, struct json_object *record)
{
	struct trace *trace = ctx;
	struct json_object *member;
	uint64_t time;

	if (trace->count == SHOWN_MAX) {
		trace->overflow = true;
		return;
	}
	if (trace->count == trace->capacity) {
		size_t capacity = trace->capacity ? 2 * trace->capacity : 1024;
		struct shown *rows = realloc(trace->rows, capacity * sizeof(*rows));

		if (!rows) {
			trace->overflow = true;
			return;
		}
		trace->rows = rows;
		trace->capacity = capacity;
	}
	/* What carries no time happened after all that came before it. */
	if (json_object_object_get_ex(record, "t", &member))
		time = (uint64_t)integer(record, "t");
	else
		time = trace->time;
	if (time > trace->time)
		trace->time = time;
	trace->rows[trace->count] = (struct shown){time, trace->count, json_object_get(record)};
	trace->count++;
}

/* Accesses were sent at the end, with the time at which they were made: before an operation that
 * ended at that time. */
static int by_time(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void print_members(struct json_object *object)
{
	if (!object)
		return;
	json_object_object_foreach(object, key, value)
	{
		putchar(' ');
		text_plain(stdout, key, false);
		putchar('=');
		if (json_object_is_type(value, json_type_int) &&
		    (!strcmp(key, "offset") || !strcmp(key, "value") || !strcmp(key, "base") ||
		     !strcmp(key, "size")))
			printf("0x%" PRIx64, json_object_get_uint64(value));
		else
			text_plain(stdout, json_object_get_string(value), false);
	}
}

static void print_op(struct json_object *record)
{
	struct json_object *rc, *in;

	json_object_object_get_ex(record, "rc", &rc);
	printf("%6" PRId64 " ", integer(record, "n"));
	printf("%-7s %s", member_text(record, "who"),
	       json_object_object_get_ex(record, "in", &in) ? "  " : "");
	text_plain(stdout, member_text(record, "op"), false);
	print_members(member_object(record, "args"));
	if (!rc) {
		puts(" ...");
		return;
	}
	printf(" -> %d", json_object_get_int(rc));
	print_members(member_object(record, "out"));
	putchar('\n');
}

static void print_access(struct json_object *record)
{
	uint32_t offset = (uint32_t)integer(record, "off"), value = (uint32_t)integer(record, "v");

	printf("       %-7s port %" PRId64 " T&I %s ", member_text(record, "who"),
	       integer(record, "port"), integer(record, "w") ? "write" : "read ");
	ti_decode(stdout, offset, (uint32_t)integer(record, "size"), value);
	putchar('\n');
}

static void print_record(const struct shown *row)
{
	struct json_object *record = row->record;
	const char *kind = member_text(record, "r");

	printf("%14" PRIu64 " ", row->time);
	if (!strcmp(kind, "op")) {
		print_op(record);
	} else if (!strcmp(kind, "access")) {
		print_access(record);
	} else if (!strcmp(kind, "sample")) {
		struct json_object *value = NULL;

		json_object_object_get_ex(record, "value", &value);
		printf("       sample ");
		text_plain(stdout, member_text(record, "phase"), false);
		printf(" %.15g ", json_object_get_double(value));
		text_plain(stdout, member_text(record, "unit"), false);
		putchar('\n');
	} else if (!strcmp(kind, "end")) {
		printf("       end ");
		text_plain(stdout, member_text(record, "outcome"), false);
		putchar(' ');
		text_plain(stdout, member_text(record, "reason"), false);
		putchar('\n');
	} else if (!strcmp(kind, "trace")) {
		printf("      ");
		print_members(record);
		putchar('\n');
	} else if (!strcmp(kind, "sched")) {
		printf("       schedule ");
		print_members(record);
		putchar('\n');
	} else {
		printf("       %s ", kind);
		text_plain(stdout, member_text(record, !strcmp(kind, "begin") ? "case" : "text"),
			   false);
		putchar('\n');
	}
}

static int show_file(const char *path)
{
	struct trace trace = {0};
	struct record_parser *parser = record_parser_new(keep, &trace);
	FILE *f = fopen(path, "re");
	char buffer[65536];
	size_t n;

	if (!f || !parser) {
		fprintf(stderr, "isotap: %s: cannot be read\n", path);
		if (f)
			fclose(f);
		record_parser_free(parser);
		return STATUS_USAGE;
	}
	while ((n = fread(buffer, 1, sizeof(buffer), f)))
		record_parser_feed(parser, buffer, n);
	fclose(f);
	qsort(trace.rows, trace.count, sizeof(trace.rows[0]), by_time);
	printf("%14s %6s %s\n", "ns", "op", "by");
	for (size_t i = 0; i < trace.count; i++) {
		print_record(&trace.rows[i]);
		json_object_put(trace.rows[i].record);
	}
	if (trace.overflow)
		puts("(more records than can be shown)");
	if (record_parser_errors(parser))
		printf("(%" PRIu64 " malformed lines)\n", record_parser_errors(parser));
	record_parser_free(parser);
	free(trace.rows);
	return 0;
}

/* "records-model.user.<case>.jsonl" is shown for its whole name, or for the case alone, which may
 * have a dot of its own. */
static bool is_wanted(const char *file, const char *wanted)
{
	char name[NAME_MAX + 1], *id = name;
	size_t length = strlen(file);

	if (strncmp(file, "records-", 8) || length < 8 + 6 + 1 ||
	    strcmp(file + length - 6, ".jsonl"))
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)(length - 8 - 6), file + 8);
	for (int part = 0; part < 2; part++) {
		id = strchr(id, '.');
		if (!id)
			return false;
		*id++ = '/';
	}
	return !strcmp(id, wanted) || !strcmp(name, wanted);
}

static int show(const char *run, const char *wanted)
{
	char folder[PATH_MAX], path[PATH_MAX + NAME_MAX + 2];
	struct dirent **files;
	int count, status = STATUS_USAGE;
	bool found = false;

	if (rundir_find(run, folder, sizeof(folder))) {
		fprintf(stderr, "isotap: " RUNDIR_NONE "\n", run);
		return STATUS_USAGE;
	}
	count = scandir(folder, &files, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		if (is_wanted(files[i]->d_name, wanted)) {
			snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
			printf("%s== %s\n", found ? "\n" : "", files[i]->d_name);
			status = show_file(path);
			found = true;
		}
		free(files[i]);
	}
	if (count >= 0)
		free(files);
	if (!found)
		fprintf(stderr, "isotap: run %s has no records of case '%s'\n", folder, wanted);
	return status;
}

struct args {
	const char *words[3];
	int count;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (args->count == 3)
			argp_error(state, "'%s': too much", arg);
		args->words[args->count++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (args->count != 3 || strcmp(args->words[0], "show"))
			argp_error(state, "expected: show RUN CASE");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "show RUN CASE",
	.doc = "Prints the operations and T&I register accesses of a case, in the order in which "
	       "they happened.\vRUN is a run's folder, its name below " RUNDIR_ROOT
	       ", or `latest`. CASE is target/implementation/id, or an id alone: then all that "
	       "ran are shown.",
};

int cmd_trace(int argc, char **argv)
{
	struct args args = {0};

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	return show(args.words[1], args.words[2]);
}
