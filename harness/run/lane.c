// SPDX-License-Identifier: GPL-2.0-or-later
/* Rigs come and go, cases follow one another. */
#include "run/lane.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/journal.h"
#include "run/interrupt.h"

#define BOOT_ATTEMPTS 2
#define TRACE_ALL_MAX 64        /* cases in a plan: of more, only those that fail are recorded */
#define RECORDS_MAX (64u << 20) /* bytes of one case's records that are kept */

static double now_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* Whether operations are recorded only of what fails, where that can be repeated exactly. */
static bool only_failures(const struct lane *lane)
{
	return lane->current.ops == &rig_model && !lane->config->trace_all &&
	       lane->config->plan->count > TRACE_ALL_MAX;
}

/* ---- the rig ---- */

void lane_stop(struct lane *lane)
{
	if (lane->current.rig)
		lane->current.ops->stop(lane->current.rig);
	lane->current.rig = NULL;
}

static struct json_object *identity_of(struct lane *lane)
{
	const char *text = lane->current.ops->identity(lane->current.rig);
	struct json_object *object = text ? json_tokener_parse(text) : NULL;

	return object ? object : json_object_new_object();
}

static struct json_object *start_line(const struct lane *lane, const struct plan_item *item,
				      double seconds, struct json_object *identity)
{
	struct json_object *line = journal_line("start");
	char hash[32];

	journal_number(line, lane->config->plan, item);
	journal_text(line, "target", lane->current.ops->target);
	journal_text(line, "topology", item->topology->name);
	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)item->topology->topo.hash);
	journal_text(line, "topology_hash", hash);
	json_object_object_add(line, "ok", json_object_new_boolean(identity != NULL));
	json_object_object_add(line, "seconds", json_object_new_double(seconds));
	if (identity)
		json_object_object_add(line, "identity", identity);
	else
		journal_text(line, "error", lane->current.error);
	return line;
}

static int start_once(struct lane *lane, const struct plan_item *item)
{
	const struct controller_config *run = lane->config;
	struct rig_config config = {
		.topo = &item->topology->topo,
		.run_dir = run->run_dir,
		.env_file = run->env_file,
		.qemu = run->qemu,
		.kernel = run->kernel,
		.modules = run->modules,
		.load = run->load,
		.strict = run->policy.strict,
		.guest = run->guest,
		.unchecked = run->unchecked,
		.trace = !run->no_trace,
		.trace_failures = only_failures(lane),
		.timeout_scale = run->timeout_scale,
		.iterations = run->iterations,
		.vcpus = run->jobs > 1 ? 1 : 2,
		.schedules = run->schedules,
		.personality = run->personality,
		.keep_memory = run->keep_memory,
		.progress = progress_line,
		.progress_ctx = lane->progress,
	};
	struct lane_rig *current = &lane->current;
	double begin = now_seconds(), seconds;
	struct json_object *identity = NULL;
	int rc;

	current->error[0] = '\0';
	rc = current->ops->start(&current->rig, &config, current->error, sizeof(current->error));
	seconds = now_seconds() - begin;
	current->reboot_seconds = seconds;
	if (rc)
		current->rig = NULL;
	else
		identity = identity_of(lane);
	member_number(identity, "ready_seconds", &current->reboot_seconds);
	lane->sink.started(lane->sink.ctx, start_line(lane, item, seconds, identity));
	return rc;
}

static const struct rig_ops *rig_named(const char *target)
{
	if (!strcmp(target, "model"))
		return &rig_model;
	return &rig_qemu;
}

int lane_prepare(struct lane *lane, const struct plan_item *item)
{
	const struct rig_ops *ops = rig_named(item->section->target);
	struct lane_rig *current = &lane->current;

	if (current->ops != ops || current->topology != item->topology) {
		lane_stop(lane);
		*current = (struct lane_rig){.ops = ops, .topology = item->topology};
	}
	if (current->rig && !ops->alive(current->rig))
		lane_stop(lane);
	if (current->rig)
		return 0;
	for (int i = 0; i < BOOT_ATTEMPTS && !current->given_up; i++) {
		if (!start_once(lane, item))
			return 0;
		if (interrupt_requested())
			return -EINTR;
		progress_line(lane->progress, "%s: start failed: %s", ops->target, current->error);
	}
	current->given_up = true;
	return -EIO;
}

/* ---- one case ---- */

struct intake {
	struct lane *lane;
	struct result *result;
};

static void open_records(struct lane *lane, const struct plan_item *item)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/", lane->config->run_dir);

	lane->records_bytes = 0;
	if (length < 0 || snprintf(path + length, sizeof(path) - (size_t)length, "records-%s.jsonl",
				   item->name) >= (int)(sizeof(path) - (size_t)length))
		return;
	for (char *p = path + length; *p; p++)
		if (*p == '/')
			*p = '.';
	lane->records = fopen(path, "we");
}

static void on_record(void *ctx, struct json_object *record)
{
	struct intake *intake = ctx;
	struct lane *lane = intake->lane;

	/* Of a case that passes unrecorded there is nothing to keep. */
	if (!lane->records && !strcmp(member_text(record, "r"), "trace"))
		open_records(lane, intake->result->item);
	if (lane->records && lane->records_bytes < RECORDS_MAX) {
		size_t length;
		const char *text = json_object_to_json_string_length(
			record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);

		lane->records_bytes += length;
		fprintf(lane->records, "%s\n", text);
	}
	result_record(intake->result, record);
}

static void run_item(struct lane *lane, const struct plan_item *item, struct result *result)
{
	struct rig_job job = {
		.tc = item->tc,
		.impl = item->section->impl,
		.seed = item->seed,
		.timeout_ms = item->timeout_ms,
	};
	struct intake intake = {lane, result};
	struct rig_result *end = calloc(1, sizeof(*end));
	double begin = now_seconds();
	char reason[128];
	int rc;

	/* What may take a machine down is on the disk before it begins; the model is none. */
	rc = lane->sink.begins(lane->sink.ctx, item,
			       item->tc->flags & CASE_DESTRUCTIVE &&
				       lane->current.ops != &rig_model);
	if (rc || !end) {
		snprintf(reason, sizeof(reason), "the journal cannot be written: %s",
			 strerror(rc ? -rc : ENOMEM));
		result_without_run(result, OUTCOME_BROKEN, reason);
		free(end);
		return;
	}
	if (!only_failures(lane))
		open_records(lane, item);
	lane->current.ops->run_case(lane->current.rig, &job, on_record, &intake, end);
	result->wall_seconds = now_seconds() - begin;
	result_end(result, end);
	if (lane->records)
		fclose(lane->records);
	lane->records = NULL;
	free(end);
	if (result->needs_restart)
		lane_stop(lane);
}

void lane_run(struct lane *lane, const struct plan_item *item, struct result *result)
{
	char reason[RESULT_TEXT_MAX + 32];

	if (lane_prepare(lane, item)) {
		snprintf(reason, sizeof(reason), "%s: %s", item->section->target,
			 interrupt_requested() ? "interrupted" : lane->current.error);
		result_without_run(result, OUTCOME_BROKEN, reason);
		result->interrupted = interrupt_requested();
		return;
	}
	result->reboot_seconds = lane->current.reboot_seconds;
	run_item(lane, item, result);
	/* What the signal cut off has no verdict. */
	if (interrupt_requested() && (!result->ended || result->outcome == OUTCOME_BROKEN)) {
		result_without_run(result, OUTCOME_BROKEN, "interrupted");
		result->interrupted = true;
	}
}
