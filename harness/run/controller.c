// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The controller holds plan, journal and verdicts, and runs nothing that may crash. Every planned
 * case gets its line, whatever dies on the way.
 */
#include "run/controller.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "regs/personality.h"
#include "report/progress.h"
#include "report/results.h"
#include "report/sections.h"
#include "report/strengths.h"
#include "report/tap.h"
#include "run/interrupt.h"
#include "run/journal.h"
#include "base/text.h"
#include "version.h"

#define BOOT_ATTEMPTS 2
#define TRACE_ALL_MAX 64        /* cases in a plan: of more, only those that fail are recorded */
#define RECORDS_MAX (64u << 20) /* bytes of one case's records that are kept */

/* The rig that runs now. */
struct current {
	const struct rig_ops *ops;
	struct rig *rig; /* NULL: not started */
	const struct catalog_entry *topology;
	bool given_up;         /* two starts in a row failed */
	double reboot_seconds; /* what the last start took, without what is made only once */
	char error[512];
};

struct controller {
	const struct controller_config *config;
	struct progress progress;
	struct tap tap;
	struct journal *journal;
	FILE *samples;
	struct current current;
	bool failed[PLAN_SECTIONS]; /* a case of that section */
	struct json_object *cases, *starts;
	uint32_t counts[OUTCOME_COUNT], observations;
	struct strengths strengths;
	FILE *records; /* of the case that runs, or NULL */
	size_t records_bytes;
};

static double now_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static struct json_object *journal_line(const char *kind)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, "j", json_object_new_string(kind));
	return line;
}

static void add_string(struct json_object *object, const char *key, const char *text)
{
	char clean[1024];

	snprintf(clean, sizeof(clean), "%s", text);
	text_clean_utf8(clean, strlen(clean));
	json_object_object_add(object, key, json_object_new_string(clean));
}

static FILE *open_in(const char *folder, const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return NULL;
	return fopen(path, "we");
}

/* Whether operations are recorded only of what fails, where that can be repeated exactly. */
static bool only_failures(const struct controller *c)
{
	return c->current.ops == &rig_model && !c->config->trace_all &&
	       c->config->plan->count > TRACE_ALL_MAX;
}

/* ---- the rig ---- */

static void stop_rig(struct controller *c)
{
	if (c->current.rig)
		c->current.ops->stop(c->current.rig);
	c->current.rig = NULL;
}

static struct json_object *identity_of(struct controller *c)
{
	const char *text = c->current.ops->identity(c->current.rig);
	struct json_object *object = text ? json_tokener_parse(text) : NULL;

	return object ? object : json_object_new_object();
}

static int start_once(struct controller *c, const struct plan_item *item)
{
	struct rig_config config = {
		.topo = &item->topology->topo,
		.run_dir = c->config->run_dir,
		.env_file = c->config->env_file,
		.qemu = c->config->qemu,
		.kernel = c->config->kernel,
		.modules = c->config->modules,
		.strict = c->config->policy.strict,
		.unchecked = c->config->unchecked,
		.trace = !c->config->no_trace,
		.trace_failures = only_failures(c),
		.iterations = c->config->iterations,
		.schedules = c->config->schedules,
		.personality = c->config->personality,
		.progress = progress_line,
		.progress_ctx = &c->progress,
	};
	struct current *current = &c->current;
	struct json_object *line = journal_line("start"), *identity = NULL, *ready;
	double begin = now_seconds(), seconds;
	char hash[32];
	int rc;

	current->error[0] = '\0';
	rc = current->ops->start(&current->rig, &config, current->error, sizeof(current->error));
	seconds = now_seconds() - begin;
	current->reboot_seconds = seconds;
	if (rc)
		current->rig = NULL;
	else
		identity = identity_of(c);
	if (identity && json_object_object_get_ex(identity, "ready_seconds", &ready))
		current->reboot_seconds = json_object_get_double(ready);
	/* Accelerator, kernel, emulator and checkers belong beside every figure; the model has none
	 * of them.
	 */
	if (identity && current->ops != &rig_model)
		tap_comment(&c->tap, "%s: %s", current->ops->target,
			    json_object_to_json_string_ext(identity, JSON_C_TO_STRING_PLAIN));
	add_string(line, "target", current->ops->target);
	add_string(line, "topology", item->topology->name);
	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)item->topology->topo.hash);
	add_string(line, "topology_hash", hash);
	json_object_object_add(line, "ok", json_object_new_boolean(!rc));
	json_object_object_add(line, "seconds", json_object_new_double(seconds));
	if (rc)
		add_string(line, "error", current->error);
	else
		json_object_object_add(line, "identity", identity);
	json_object_array_add(c->starts, json_object_get(line));
	journal_write(c->journal, line, false);
	return rc;
}

