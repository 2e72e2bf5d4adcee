// SPDX-License-Identifier: GPL-2.0-or-later
/* The matrix as text. */
#include "coverage/coverage.h"

static void print_cell(FILE *out, const struct coverage *c, const struct coverage_row *row, int i)
{
	char text[16];

	if (row->cases[i])
		snprintf(text, sizeof(text), "%u", row->cases[i]);
	else
		snprintf(text, sizeof(text), "%s", coverage_gap(c, row, i) ? "GAP" : "-");
	fprintf(out, " %11s", text);
}

void coverage_print(FILE *out, const struct coverage *coverage)
{
	fprintf(out, "%-10s %-4s %-8s", "", "who", "strength");
	for (int i = 0; i < COVERAGE_PLACES; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%s/%s", coverage->places[i].target,
			 coverage->places[i].impl);
		fprintf(out, " %11s", name);
	}
	fputs("  mutants: plug-in  kmod  port\n", out);
	for (size_t n = 0; n < coverage->count; n++) {
		const struct coverage_row *row = &coverage->rows[n];

		fprintf(out, "%-10s %-4s %-8s", row->req->id, row->req->who,
			strength_name(row->req->strength));
		for (int i = 0; i < COVERAGE_PLACES; i++)
			print_cell(out, coverage, row, i);
		fprintf(out, "  %16u %5u %5u\n", row->mutants[MUTANT_PLUGIN],
			row->mutants[MUTANT_KMOD], row->mutants[MUTANT_PORT]);
	}
	fputs("\nCases that name the requirement and can run there, a family as one; -: not "
	      "checked there, cases/unseen.tsv says why (what a port does: it is with another "
	      "implementation)\n",
	      out);
}
