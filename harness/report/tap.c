// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TAP output. Names are ours, everything else may come from a guest or a plug-in: unescaped it
 * could say "ok 1" in somebody else's name.
 */
#include "report/tap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/requirements.h"
#include "base/text.h"

#define SCALAR_MAX 1024

static void emit(struct tap *tap, const char *text, size_t length)
{
	size_t done = 0;

	if (tap->copy) {
		fwrite(text, 1, length, tap->copy);
		fflush(tap->copy);
	}
	while (!tap->closed && tap->fd >= 0 && done < length) {
		ssize_t n = write(tap->fd, text + done, length - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			tap->closed = true;
		else
			done += (size_t)n;
	}
}

void tap_begin(struct tap *tap, size_t planned)
{
	char text[64];
	int length = snprintf(text, sizeof(text), "TAP version 13\n1..%zu\n", planned);

	tap->number = 0;
	emit(tap, text, (size_t)length);
}

void tap_comment(struct tap *tap, const char *format, ...)
{
	char *raw = NULL, *text = NULL;
	size_t length;
	va_list args;
	FILE *out;
	int rc;

	va_start(args, format);
	rc = vasprintf(&raw, format, args);
	va_end(args);
	if (rc < 0)
		return;
	out = open_memstream(&text, &length);
	if (out) {
		fputs("# ", out);
		text_plain(out, raw, false);
		fputc('\n', out);
		fclose(out);
		emit(tap, text, length);
	}
	free(text);
	free(raw);
}

void tap_result(struct tap *tap, const struct result *result)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return;
	tap_format(out, ++tap->number, result, tap->rerun);
	fclose(out);
	emit(tap, text, length);
	free(text);
}

static void scalar(FILE *out, const char *indent, const char *key, const char *text)
{
	fprintf(out, "%s%s: ", indent, key);
	text_quote(out, text, SCALAR_MAX);
	fputc('\n', out);
}

static void list(FILE *out, const char *key, const struct result_lines *lines)
{
	if (!lines->count)
		return;
	fprintf(out, "  %s:\n", key);
	for (size_t i = 0; i < lines->count; i++) {
		fputs("    - ", out);
		text_quote_item(out, lines->lines[i], SCALAR_MAX);
		fputc('\n', out);
	}
	if (lines->dropped)
		fprintf(out, "    - \"(%" PRIu64 " more)\"\n", lines->dropped);
}

static void requirement(void *ctx, const char *id, const struct requirement *req)
{
	FILE *out = ctx;

	fputs("    - id: ", out);
	text_quote(out, id, SCALAR_MAX);
	fputc('\n', out);
	if (!req)
		return;
	scalar(out, "      ", "source", req->source);
	scalar(out, "      ", "strength", strength_name(req->strength));
	scalar(out, "      ", "text", req->text);
}

static void check(FILE *out, const struct result_check *c)
{
	if (!c->present)
		return;
	fputs("  check:\n", out);
	scalar(out, "    ", "text", c->text);
	if (*c->reg)
		scalar(out, "    ", "register", c->reg);
	if (*c->port)
		scalar(out, "    ", "port", c->port);
	if (c->has_values && c->has_mask)
		fprintf(out,
			"    expected: \"0x%08" PRIx32 "\"\n    seen: \"0x%08" PRIx32 "\"\n"
			"    mask: \"0x%08" PRIx32 "\"\n",
			(uint32_t)c->expected, (uint32_t)c->seen, c->mask);
	else if (c->has_values)
		fprintf(out, "    expected: \"%" PRId64 "\"\n    seen: \"%" PRId64 "\"\n",
			c->expected, c->seen);
}

static void rerun_command(FILE *out, const struct result *result, const char *rerun)
{
	const struct plan_item *item = result->item;
	char *command = NULL;
	size_t length;
	FILE *f = open_memstream(&command, &length);

	if (!f)
		return;
	fprintf(f, "./run.sh --target %s --impl ", item->section->target);
	text_shell(f, item->section->impl);
	fputs(" --topology ", f);
	text_shell(f, item->topology->name);
	fprintf(f, " --case %s", item->tc->id);
	if (rerun)
		fprintf(f, " %s", rerun);
	if (result->rerun)
		fprintf(f, " %s", result->rerun);
	fclose(f);
	scalar(out, "  ", "rerun", command);
	free(command);
}

static void yaml(FILE *out, const struct result *result, const char *rerun)
{
	const struct test_case *tc = result->item->tc;

	fputs("  ---\n", out);
	scalar(out, "  ", "outcome", outcome_name(result->outcome));
	scalar(out, "  ", "message", result->reason);
	if (*result->expectation)
		scalar(out, "  ", "expectation", result->expectation);
	scalar(out, "  ", "claim", tc->claim);
	if (tc->flags & CASE_RIG)
		scalar(out, "  ", "about", "rig self-check");
	if (tc->reqs && *tc->reqs) {
		fputs("  requirements:\n", out);
		requirements_each(tc->reqs, requirement, out);
	}
	check(out, &result->check);
	list(out, "evidence", &result->evidence);
	list(out, "kernel_log", &result->klog);
	list(out, "notes", &result->notes);
	scalar(out, "  ", "topology", result->item->topology->name);
	rerun_command(out, result, rerun);
	fputs("  ...\n", out);
}

static void phases(FILE *out, const struct result *result)
{
	for (size_t i = 0; i < result->samples.phase_count; i++) {
		const struct samples_phase *phase = &result->samples.phases[i];
		struct percentiles p;

		if (percentiles_of(phase, &p))
			continue;
		fputs("# ", out);
		text_plain(out, phase->name, false);
		fprintf(out, " p50 %.15g p90 %.15g p99 %.15g p99.9 %.15g max %.15g ", p.p50, p.p90,
			p.p99, p.p999, p.max);
		text_plain(out, phase->unit, false);
		fprintf(out, " of %zu\n", p.count);
	}
}

void tap_format(FILE *out, size_t number, const struct result *result, const char *rerun)
{
	bool ok = result->outcome == OUTCOME_PASS || result->outcome == OUTCOME_SKIP;

	fprintf(out, "%s %zu %s", ok ? "ok" : "not ok", number, result->item->name);
	if (result->outcome == OUTCOME_SKIP || result->outcome == OUTCOME_BROKEN) {
		fputs(result->outcome == OUTCOME_SKIP ? " # SKIP " : " # BROKEN ", out);
		text_plain(out, *result->reason ? result->reason : "no reason given", true);
	} else if (result->outcome == OUTCOME_KNOWN_FAIL) {
		fputs(" # TODO known failure: ", out);
		text_plain(out, result->reason, true);
	} else if (result->observation) {
		fputs(" # TODO observation, not in the profile: ", out);
		text_plain(out, result->reason, true);
	}
	fputc('\n', out);
	if (!ok)
		yaml(out, result, rerun);
	if (result->item->tc->flags & CASE_RIG)
		fputs("# rig self-check\n", out);
	if (ok && result->item->topology_differs)
		fprintf(out, "# on topology %s\n", result->item->topology->name);
	for (size_t i = 0; ok && i < result->notes.count; i++) {
		fputs("# ", out);
		text_plain(out, result->notes.lines[i], false);
		fputc('\n', out);
	}
	phases(out, result);
}