static const struct rig_ops *rig_named(const char *target)
{
	if (!strcmp(target, "model"))
		return &rig_model;
	return &rig_qemu;
}

/* 0 when a rig for the item's target and topology is there. */
static int have_rig(struct controller *c, const struct plan_item *item)
{
	const struct rig_ops *ops = rig_named(item->section->target);
	struct current *current = &c->current;

	if (current->ops != ops || current->topology != item->topology) {
		stop_rig(c);
		*current = (struct current){.ops = ops, .topology = item->topology};
	}
	if (!ops) {
		snprintf(current->error, sizeof(current->error), "this program has no %s target",
			 item->section->target);
		return -ENOSYS;
	}
	if (current->rig && !ops->alive(current->rig))
		stop_rig(c);
	if (current->rig)
		return 0;
	for (int i = 0; i < BOOT_ATTEMPTS && !current->given_up; i++) {
		if (!start_once(c, item))
			return 0;
		if (interrupt_requested())
			return -EINTR;
		progress_line(&c->progress, "%s: start failed: %s", ops->target, current->error);
	}
	current->given_up = true;
	return -EIO;
}

/* ---- one case ---- */

struct intake {
	struct controller *controller;
	struct result *result;
};

static void open_records(struct controller *c, const struct plan_item *item)
{
	char name[PLAN_NAME_MAX + 32];

	snprintf(name, sizeof(name), "records-%s.jsonl", item->name);
	for (char *p = name; *p; p++)
		if (*p == '/')
			*p = '.';
	c->records = open_in(c->config->run_dir, name);
	c->records_bytes = 0;
}

static bool is_trace(struct json_object *record)
{
	struct json_object *kind;

	return json_object_object_get_ex(record, "r", &kind) &&
	       json_object_is_type(kind, json_type_string) &&
	       !strcmp(json_object_get_string(kind), "trace");
}

static void on_record(void *ctx, struct json_object *record)
{
	struct intake *intake = ctx;
	struct controller *c = intake->controller;

	/* Of a case that passes unrecorded there is nothing to keep. */
	if (!c->records && is_trace(record))
		open_records(c, intake->result->item);
	if (c->records && c->records_bytes < RECORDS_MAX) {
		size_t length;
		const char *text = json_object_to_json_string_length(
			record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);

		c->records_bytes += length;
		fprintf(c->records, "%s\n", text);
	}
	result_record(intake->result, record);
}

static void run_item(struct controller *c, const struct plan_item *item, size_t number,
		     struct result *result)
{
	struct rig_job job = {
		.tc = item->tc,
		.impl = item->section->impl,
		.seed = item->seed,
		.timeout_ms = item->timeout_ms,
	};
	struct intake intake = {c, result};
	struct rig_result *end = calloc(1, sizeof(*end));
	struct json_object *line = journal_line("begin");
	double begin = now_seconds();
	char reason[128];
	int rc;

	json_object_object_add(line, "n", json_object_new_int64((int64_t)number));
	add_string(line, "name", item->name);
	/* What may take a machine down is on the disk before it begins; the model is none. */
	rc = journal_write(c->journal, line,
			   item->tc->flags & CASE_DESTRUCTIVE && c->current.ops != &rig_model);
	if (rc || !end) {
		snprintf(reason, sizeof(reason), "the journal cannot be written: %s",
			 strerror(rc ? -rc : ENOMEM));
		result_without_run(result, OUTCOME_BROKEN, reason);
		free(end);
		return;
	}
	if (!only_failures(c))
		open_records(c, item);
	c->current.ops->run_case(c->current.rig, &job, on_record, &intake, end);
	result->wall_seconds = now_seconds() - begin;
	result_end(result, end);
	if (c->records)
		fclose(c->records);
	c->records = NULL;
	free(end);
	if (result->needs_restart)
		stop_rig(c);
}

