// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of expectations. A list that is wrong hides failures, so every line is looked at. */
#include "verdict/expectations.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "plan/plan.h"

#define EXPECTATIONS_MAX 1024
#define FOLDER "cases/expectations/"

struct expectations {
	size_t count;
	struct expectation rows[EXPECTATIONS_MAX];
};

static const char *const words[EXPECTATION_KINDS] = {
	[EXPECTATION_FAILURE] = "known-fail",
	[EXPECTATION_PANIC] = "panic",
};

struct expectations *expectations_new(void)
{
	return calloc(1, sizeof(struct expectations));
}

void expectations_free(struct expectations *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->count; i++) {
		free(list->rows[i].pattern);
		free(list->rows[i].text);
	}
	free(list);
}

/* The next word of a line, which it is cut off from; "" at the end. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t"), *end = word + strcspn(word, " \t");

	*line = end + strspn(end, " \t");
	*end = '\0';
	return word;
}

static const char *mistake(const struct expectation *row)
{
	if (row->kind == EXPECTATION_KINDS)
		return "'known-fail PATTERN REASON' or 'panic PATTERN TEXT'";
	if (!*row->pattern)
		return "a glob pattern on the case's id or full name";
	if (!*row->text)
		return row->kind == EXPECTATION_PANIC ? "what the panic's text contains"
						      : "the reason, with a link";
	if (row->kind == EXPECTATION_FAILURE && !strstr(row->text, "://"))
		return "a reason with a link (https://...)";
	return NULL;
}

static int add_line(struct expectations *list, char *line, struct expectation row, char *error,
		    size_t size)
{
	const char *expected, *keyword;
	size_t length = strlen(line);

	while (length && strchr(" \t\r", line[length - 1]))
		line[--length] = '\0';
	keyword = next_word(&line);
	if (!*keyword || *keyword == '#')
		return 0;
	for (row.kind = 0; row.kind < EXPECTATION_KINDS; row.kind++)
		if (!strcmp(words[row.kind], keyword))
			break;
	row.pattern = next_word(&line);
	row.text = line;
	expected = list->count == EXPECTATIONS_MAX ? "no more entries: there are 1024 already"
						   : mistake(&row);
	if (expected) {
		snprintf(error, size, "%s: '%.80s%s%.80s': expected %s", row.place, keyword,
			 *row.pattern ? " " : "", row.pattern, expected);
		return -EINVAL;
	}
	row.pattern = strdup(row.pattern);
	row.text = strdup(row.text);
	list->rows[list->count++] = row;
	return row.pattern && row.text ? 0 : -ENOMEM;
}

int expectations_parse(struct expectations *list, const char *file, const char *impl, char *text,
		       char *error, size_t size)
{
	struct expectation row = {.impl = impl};
	int rc = 0;
	char *line;

	for (int number = 1; !rc && text && (line = strsep(&text, "\n")); number++) {
		snprintf(row.place, sizeof(row.place), "%.200s:%d", file, number);
		rc = add_line(list, line, row, error, size);
	}
	return rc;
}

int expectations_load(struct expectations *list, const char *path, char *error, size_t size)
{
	char *text = tsv_read(path, error, size);
	int rc = text ? expectations_parse(list, path, NULL, text, error, size) : -EIO;

	free(text);
	return rc;
}

int expectations_add_shipped(struct expectations *list, const char *impl, char *error, size_t size)
{
	const struct expectations_shipped *shipped = expectations_shipped;
	char file[128], *text;
	int rc;

	while (shipped->impl && strcmp(shipped->impl, impl))
		shipped++;
	if (!shipped->impl)
		return 0;
	snprintf(file, sizeof(file), FOLDER "%s.expect", impl);
	text = strdup(shipped->text);
	rc = text ? expectations_parse(list, file, impl, text, error, size) : -ENOMEM;
	free(text);
	return rc;
}

static bool matches(const char *pattern, const char *id, const char *name)
{
	return !fnmatch(pattern, id, 0) || !fnmatch(pattern, name, 0);
}

/* A full name may be one of an implementation that this run does without: its last part counts. */
static bool matches_some(const struct expectation *row)
{
	const char *slash = strrchr(row->pattern, '/');
	uint32_t count;
	const struct test_case *const *all = case_all(&count);
	char name[PLAN_NAME_MAX];

	for (uint32_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "qemu/%s/%s", row->impl ? row->impl : "*", all[i]->id);
		if (matches(row->pattern, all[i]->id, name) ||
		    (slash && !fnmatch(slash + 1, all[i]->id, 0)))
			return true;
	}
	return false;
}

int expectations_check(const struct expectations *list, char *error, size_t size)
{
	for (size_t i = 0; i < list->count; i++) {
		if (matches_some(&list->rows[i]))
			continue;
		snprintf(error, size,
			 "%s: '%.80s': stale entry, it matches no case of the suite (isotap list)",
			 list->rows[i].place, list->rows[i].pattern);
		return -ENOENT;
	}
	return 0;
}

const struct expectation *expectations_find(const struct expectations *list,
					    enum expectation_kind kind,
					    const struct plan_item *item)
{
	const char *impl = item->section->identity.name;

	for (size_t i = 0; list && i < list->count; i++) {
		const struct expectation *row = &list->rows[i];

		if (row->kind == kind && (!row->impl || !strcmp(row->impl, impl)) &&
		    matches(row->pattern, item->tc->id, item->name))
			return row;
	}
	return NULL;
}
