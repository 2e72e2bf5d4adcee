// SPDX-License-Identifier: GPL-2.0-or-later
/* fixtures/mutants/mutants.tsv, embedded, so that the program needs no file beside it. */
#include "mutants/table.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"

#define SOURCE "fixtures/mutants/mutants.tsv"
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define FIELDS 4

/* clang-format off */
__asm__(".section .rodata\n"
	".global isotap_mutants_text\n"
	"isotap_mutants_text:\n"
	".incbin \"" SOURCE "\"\n"
	".byte 0\n"
	".previous\n");
/* clang-format on */
extern const char isotap_mutants_text[];

static const char *const bases[MUTANT_BASES] = {"plugin", "kmod", "port"};

const char *mutant_base_name(enum mutant_base base)
{
	return (unsigned int)base < MUTANT_BASES ? bases[base] : "unknown";
}

static int base_of(const char *name)
{
	for (int i = 0; i < MUTANT_BASES; i++)
		if (!strcmp(bases[i], name))
			return i;
	return -1;
}

static bool is_number(const char *text)
{
	return *text > '0' && *text <= '9' && strspn(text, "0123456789") == strlen(text);
}

static int add_row(void *ctx, struct tsv_row *row)
{
	struct mutant_table *table = ctx;
	const char *name = row->fields[0];
	int base = base_of(row->fields[1]);
	struct mutant *rows;

	if (strspn(name, NAME_LETTERS) != strlen(name))
		return tsv_mistake(row, name, "a name of lower-case letters, digits and dashes");
	if (base < 0)
		return tsv_mistake(row, row->fields[1], "a base: plugin, kmod or port");
	for (size_t i = 0; i < table->count; i++)
		if ((int)table->rows[i].base == base && !strcmp(table->rows[i].name, name))
			return tsv_mistake(row, name, "a name that no other %s mutant has",
					   row->fields[1]);
	if (tsv_requirements(row, row->fields[2]))
		return -EINVAL;
	if (row->count > FIELDS && (base != MUTANT_PLUGIN || !is_number(row->fields[FIELDS])))
		return tsv_mistake(row, row->fields[FIELDS],
				   "a number of schedules, of a plugin only");
	rows = reallocarray(table->rows, table->count + 1, sizeof(rows[0]));
	if (!rows)
		return -ENOMEM;
	table->rows = rows;
	rows[table->count++] =
		(struct mutant){name, (enum mutant_base)base, row->fields[2], row->fields[3],
				row->count > FIELDS ? row->fields[FIELDS] : NULL};
	return 0;
}

int mutant_table_parse(struct mutant_table *out, const char *file, const char *text, char *error,
		       size_t size)
{
	int rc;

	*out = (struct mutant_table){.text = strdup(text)};
	if (!out->text)
		return -ENOMEM;
	rc = tsv_each_optional(file, out->text, FIELDS, 1, add_row, out, error, size);
	if (rc)
		mutant_table_free(out);
	return rc;
}

int mutant_table_load(struct mutant_table *out, const char *path, char *error, size_t size)
{
	char *text;
	int rc;

	if (!path)
		return mutant_table_parse(out, SOURCE, isotap_mutants_text, error, size);
	text = tsv_read(path, error, size);
	if (!text)
		return -ENOENT;
	rc = mutant_table_parse(out, path, text, error, size);
	free(text);
	return rc;
}

void mutant_table_free(struct mutant_table *table)
{
	free(table->rows);
	free(table->text);
	*table = (struct mutant_table){0};
}
