// SPDX-License-Identifier: GPL-2.0-or-later
/* The whole matrix: what every case says of every mutant. */
#include <stdlib.h>
#include <string.h>

#include "mutants/report.h"

/* A column: a case, or all rows of a family, which are neighbours. */
struct column {
	uint32_t first, count;
	char id[CASE_ID_MAX];
};

struct cell {
	uint32_t outcomes[OUTCOME_COUNT], rows;
	bool related;
};

static size_t make_columns(struct column **out)
{
	uint32_t total;
	const struct test_case *const *all = case_all(&total);
	struct column *columns = calloc(total + 1, sizeof(columns[0]));
	size_t count = 0;

	if (!columns)
		abort();
	for (uint32_t i = 0; i < total; i++) {
		if (!mutant_case_counts(all[i]))
			continue;
		if (count && all[i]->family &&
		    all[columns[count - 1].first]->family == all[i]->family) {
			columns[count - 1].count++;
			continue;
		}
		columns[count] = (struct column){.first = i, .count = 1};
		snprintf(columns[count].id, sizeof(columns[0].id), "%.*s",
			 (int)strcspn(all[i]->id, "."), all[i]->id);
		count++;
	}
	*out = columns;
	return count;
}

static struct cell look(const struct mutant_subject *s, const struct column *column)
{
	uint32_t total;
	const struct test_case *const *all = case_all(&total);
	struct cell cell = {0};

	for (uint32_t i = column->first; i < column->first + column->count; i++) {
		const struct mutant_outcome *o = &s->outcomes.slots[i];

		cell.related |= s->mutant && mutant_concerns(s->mutant, all[i]);
		if (!o->known)
			continue;
		cell.outcomes[o->outcome]++;
		cell.rows++;
	}
	return cell;
}

/* K failed and names a requirement of the defect, f failed, b broken, . passed, blank did not run.
 */
static char letter(const struct cell *cell)
{
	if (cell->outcomes[OUTCOME_FAIL])
		return cell->related ? 'K' : 'f';
	if (cell->outcomes[OUTCOME_BROKEN])
		return 'b';
	return cell->outcomes[OUTCOME_PASS] ? '.' : ' ';
}

static bool failed_by_any(const struct mutant_campaign *c, const struct column *column)
{
	for (size_t i = 0; i < c->count; i++) {
		struct cell cell = look(&c->subjects[i], column);

		if (c->subjects[i].mutant && cell.outcomes[OUTCOME_FAIL])
			return true;
	}
	return false;
}

/* A case that no mutant fails proves nothing. */
static void print_idle(FILE *out, const struct mutant_campaign *c, const struct column *columns,
		       size_t count)
{
	fputs("\ncases that ran and that no mutant fails:\n", out);
	for (size_t n = 0; n < count; n++) {
		bool ran = false;

		for (size_t i = 0; i < c->count && !ran; i++)
			ran = look(&c->subjects[i], &columns[n]).rows > 0;
		if (ran && !failed_by_any(c, &columns[n]))
			fprintf(out, "  %s\n", columns[n].id);
	}
}

static void print_name(FILE *out, const struct mutant_subject *s)
{
	fprintf(out, "%s/%s", s->target, s->mutant ? s->mutant->name : s->impl_name);
}

static void print_text(FILE *out, const struct mutant_campaign *c, const struct column *columns,
		       size_t count)
{
	fputs("K: failed, and names a requirement that the defect violates; f: failed; b: broken; "
	      ".: passed; blank: did not run\n\n",
	      out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%3zu %s%s\n", i + 1, columns[i].id,
			columns[i].count > 1 ? " (family)" : "");
	for (unsigned int digit = 100; digit; digit /= 10) {
		fprintf(out, "%s%-44s ", digit == 100 ? "\n" : "", "");
		for (size_t i = 0; i < count; i++)
			fputc(i + 1 >= digit ? (int)('0' + (i + 1) / digit % 10) : ' ', out);
		fputc('\n', out);
	}
	for (size_t i = 0; i < c->count; i++) {
		const struct mutant_subject *s = &c->subjects[i];

		fprintf(out, "%-5s %-38s ", s->target, s->mutant ? s->mutant->name : s->impl_name);
		for (size_t n = 0; n < count; n++) {
			struct cell cell = look(s, &columns[n]);

			fputc(letter(&cell), out);
		}
		fputc('\n', out);
	}
	print_idle(out, c, columns, count);
}

static void print_tsv(FILE *out, const struct mutant_campaign *c, const struct column *columns,
		      size_t count)
{
	fputs("mutant\tbase\tcase\tnames its requirement\tpassed\tfailed\tbroken\tskipped\n", out);
	for (size_t i = 0; i < c->count; i++)
		for (size_t n = 0; n < count; n++) {
			const struct mutant_subject *s = &c->subjects[i];
			struct cell cell = look(s, &columns[n]);

			if (!cell.rows)
				continue;
			print_name(out, s);
			fprintf(out, "\t%s\t%s\t%s\t%u\t%u\t%u\t%u\n",
				s->mutant ? mutant_base_name(s->mutant->base) : "reference",
				columns[n].id, cell.related ? "yes" : "no",
				cell.outcomes[OUTCOME_PASS], cell.outcomes[OUTCOME_FAIL],
				cell.outcomes[OUTCOME_BROKEN], cell.outcomes[OUTCOME_SKIP]);
		}
}

static void list_failed(FILE *out, const struct mutant_subject *s, const struct column *columns,
			size_t count, bool related)
{
	const char *separator = "";

	for (size_t n = 0; n < count; n++) {
		struct cell cell = look(s, &columns[n]);

		if (!cell.outcomes[OUTCOME_FAIL] || cell.related != related)
			continue;
		fprintf(out, "%s%s", separator, columns[n].id);
		if (columns[n].count > 1)
			fprintf(out, " (%u of %u)", cell.outcomes[OUTCOME_FAIL], cell.rows);
		separator = ", ";
	}
}

static void print_markdown(FILE *out, const struct mutant_campaign *c, const struct column *columns,
			   size_t count)
{
	fputs("| mutant | base | violates | killed by | other cases that fail |\n"
	      "| --- | --- | --- | --- | --- |\n",
	      out);
	for (size_t i = 0; i < c->count; i++) {
		const struct mutant_subject *s = &c->subjects[i];

		if (!s->mutant)
			continue;
		fputs("| ", out);
		print_name(out, s);
		fprintf(out, " | %s | %s | ", mutant_base_name(s->mutant->base), s->mutant->reqs);
		list_failed(out, s, columns, count, true);
		fputs(" | ", out);
		list_failed(out, s, columns, count, false);
		fputs(" |\n", out);
	}
}

void mutant_report_matrix(FILE *out, const struct mutant_campaign *campaign,
			  enum mutant_matrix format)
{
	struct column *columns;
	size_t count = make_columns(&columns);

	if (format == MUTANT_MATRIX_TEXT)
		print_text(out, campaign, columns, count);
	else if (format == MUTANT_MATRIX_TSV)
		print_tsv(out, campaign, columns, count);
	else
		print_markdown(out, campaign, columns, count);
	free(columns);
}
