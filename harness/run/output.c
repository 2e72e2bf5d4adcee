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
#include "regs/personality.h"
#include "report/figures.h"
#include "report/results.h"
#include "report/streams.h"
#include "run/interrupt.h"
#include "run/journal.h"
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

static void write_header(struct output *output)
{
	const struct controller_config *config = output->config;
	struct json_object *line = journal_line("run"), *arguments = json_object_new_array();
	char hash[32];

	plan_hash(output, hash, sizeof(hash));
	journal_text(line, "revision", ISOTAP_REVISION);
	json_object_object_add(line, "seed", json_object_new_uint64(config->seed));
	journal_text(line, "plan", hash);
	json_object_object_add(line, "planned",
			       json_object_new_int64((int64_t)config->plan->count));
	for (int i = 0; i < config->argc; i++)
		json_object_array_add(arguments, json_object_new_string(config->argv[i]));
	json_object_object_add(line, "arguments", arguments);
	journal_write(output->journal, line, false);
	for (size_t i = 0; i < config->plan->count; i++) {
		line = journal_line("plan");
		json_object_object_add(line, "n", json_object_new_int64((int64_t)i + 1));
		journal_text(line, "name", config->plan->items[i].name);
		journal_write(output->journal, line, i + 1 == config->plan->count);
	}
}

static void begin_streams(struct output *output)
{
	const struct controller_config *config = output->config;
	char hash[32];

	plan_hash(output, hash, sizeof(hash));
	streams_begin(config->streams, config->plan->count);
	streams_comment(output->config->streams, "isotap %s, seed %llu, plan %s", ISOTAP_REVISION,
			(unsigned long long)config->seed, hash);
	if (config->personality)
		streams_comment(output->config->streams, "every port is wrong on purpose: %s",
				personality_name(config->personality));
}

int output_open(struct output *output, const struct controller_config *config)
{
	time_t now = time(NULL);
	char path[PATH_MAX];

	memset(output, 0, sizeof(*output));
	output->config = config;
	strftime(output->started, sizeof(output->started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	snprintf(path, sizeof(path), "%s/journal.jsonl", config->run_dir);
	output->journal = journal_open(path);
	if (!output->journal)
		return -errno;
	output->samples = open_in(config->run_dir, "samples.tsv");
	output->cases = json_object_new_array();
	output->starts = json_object_new_array();
	progress_init(&output->progress);
	sections_init(&output->sections, config->plan);
	if (output->samples)
		fputs("name\tphase\tunit\tvalue\n", output->samples);
	write_header(output);
	begin_streams(output);
	return 0;
}

/* ---- case by case ---- */

void output_started(struct output *output, struct json_object *line)
{
	struct json_object *identity = member_object(line, "identity");
	const char *target = member_text(line, "target");

	/* Accelerator, kernel, emulator and checkers belong beside every figure; the model has none
	 * of them.
	 */
	if (identity && strcmp(target, "model"))
		streams_comment(output->config->streams, "%s: %s", target,
				json_object_to_json_string_ext(identity, JSON_C_TO_STRING_PLAIN));
	json_object_array_add(output->starts, json_object_get(line));
	journal_write(output->journal, line, false);
}

int output_begins(struct output *output, const struct plan_item *item, bool on_disk)
{
	struct json_object *line = journal_line("begin");

	json_object_object_add(line, "n", json_object_new_int64((int64_t)number_of(output, item)));
	journal_text(line, "name", item->name);
	return journal_write(output->journal, line, on_disk);
}

void output_heading(struct output *output, const struct plan_item *item)
{
	sections_begin(&output->sections, item, output->config->streams);
	progress_live(&output->progress, "[%zu/%zu] %s", number_of(output, item),
		      output->config->plan->count, item->name);
}

static void journal_end(struct output *output, const struct result *result)
{
	struct json_object *line = journal_line("end");

	json_object_object_add(line, "n",
			       json_object_new_int64((int64_t)number_of(output, result->item)));
	journal_text(line, "name", result->item->name);
	journal_text(line, "outcome", outcome_name(result->outcome));
	journal_text(line, "reason", result->reason);
	json_object_object_add(line, "observation", json_object_new_boolean(result->observation));
	json_object_object_add(line, "seconds", json_object_new_double(result->wall_seconds));
	journal_write(output->journal, line, false);
}

void output_result(struct output *output, const struct result *result, double seconds)
{
	struct json_object *object = results_case(result, output->config->rerun);

	journal_end(output, result);
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
	else if (counts[OUTCOME_SKIP] == output->config->plan->count)
		status = EXIT_ALL_SKIPPED;
	return status && output->config->bisect ? EXIT_BISECT_SKIP : status;
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
	journal_write(output->journal, line, true);
	progress_line(&output->progress, "run folder: %s", output->config->run_dir);
	journal_close(output->journal);
	if (output->samples)
		fclose(output->samples);
	return status;
}