static void obtain(struct controller *c, const struct plan_item *item, size_t number,
		   struct result *result)
{
	if (interrupt_requested()) {
		result_without_run(result, OUTCOME_BROKEN, "interrupted");
	} else if (c->config->fail_fast && c->failed[item->section - c->config->plan->sections]) {
		result_without_run(result, OUTCOME_SKIP, "an earlier case failed (--fail-fast)");
	} else if (*item->skip) {
		result_without_run(result, OUTCOME_SKIP, item->skip);
	} else if (have_rig(c, item)) {
		char reason[RESULT_TEXT_MAX];

		snprintf(reason, sizeof(reason), "%s: %s", item->section->target,
			 interrupt_requested() ? "interrupted" : c->current.error);
		result_without_run(result, OUTCOME_BROKEN, reason);
	} else {
		run_item(c, item, number, result);
		/* What the signal cut off has no verdict. */
		if (interrupt_requested() && !result->ended)
			result_without_run(result, OUTCOME_BROKEN, "interrupted");
	}
}

/* ---- reporting ---- */

/* Figures of an emulator come with what it does not model, and an outage beside a reboot. */
static void comment_measurement(struct controller *c, const struct result *result)
{
	if (!result->samples.phase_count)
		return;
	if (!strcmp(result->item->section->target, "model")) {
		tap_comment(&c->tap, "the figures below are the model's virtual time: they count "
				     "steps and waits, no CPU, cache or link takes any");
		return;
	}
	tap_comment(&c->tap, "the figures below are an emulator's: it models no caches, no "
			     "contention between cores and no link training");
	tap_comment(&c->tap, "a reboot of the same guest took %.3f s", c->current.reboot_seconds);
}

static void report(struct controller *c, const struct result *result, size_t number)
{
	struct json_object *line = journal_line("end");

	json_object_object_add(line, "n", json_object_new_int64((int64_t)number));
	add_string(line, "name", result->item->name);
	add_string(line, "outcome", outcome_name(result->outcome));
	add_string(line, "reason", result->reason);
	json_object_object_add(line, "observation", json_object_new_boolean(result->observation));
	json_object_object_add(line, "seconds", json_object_new_double(result->wall_seconds));
	journal_write(c->journal, line, false);
	comment_measurement(c, result);
	tap_result(&c->tap, result);
	if (c->samples)
		results_samples(c->samples, result);
	json_object_array_add(c->cases, results_case(result));
	strengths_add(&c->strengths, result);
	if (result->observation)
		c->observations++;
	else
		c->counts[result->outcome]++;
	/* Nobody reads on: wind up as for a signal, with everything on the disk. */
	if (c->tap.closed && !interrupt_requested())
		interrupt_raise(SIGPIPE);
}

static int exit_status(const struct controller *c)
{
	const uint32_t *counts = c->counts;
	int status = 0;

	if (interrupt_requested())
		return 128 + interrupt_requested();
	if (counts[OUTCOME_FAIL])
		return 1;
	if (counts[OUTCOME_BROKEN])
		status = EXIT_RIG_BROKEN;
	else if (counts[OUTCOME_SKIP] == c->config->plan->count)
		status = EXIT_ALL_SKIPPED;
	return status && c->config->bisect ? EXIT_BISECT_SKIP : status;
}

