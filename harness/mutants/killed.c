// SPDX-License-Identifier: GPL-2.0-or-later
/* The record of the last campaign. */
#include "mutants/killed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tsv.h"

#define SOURCE "fixtures/mutants/killed.tsv"
#define FIELDS 4

/* clang-format off */
__asm__(".section .rodata\n"
	".global isotap_killed_text\n"
	"isotap_killed_text:\n"
	".incbin \"" SOURCE "\"\n"
	".byte 0\n"
	".previous\n");
/* clang-format on */
extern const char isotap_killed_text[];

static const char header[] =
	"# Which case told each mutant when last all were run; `isotap mutants --record` writes "
	"it.\n"
	"# Columns: name<TAB>base<TAB>target<TAB>the first case that failed on it\n";

static int add_row(void *ctx, struct tsv_row *row)
{
	struct killed *killed = ctx;
	struct killed_row *rows =
		reallocarray(killed->rows, killed->count + 1, sizeof(killed->rows[0]));

	if (!rows)
		return -ENOMEM;
	killed->rows = rows;
	for (int base = 0; base < MUTANT_BASES; base++) {
		if (strcmp(mutant_base_name((enum mutant_base)base), row->fields[1]))
			continue;
		rows[killed->count++] = (struct killed_row){row->fields[0], (enum mutant_base)base,
							    row->fields[2], row->fields[3]};
		return 0;
	}
	return tsv_mistake(row, row->fields[1], "a base: plugin, kmod or port");
}

int killed_load(struct killed *out, const char *path, char *error, size_t size)
{
	int rc;

	*out = (struct killed){.text = path ? tsv_read(path, error, size)
					    : strdup(isotap_killed_text)};
	if (!out->text)
		return -ENOENT;
	rc = tsv_each(path ? path : SOURCE, out->text, FIELDS, add_row, out, error, size);
	if (rc)
		killed_free(out);
	return rc;
}

void killed_free(struct killed *killed)
{
	free(killed->rows);
	free(killed->text);
	*killed = (struct killed){0};
}

/* The id of a case, a family's row by the family's. */
static void print_row(FILE *out, const struct mutant *m, const char *target, const char *id)
{
	fprintf(out, "%s\t%s\t%s\t%.*s\n", m->name, mutant_base_name(m->base), target,
		(int)strcspn(id, "."), id);
}

static void print_mutant(FILE *out, const struct mutant *m, const char *target,
			 const struct killed *before, const struct mutant_campaign *campaign)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	for (size_t i = 0; i < campaign->count; i++) {
		const struct mutant_subject *s = &campaign->subjects[i];

		if (s->mutant != m || strcmp(s->target, target))
			continue;
		if (s->judgement.verdict == MUTANT_KILLED)
			print_row(out, m, target, all[s->judgement.by]->id);
		return;
	}
	for (size_t i = 0; i < before->count; i++)
		if (before->rows[i].base == m->base && !strcmp(before->rows[i].name, m->name) &&
		    !strcmp(before->rows[i].target, target))
			print_row(out, m, target, before->rows[i].id);
}

int killed_update(const char *path, const struct mutant_table *table,
		  const struct mutant_campaign *campaign, char *error, size_t size)
{
	struct killed before = {0};
	FILE *out;
	int rc = access(path, F_OK) ? 0 : killed_load(&before, path, error, size);

	if (rc)
		return rc;
	out = fopen(path, "we");
	if (out) {
		fputs(header, out);
		for (size_t i = 0; i < table->count; i++) {
			print_mutant(out, &table->rows[i], "model", &before, campaign);
			print_mutant(out, &table->rows[i], "qemu", &before, campaign);
		}
	}
	if (!out || fclose(out)) {
		rc = -errno;
		snprintf(error, size, "%s: %s", path, strerror(errno));
	}
	killed_free(&before);
	return rc;
}
