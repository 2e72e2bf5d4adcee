// SPDX-License-Identifier: GPL-2.0-or-later
/* One place writes what is read of a run. */
#include "run/output.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/earlier.h"
#include "journal/header.h"
#include "journal/journal.h"
#include "regs/personality.h"
#include "report/boots.h"
#include "report/figures.h"
#include "report/results.h"
#include "report/streams.h"
#include "run/interrupt.h"
#include "run/software.h"
#include "verdict/result_json.h"
#include "version.h"

static FILE *open_in(const char *folder, const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return NULL;
	return fopen(path, "we");
}

static size_t number_of(const struct output *output, const struct plan_item *item)
{
	return (size_t)(item - output->config->plan->items) + 1;
}

/* ---- the beginning ---- */

static void plan_hash(const struct output *output, char *hash, size_t size)
{
	snprintf(hash, size, "%016llx", (unsigned long long)output->config->plan->hash);
}

/* The journal of a new run, with its plan complete before anybody sees it. */
static int create_journal(struct output *output)
{
	const struct plan *plan = output->config->plan;
	char path[PATH_MAX];
	int rc;

	snprintf(path, sizeof(path), "%s/journal.jsonl", output->config->run_dir);
	output->journal = journal_create(path);
	if (!output->journal)
		return -errno;
	rc = journal_write(output->journal, header_line(output->config, output->started), false);
	for (size_t i = 0; !rc && i < plan->count; i++) {
		struct json_object *line = journal_line("plan");

		journal_number(line, plan, &plan->items[i]);
		journal_text(line, "name", plan->items[i].name);
		rc = journal_write(output->journal, line, false);
	}
	if (!rc)
		rc = journal_publish(output->journal);
	if (rc)
		journal_close(output->journal);
	return rc;
}

static int open_journal(struct output *output)
{
	struct earlier *earlier = output->config->earlier;

	if (!earlier || !earlier->goes_on)
		return create_journal(output);
	if (earlier->finished)
		return 0;
	output->journal = earlier_take_journal(earlier);
	return journal_write(output->journal, journal_line("resume"), true);
}

static void begin_streams(struct output *output)
{
	const struct controller_config *config = output->config;
	char hash[32];

	plan_hash(output, hash, sizeof(hash));
	streams_begin(config->streams, config->plan->own);
	streams_comment(output->config->streams, "isotap %s, seed %llu, plan %s", ISOTAP_REVISION,
			(unsigned long long)config->seed, hash);
	if (config->personality)
		streams_comment(output->config->streams, "every port is wrong on purpose: %s",
				personality_name(config->personality));
	if (config->software)
		streams_comment(output->config->streams, "%s", config->software->text);
}

static void set_started(struct output *output)
{
	const struct earlier *earlier = output->config->earlier;
	time_t now = time(NULL);

	if (earlier && *earlier->started)
		snprintf(output->started, sizeof(output->started), "%s", earlier->started);
	else
		strftime(output->started, sizeof(output->started), "%Y-%m-%dT%H:%M:%SZ",
			 gmtime(&now));
}

int output_open(struct output *output, const struct controller_config *config)
{
	int rc;

	memset(output, 0, sizeof(*output));
	output->config = config;
	set_started(output);
	rc = open_journal(output);
	if (rc)
		return rc;
	output->samples = open_in(config->run_dir, "samples.tsv");
	output->cases = json_object_new_array();
	output->starts = json_object_new_array();
	progress_init(&output->progress);
	sections_init(&output->sections, config->plan);
	if (output->samples)
		fputs("name\tphase\tunit\tvalue\n", output->samples);
	begin_streams(output);
	return 0;
}

/* ---- to the journal, as it comes ---- */

int output_note(struct output *output, struct json_object *line, bool on_disk)
{
	if (output->journal)
		return journal_write(output->journal, line, on_disk);
	json_object_put(line);
	return 0;
}

int output_begins(struct output *output, const struct plan_item *item, bool on_disk)
{
	struct json_object *line = journal_line("begin");

	journal_number(line, output->config->plan, item);
	journal_text(line, "name", item->name);
	progress_live(&output->progress, "[%zu/%zu] %s", number_of(output, item),
		      output->config->plan->count, item->name);
	return output_note(output, line, on_disk);
}

struct samples_of {
	struct output *output;
	const struct plan_item *item;
};

static void note_samples(void *ctx, struct json_object *line)
{
	const struct samples_of *of = ctx;

	journal_number(line, of->output->config->plan, of->item);
	output_note(of->output, line, false);
}

void output_ended(struct output *output, const struct result *result)
{
	struct samples_of of = {output, result->item};
	struct json_object *line = journal_line("end");

	result_samples_each(result, note_samples, &of);
	journal_number(line, output->config->plan, result->item);
	journal_text(line, "name", result->item->name);
	result_to_json(result, line);
	output_note(output, line, false);
}

/* ---- in the order of the plan ---- */