static void write_results(struct controller *c, int status)
{
	const struct controller_config *config = c->config;
	struct json_object *run = json_object_new_object();
	struct json_object *counts = json_object_new_object();
	char path[PATH_MAX], hash[32];

	add_string(run, "revision", ISOTAP_REVISION);
	json_object_object_add(run, "seed", json_object_new_uint64(config->seed));
	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)config->plan->hash);
	add_string(run, "plan", hash);
	json_object_object_add(run, "status", json_object_new_int(status));
	for (int i = 0; i < OUTCOME_COUNT; i++)
		json_object_object_add(counts, outcome_name((enum outcome)i),
				       json_object_new_int64(c->counts[i]));
	json_object_object_add(counts, "observation", json_object_new_int64(c->observations));
	json_object_object_add(run, "counts", counts);
	json_object_object_add(run, "strengths", strengths_json(&c->strengths));
	json_object_object_add(run, "starts", c->starts);
	json_object_object_add(run, "cases", c->cases);
	c->starts = c->cases = NULL;
	snprintf(path, sizeof(path), "%s/results.json", config->run_dir);
	if (results_write(path, run))
		progress_line(&c->progress, "%s: cannot be written", path);
	json_object_put(run);
}

static void write_header(struct controller *c)
{
	const struct controller_config *config = c->config;
	struct json_object *line = journal_line("run"), *arguments = json_object_new_array();
	char hash[32];

	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)config->plan->hash);
	add_string(line, "revision", ISOTAP_REVISION);
	json_object_object_add(line, "seed", json_object_new_uint64(config->seed));
	add_string(line, "plan", hash);
	json_object_object_add(line, "planned",
			       json_object_new_int64((int64_t)config->plan->count));
	for (int i = 0; i < config->argc; i++)
		json_object_array_add(arguments, json_object_new_string(config->argv[i]));
	json_object_object_add(line, "arguments", arguments);
	journal_write(c->journal, line, false);
	for (size_t i = 0; i < config->plan->count; i++) {
		line = journal_line("plan");
		json_object_object_add(line, "n", json_object_new_int64((int64_t)i + 1));
		add_string(line, "name", config->plan->items[i].name);
		journal_write(c->journal, line, i + 1 == config->plan->count);
	}
	tap_begin(&c->tap, config->plan->count);
	tap_comment(&c->tap, "isotap %s, seed %llu, plan %s", ISOTAP_REVISION,
		    (unsigned long long)config->seed, hash);
	if (config->personality)
		tap_comment(&c->tap, "every port is wrong on purpose: %s",
			    personality_name(config->personality));
}

static void run_plan(struct controller *c)
{
	const struct plan *plan = c->config->plan;
	struct sections sections;

	sections_init(&sections, plan);
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->items[i];
		struct result *result = calloc(1, sizeof(*result));
		double begin = now_seconds();

		if (!result)
			abort();
		sections_begin(&sections, item, &c->tap);
		progress_live(&c->progress, "[%zu/%zu] %s", i + 1, plan->count, item->name);
		result_init(result, item);
		obtain(c, item, i + 1, result);
		result_judge(result, &c->config->policy);
		if (result->outcome == OUTCOME_FAIL && !result->observation)
			c->failed[item->section - plan->sections] = true;
		report(c, result, i + 1);
		sections_end(&sections, result, now_seconds() - begin, &c->progress);
		result_free(result);
		free(result);
	}
	stop_rig(c);
	strengths_comment(&c->strengths, c->config->policy.profile, &c->tap);
}

int controller_run(const struct controller_config *config)
{
	struct controller c = {.config = config, .tap = {.fd = STDOUT_FILENO}};
	struct json_object *line;
	char path[PATH_MAX];
	int status;

	snprintf(path, sizeof(path), "%s/journal.jsonl", config->run_dir);
	c.journal = journal_open(path);
	if (!c.journal)
		return -errno;
	c.tap.copy = open_in(config->run_dir, "run.tap");
	c.tap.rerun = config->rerun;
	c.samples = open_in(config->run_dir, "samples.tsv");
	c.cases = json_object_new_array();
	c.starts = json_object_new_array();
	progress_init(&c.progress);
	if (c.samples)
		fputs("name\tphase\tunit\tvalue\n", c.samples);
	write_header(&c);
	run_plan(&c);
	status = exit_status(&c);
	write_results(&c, status);
	line = journal_line("done");
	json_object_object_add(line, "status", json_object_new_int(status));
	journal_write(c.journal, line, true);
	progress_line(&c.progress, "run folder: %s", config->run_dir);
	journal_close(c.journal);
	if (c.tap.copy)
		fclose(c.tap.copy);
	if (c.samples)
		fclose(c.samples);
	return status;
}
