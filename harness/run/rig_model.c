// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model rig: each case in a worker of its own, which makes the model, loads the implementation
 * and runs the case. Nothing of the implementation is ever mapped into the controller.
 */
#include "run/rig.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <json-c/json.h>

#include "run/schedules.h"
#include "run/worker.h"

#define SCHEDULE_MS 20u
#define EXHAUSTIVE_MS 600000u

struct rig {
	struct rig_config config;
	struct schedules_progress *progress; /* shared with the workers */
};

struct model_job {
	const struct rig *rig;
	const struct rig_job *job;
	const struct schedules *schedules;
	struct record_parser *parser;
	record_fn fn;
	void *ctx;
	bool ended, recorded; /* recorded: as schedules.h says */
};

static int model_start(struct rig **out, const struct rig_config *config, char *error, size_t size)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (!rig) {
		snprintf(error, size, "no memory");
		return -ENOMEM;
	}
	rig->config = *config;
	rig->progress = mmap(NULL, sizeof(*rig->progress), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (rig->progress == MAP_FAILED) {
		snprintf(error, size, "no memory to share with workers: %s", strerror(errno));
		free(rig);
		return -ENOMEM;
	}
	*out = rig;
	return 0;
}

static bool model_alive(struct rig *rig)
{
	return rig != NULL;
}

/* Exit status of a worker that could not get as far as the case; text is on its stderr. */
#define WORKER_SETUP_FAILED 3

/* In the worker. */
static int work(int fd, void *arg)
{
	const struct model_job *model = arg;
	struct schedules_job job = {
		.config = &model->rig->config,
		.job = model->job,
		.schedules = model->schedules,
		.progress = model->rig->progress,
		.recorded = model->recorded,
	};
	char error[512] = "no memory";

	if (!schedules_run(&job, fd, error, sizeof(error)))
		return 0;
	fprintf(stderr, "%s\n", error);
	return WORKER_SETUP_FAILED;
}

/* In the controller. */
static void on_record(void *ctx, struct json_object *record)
{
	struct model_job *model = ctx;
	struct json_object *kind;

	if (json_object_object_get_ex(record, "r", &kind) &&
	    !strcmp(json_object_get_string(kind), "end"))
		model->ended = true;
	model->fn(model->ctx, record);
}

static void on_bytes(void *ctx, const char *data, size_t count)
{
	struct model_job *model = ctx;

	record_parser_feed(model->parser, data, count);
}

static void describe_end(const struct worker_result *worker, const struct model_job *model,
			 uint32_t timeout_ms, struct rig_result *out)
{
	const char *name;
	char what[96];

	switch (worker->end) {
	case WORKER_EXITED:
		if (model->ended && !worker->status) {
			out->end = RIG_ENDED;
			return;
		}
		out->end = worker->status == WORKER_SETUP_FAILED && !model->ended ? RIG_BROKEN
										  : RIG_DIED;
		out->death = out->end == RIG_DIED ? DEATH_PROCESS : DEATH_NONE;
		snprintf(what, sizeof(what), "worker exited with status %d%s", worker->status,
			 model->ended ? " after the case had ended" : "");
		break;
	case WORKER_SIGNALLED:
		out->end = RIG_DIED;
		out->death = DEATH_PROCESS;
		name = sigabbrev_np(worker->status);
		snprintf(what, sizeof(what), "worker killed by SIG%s%s", name ? name : "?",
			 model->ended ? " after the case had ended" : "");
		break;
	case WORKER_TIMEOUT:
		out->end = RIG_TIMEOUT;
		snprintf(what, sizeof(what), "no end within %u ms", timeout_ms);
		break;
	default:
		out->end = RIG_BROKEN;
		snprintf(what, sizeof(what), "interrupted");
		break;
	}
	snprintf(out->evidence, sizeof(out->evidence), "%s\n%s", what, worker->output);
}

static void run_worker(struct model_job *model, uint32_t timeout_ms, struct rig_result *out)
{
	struct worker_result worker;
	int rc;

	model->ended = false;
	model->parser = record_parser_new(on_record, model);
	rc = model->parser ? worker_run(work, model, timeout_ms, on_bytes, model, &worker)
			   : -ENOMEM;
	if (rc) {
		out->end = RIG_BROKEN;
		snprintf(out->evidence, sizeof(out->evidence), "no worker: %s", strerror(-rc));
	} else {
		describe_end(&worker, model, timeout_ms, out);
	}
	record_parser_free(model->parser);
}

/* What a worker left behind is believed as far as it makes sense. */
static bool left_behind(const struct rig *rig, struct schedules *out)
{
	*out = rig->progress->at;
	return (out->mode == SCHEDULES_ONE || out->mode == SCHEDULES_SCRIPT ||
		out->mode == SCHEDULES_FIXED) &&
	       out->script_count <= SCHEDULES_SCRIPT_MAX;
}

/* All schedules share one deadline; each is a small part of what a case may take. */
static uint32_t time_for(const struct schedules *schedules, uint32_t timeout_ms)
{
	uint64_t total = timeout_ms;

	if (schedules->mode == SCHEDULES_SERIES)
		total += (uint64_t)schedules->count * SCHEDULE_MS;
	else if (schedules->mode == SCHEDULES_EXHAUSTIVE)
		total += EXHAUSTIVE_MS;
	return total < UINT32_MAX ? (uint32_t)total : UINT32_MAX;
}

static void model_run_case(struct rig *rig, const struct rig_job *job, record_fn fn, void *ctx,
			   struct rig_result *out)
{
	static const struct schedules fixed;
	const struct schedules *schedules = rig->config.schedules;
	struct model_job model = {.rig = rig, .job = job, .fn = fn, .ctx = ctx};
	struct rig_result first;
	struct schedules one;

	memset(out, 0, sizeof(*out));
	memset(rig->progress, 0, sizeof(*rig->progress));
	model.schedules = schedules ? schedules : &fixed;
	run_worker(&model, time_for(model.schedules, job->timeout_ms), out);
	if (!left_behind(rig, &one))
		return;
	/* Died or hung in a run that said nothing: once more, recorded. How the first one ended
	 * stands. */
	if (rig->progress->silent && (out->end == RIG_DIED || out->end == RIG_TIMEOUT)) {
		first = *out;
		model.schedules = &one;
		model.recorded = true;
		run_worker(&model, job->timeout_ms, out);
		if (out->end != RIG_DIED && out->end != RIG_TIMEOUT)
			*out = first;
	}
	schedules_option(&one, out->rerun, sizeof(out->rerun));
}

static const char *model_identity(struct rig *rig)
{
	(void)rig;
	return "{\"clock\":\"virtual\"}";
}

static void model_stop(struct rig *rig)
{
	munmap(rig->progress, sizeof(*rig->progress));
	free(rig);
}

const struct rig_ops rig_model = {
	.target = "model",
	.start = model_start,
	.alive = model_alive,
	.run_case = model_run_case,
	.identity = model_identity,
	.stop = model_stop,
};
