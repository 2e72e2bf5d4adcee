// SPDX-License-Identifier: GPL-2.0-or-later
/* cases/requirements.tsv, embedded, so that the program needs no file beside it. */
#include "plan/requirements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIREMENTS_MAX 256

/* clang-format off */
__asm__(".section .rodata\n"
	".global isotap_requirements_text\n"
	"isotap_requirements_text:\n"
	".incbin \"cases/requirements.tsv\"\n"
	".byte 0\n"
	".previous\n");
/* clang-format on */
extern const char isotap_requirements_text[];

static const char *const strengths[STRENGTH_COUNT] = {"must", "derived", "linux", "proposal"};

const char *strength_name(enum strength strength)
{
	return (unsigned int)strength < STRENGTH_COUNT ? strengths[strength] : "unknown";
}

static bool strength_of(const char *name, enum strength *out)
{
	for (int i = 0; i < STRENGTH_COUNT; i++)
		if (!strcmp(strengths[i], name)) {
			*out = (enum strength)i;
			return true;
		}
	return false;
}

uint32_t strengths_parse(const char *list)
{
	char *copy = strdup(list), *next = copy, *name;
	uint32_t bits = 0;

	while (next && (name = strsep(&next, ","))) {
		enum strength strength;

		if (!strcmp(name, "all")) {
			bits |= STRENGTH_ALL;
		} else if (strength_of(name, &strength)) {
			bits |= 1u << strength;
		} else {
			bits = 0;
			break;
		}
	}
	free(copy);
	return bits;
}

/* A row that does not parse is a mistake of ours, found by the first run of any test. */
static void parse_row(char *row, struct requirement *out)
{
	const char *strength;

	out->id = strsep(&row, "\t");
	out->who = strsep(&row, "\t");
	strength = strsep(&row, "\t");
	out->source = strsep(&row, "\t");
	out->text = row;
	if (!row || !strength_of(strength, &out->strength)) {
		fprintf(stderr, "cases/requirements.tsv: bad row %s\n", out->id);
		abort();
	}
}

const struct requirement *requirements_all(size_t *count)
{
	static struct requirement rows[REQUIREMENTS_MAX];
	static size_t used;

	if (!used) {
		/* Never freed: the rows point into it. */
		char *next = strdup(isotap_requirements_text), *line;

		while (next && (line = strsep(&next, "\n"))) {
			if (!*line || *line == '#')
				continue;
			if (used == REQUIREMENTS_MAX)
				abort();
			parse_row(line, &rows[used++]);
		}
	}
	*count = used;
	return rows;
}

const struct requirement *requirement_find(const char *id)
{
	size_t count;
	const struct requirement *rows = requirements_all(&count);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].id, id))
			return &rows[i];
	return NULL;
}

void requirements_each(const char *reqs,
		       void (*fn)(void *ctx, const char *id, const struct requirement *req),
		       void *ctx)
{
	char *copy = strdup(reqs ? reqs : ""), *next = copy, *id;

	while (next && (id = strsep(&next, " ")))
		if (*id)
			fn(ctx, id, requirement_find(id));
	free(copy);
}

static void collect(void *ctx, const char *id, const struct requirement *req)
{
	uint32_t *bits = ctx;

	(void)id;
	if (req)
		*bits |= 1u << req->strength;
}

uint32_t requirements_strengths(const char *reqs)
{
	uint32_t bits = 0;

	requirements_each(reqs, collect, &bits);
	return bits;
}