/* A model that is made anew is the same one: its topology is listed once. */
static bool listed(const struct output *output, struct json_object *line)
{
	size_t count = json_object_array_length(output->starts);

	for (size_t i = 0; i < count; i++) {
		struct json_object *other = json_object_array_get_idx(output->starts, i);

		if (!strcmp(member_text(other, "target"), "model") &&
		    !strcmp(member_text(other, "topology"), member_text(line, "topology")))
			return true;
	}
	return false;
}

/* Accelerator, kernel, emulator and checkers belong beside every figure; the model has none of
 * them. */
static void emit_start(struct output *output, struct json_object *line)
{
	struct json_object *identity = member_object(line, "identity");
	const char *target = member_text(line, "target");

	if (!strcmp(target, "model")) {
		if (listed(output, line))
			return;
	} else if (identity) {
		streams_comment(output->config->streams, "%s: %s", target,
				json_object_to_json_string_ext(identity, JSON_C_TO_STRING_PLAIN));
	}
	json_object_array_add(output->starts, json_object_get(line));
}

void output_result(struct output *output, const struct result *result, struct json_object *starts,
		   double seconds)
{
	struct json_object *object = results_case(result, output->config->rerun);

	sections_begin(&output->sections, result->item, output->config->streams);
	for (size_t i = 0; starts && i < json_object_array_length(starts); i++)
		emit_start(output, json_object_array_get_idx(starts, i));
	figures_comment(output->config->streams, result);
	streams_result(output->config->streams, object);
	if (output->samples)
		results_samples(output->samples, result);
	json_object_array_add(output->cases, object);
	strengths_add(&output->strengths, result);
	if (result->observation)
		output->observations++;
	else
		output->counts[result->outcome]++;
	sections_end(&output->sections, result, seconds, &output->progress);
	/* Nobody reads on: wind up as for a signal, with everything on the disk. */
	if (output->config->streams->closed && !interrupt_requested())
		interrupt_raise(SIGPIPE);
}

/* ---- the end ---- */

static int exit_status(const struct output *output)
{
	const uint32_t *counts = output->counts;
	int status = 0;

	if (interrupt_requested())
		return 128 + interrupt_requested();
	if (counts[OUTCOME_FAIL])
		return 1;
	if (counts[OUTCOME_BROKEN])
		status = EXIT_RIG_BROKEN;
	else if (counts[OUTCOME_SKIP] == output->config->plan->own && counts[OUTCOME_SKIP])
		status = EXIT_ALL_SKIPPED;
	return status && output->config->bisect ? EXIT_BISECT_SKIP : status;
}

static struct json_object *sum_boots(struct output *output)
{
	struct boots boots = boots_sum(output->starts, output->cases);

	if (boots.count)
		progress_line(&output->progress,
			      "boots: %u, %.1f s beside %.1f s of cases: %.0f %% of the time of "
			      "guests",
			      boots.count, boots.seconds, boots.cases, 100 * boots_share(&boots));
	return boots_json(&boots);
}

static void write_results(struct output *output, int status)
{
	const struct controller_config *config = output->config;
	struct json_object *run = json_object_new_object();
	struct json_object *counts = json_object_new_object();
	char path[PATH_MAX], hash[32];

	plan_hash(output, hash, sizeof(hash));
	journal_text(run, "revision", ISOTAP_REVISION);
	journal_text(run, "started", output->started);
	json_object_object_add(run, "seed", json_object_new_uint64(config->seed));
	journal_text(run, "plan", hash);
	json_object_object_add(run, "status", json_object_new_int(status));
	for (int i = 0; i < OUTCOME_COUNT; i++)
		json_object_object_add(counts, outcome_name((enum outcome)i),
				       json_object_new_int64(output->counts[i]));
	json_object_object_add(counts, "observation", json_object_new_int64(output->observations));
	json_object_object_add(run, "counts", counts);
	json_object_object_add(run, "strengths", strengths_json(&output->strengths));
	if (config->software)
		journal_text(run, "software", config->software->text);
	json_object_object_add(run, "boots", sum_boots(output));
	json_object_object_add(run, "starts", output->starts);
	json_object_object_add(run, "cases", output->cases);
	output->starts = output->cases = NULL;
	snprintf(path, sizeof(path), "%s/results.json", config->run_dir);
	streams_end(config->streams, run);
	if (results_write(path, run))
		progress_line(&output->progress, "%s: cannot be written", path);
	json_object_put(run);
}

/* A verdict that did not reach the file that was asked for is none. */
static int unwritten(struct output *output, int status)
{
	const struct stream *failed = streams_failed(output->config->streams);

	if (!failed || !failed->path)
		return status;
	progress_line(&output->progress, "%s: %s", failed->path, strerror(-failed->error));
	return status ? status : EXIT_RIG_BROKEN;
}

int output_close(struct output *output)
{
	struct json_object *line = journal_line("done");
	int status;

	strengths_comment(&output->strengths, output->config->policy.profile,
			  output->config->streams);
	status = exit_status(output);
	write_results(output, status);
	status = unwritten(output, status);
	json_object_object_add(line, "status", json_object_new_int(status));
	output_note(output, line, true);
	progress_line(&output->progress, "run folder: %s", output->config->run_dir);
	journal_close(output->journal);
	if (output->samples)
		fclose(output->samples);
	return status;
}
