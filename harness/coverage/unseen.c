// SPDX-License-Identifier: GPL-2.0-or-later
/* cases/unseen.tsv, embedded. */
#include "coverage/unseen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"

#define SOURCE "cases/unseen.tsv"
#define FIELDS 4

/* clang-format off */
__asm__(".section .rodata\n"
	".global isotap_unseen_text\n"
	"isotap_unseen_text:\n"
	".incbin \"" SOURCE "\"\n"
	".byte 0\n"
	".previous\n");
/* clang-format on */
extern const char isotap_unseen_text[];

static bool one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

static int add_row(void *ctx, struct tsv_row *row)
{
	static const char *const targets[] = {"model", "qemu", "*", NULL};
	static const char *const impls[] = {"user", "kmod", "*", NULL};
	struct unseen *unseen = ctx;
	struct unseen_row *rows;

	if (tsv_requirements(row, row->fields[0]))
		return -EINVAL;
	if (!one_of(row->fields[1], targets))
		return tsv_mistake(row, row->fields[1], "a target: model, qemu or *");
	if (!one_of(row->fields[2], impls))
		return tsv_mistake(row, row->fields[2], "an implementation: user, kmod or *");
	rows = reallocarray(unseen->rows, unseen->count + 1, sizeof(rows[0]));
	if (!rows)
		return -ENOMEM;
	unseen->rows = rows;
	rows[unseen->count++] = (struct unseen_row){row->fields[0], row->fields[1], row->fields[2],
						    row->fields[3], row->line};
	return 0;
}

int unseen_parse(struct unseen *out, const char *file, const char *text, char *error, size_t size)
{
	int rc;

	*out = (struct unseen){.text = strdup(text)};
	if (!out->text)
		return -ENOMEM;
	rc = tsv_each(file, out->text, FIELDS, add_row, out, error, size);
	if (rc)
		unseen_free(out);
	return rc;
}

int unseen_load(struct unseen *out, const char *path, char *error, size_t size)
{
	char *text;
	int rc;

	if (!path)
		return unseen_parse(out, SOURCE, isotap_unseen_text, error, size);
	text = tsv_read(path, error, size);
	if (!text)
		return -ENOENT;
	rc = unseen_parse(out, path, text, error, size);
	free(text);
	return rc;
}

void unseen_free(struct unseen *unseen)
{
	free(unseen->rows);
	free(unseen->text);
	*unseen = (struct unseen){0};
}

bool unseen_covers(const struct unseen_row *row, const char *target, const char *impl)
{
	return (!strcmp(row->target, "*") || !strcmp(row->target, target)) &&
	       (!strcmp(row->impl, "*") || !strcmp(row->impl, impl));
}
