// SPDX-License-Identifier: GPL-2.0-or-later
/* docs/coverage.md. Nothing in it depends on where or when it is made. */
#include <string.h>

#include "coverage/coverage.h"
#include "mutants/judge.h"
#include "mutants/killed.h"

static void print_heads(FILE *out, const struct coverage *c, const char *after)
{
	for (int i = 0; i < COVERAGE_PLACES; i++)
		fprintf(out, "%s/%s | ", c->places[i].target, c->places[i].impl);
	fputs(after, out);
}

/* ---- by strength ---- */

static void print_strength(FILE *out, const struct coverage *c, enum strength strength)
{
	uint32_t rows = 0, checked[COVERAGE_PLACES] = {0}, gaps = 0, mutated = 0;

	for (size_t n = 0; n < c->count; n++) {
		const struct coverage_row *row = &c->rows[n];

		if (row->req->strength != strength)
			continue;
		rows++;
		for (int i = 0; i < COVERAGE_PLACES; i++) {
			checked[i] += row->cases[i] > 0;
			gaps += coverage_gap(c, row, i);
		}
		mutated += row->mutants[MUTANT_PLUGIN] + row->mutants[MUTANT_KMOD] +
				   row->mutants[MUTANT_PORT] >
			   0;
	}
	fprintf(out, "| %s | %u | ", strength_name(strength), rows);
	for (int i = 0; i < COVERAGE_PLACES; i++)
		fprintf(out, "%u | ", checked[i]);
	fprintf(out, "%u | %u |\n", gaps, mutated);
}

static void print_summary(FILE *out, const struct coverage *c)
{
	fputs("## By strength\n\n"
	      "Requirements, how many of them are checked where, gaps, and how many have a "
	      "mutant.\n\n"
	      "| strength | requirements | ",
	      out);
	print_heads(out, c, "gaps | with a mutant |\n| --- | --- | ");
	for (int i = 0; i < COVERAGE_PLACES; i++)
		fputs("--- | ", out);
	fputs("--- | --- |\n", out);
	for (int i = 0; i < STRENGTH_COUNT; i++)
		print_strength(out, c, (enum strength)i);
}

/* ---- by requirement ---- */

static void print_cell(FILE *out, const struct coverage *c, const struct coverage_row *row, int i)
{
	if (row->cases[i])
		fprintf(out, "%u | ", row->cases[i]);
	else
		fputs(coverage_gap(c, row, i) ? "**gap** | " : "– | ", out);
}

static void print_cases(FILE *out, const struct requirement *req)
{
	const struct mutant one = {.reqs = req->id};
	const struct case_family *last = NULL;
	uint32_t count;
	const struct test_case *const *all = case_all(&count);
	const char *separator = "";

	for (uint32_t i = 0; i < count; i++) {
		if (!mutant_concerns(&one, all[i]) || (last && last == all[i]->family))
			continue;
		last = all[i]->family;
		fprintf(out, "%s%.*s", separator, (int)strcspn(all[i]->id, "."), all[i]->id);
		separator = ", ";
	}
	fputs(" | ", out);
}

static void print_mutants_of(FILE *out, const struct coverage *c, const struct requirement *req)
{
	const struct test_case alone = {.reqs = req->id};
	const char *separator = "";

	for (size_t i = 0; i < c->mutants->count; i++) {
		const struct mutant *m = &c->mutants->rows[i];

		if (!mutant_concerns(m, &alone))
			continue;
		fprintf(out, "%s%s", separator, m->name);
		if (m->base != MUTANT_PLUGIN)
			fprintf(out, " (%s)", mutant_base_name(m->base));
		separator = ", ";
	}
	fputs(" |\n", out);
}

static void print_requirements(FILE *out, const struct coverage *c)
{
	fputs("\n## By requirement\n\n"
	      "Cases that can run there, a family as one; – where it is not checked (see below). "
	      "The wording is in `cases/requirements.tsv`.\n\n| id | who | strength | ",
	      out);
	print_heads(out, c, "cases | mutants |\n| --- | --- | --- | ");
	for (int i = 0; i < COVERAGE_PLACES; i++)
		fputs("--- | ", out);
	fputs("--- | --- |\n", out);
	for (size_t n = 0; n < c->count; n++) {
		const struct coverage_row *row = &c->rows[n];

		fprintf(out, "| %s | %s | %s | ", row->req->id, row->req->who,
			strength_name(row->req->strength));
		for (int i = 0; i < COVERAGE_PLACES; i++)
			print_cell(out, c, row, i);
		print_cases(out, row->req);
		print_mutants_of(out, c, row->req);
	}
}

static void print_unseen(FILE *out, const struct coverage *c)
{
	if (!c->unseen->count)
		return;
	fputs("\n## Not checked, and why\n\n| requirement | target | implementation | reason |\n"
	      "| --- | --- | --- | --- |\n",
	      out);
	for (size_t i = 0; i < c->unseen->count; i++) {
		const struct unseen_row *row = &c->unseen->rows[i];

		fprintf(out, "| %s | %s | %s | %s |\n", row->req,
			strcmp(row->target, "*") ? row->target : "any",
			strcmp(row->impl, "*") ? row->impl : "any", row->reason);
	}
}

/* ---- mutants ---- */

static void print_killers(FILE *out, const struct killed *killed, const struct mutant *m)
{
	const char *separator = "";

	for (size_t i = 0; i < killed->count; i++) {
		const struct killed_row *row = &killed->rows[i];

		if (row->base != m->base || strcmp(row->name, m->name))
			continue;
		fprintf(out, "%s%s (%s)", separator, row->id, row->target);
		separator = ", ";
	}
	fputs(*separator ? " |\n" : "**not on record** |\n", out);
}

static void print_mutants(FILE *out, const struct coverage *c, const struct killed *killed)
{
	fprintf(out,
		"\n## Mutants\n\n"
		"%zu wrong implementations and wrong ports, and the first case that told each when "
		"last all were run (`make mutants-record`).\n\n"
		"| mutant | base | violates | defect | told by |\n| --- | --- | --- | --- | --- "
		"|\n",
		c->mutants->count);
	for (size_t i = 0; i < c->mutants->count; i++) {
		const struct mutant *m = &c->mutants->rows[i];

		fprintf(out, "| %s | %s | %s | %s | ", m->name, mutant_base_name(m->base), m->reqs,
			m->defect);
		print_killers(out, killed, m);
	}
}

void coverage_markdown(FILE *out, const struct coverage *coverage, const struct killed *killed)
{
	fputs("# Coverage\n\n"
	      "Generated by `make coverage`; do not edit. `isotap coverage` prints the matrix, "
	      "`isotap coverage --check` fails on a gap.\n\n",
	      out);
	print_summary(out, coverage);
	print_requirements(out, coverage);
	print_unseen(out, coverage);
	print_mutants(out, coverage, killed);
}
