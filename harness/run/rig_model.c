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

#include <json-c/json.h>

#include "impl/impl.h"
#include "run/exec.h"
#include "run/worker.h"

#define TRACE_SLOTS 65536u

struct rig {
	struct rig_config config;
};

struct model_job {
	const struct rig *rig;
	const struct rig_job *job;
	struct record_parser *parser;
	record_fn fn;
	void *ctx;
	bool ended;
};

static int model_start(struct rig **out, const struct rig_config *config, char *error, size_t size)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (!rig) {
		snprintf(error, size, "no memory");
		return -ENOMEM;
	}
	rig->config = *config;
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
	const struct rig_config *config = &model->rig->config;
	struct target_model_config model_config = {
		.seed = model->job->seed,
		.trace = true,
		.trace_slots = TRACE_SLOTS,
	};
	struct exec_config exec = {
		.tc = model->job->tc,
		.seed = model->job->seed,
		.iterations = config->iterations,
		.trace = config->trace,
	};
	struct target target = {0};
	struct impl impl = {0};
	char error[512] = "";
	int rc;

	rc = target_model_open(&target, config->topo, &model_config);
	if (rc) {
		fprintf(stderr, "the model of topology %s: %s\n", config->topo->name,
			strerror(-rc));
		return WORKER_SETUP_FAILED;
	}
	rc = target_make_ports(&target, config->personality);
	if (rc) {
		fprintf(stderr, "ports of that personality: %s\n", strerror(-rc));
		return WORKER_SETUP_FAILED;
	}
	rc = impl_load(model->job->impl, &impl, error, sizeof(error));
	if (rc) {
		fprintf(stderr, "%s\n", error);
		return WORKER_SETUP_FAILED;
	}
	exec.rec = recorder_open(fd);
	if (!exec.rec)
		return WORKER_SETUP_FAILED;
	exec.target = &target;
	exec.impl = impl.ops;
	case_execute(&exec);
	recorder_close(exec.rec);
	impl_unload(&impl);
	target.ops->close(&target);
	return 0;
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
			 struct rig_result *out)
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
		snprintf(what, sizeof(what), "worker exited with status %d%s", worker->status,
			 model->ended ? " after the case had ended" : "");
		break;
	case WORKER_SIGNALLED:
		out->end = RIG_DIED;
		name = sigabbrev_np(worker->status);
		snprintf(what, sizeof(what), "worker killed by SIG%s%s", name ? name : "?",
			 model->ended ? " after the case had ended" : "");
		break;
	case WORKER_TIMEOUT:
		out->end = RIG_TIMEOUT;
		snprintf(what, sizeof(what), "no end within %u ms", model->job->timeout_ms);
		break;
	default:
		out->end = RIG_BROKEN;
		snprintf(what, sizeof(what), "interrupted");
		break;
	}
	snprintf(out->evidence, sizeof(out->evidence), "%s\n%s", what, worker->output);
}

static void model_run_case(struct rig *rig, const struct rig_job *job, record_fn fn, void *ctx,
			   struct rig_result *out)
{
	struct model_job model = {.rig = rig, .job = job, .fn = fn, .ctx = ctx};
	struct worker_result worker;
	int rc;

	memset(out, 0, sizeof(*out));
	model.parser = record_parser_new(on_record, &model);
	rc = model.parser ? worker_run(work, &model, job->timeout_ms, on_bytes, &model, &worker)
			  : -ENOMEM;
	if (rc) {
		out->end = RIG_BROKEN;
		snprintf(out->evidence, sizeof(out->evidence), "no worker: %s", strerror(-rc));
	} else {
		describe_end(&worker, &model, out);
	}
	record_parser_free(model.parser);
}

static const char *model_identity(struct rig *rig)
{
	(void)rig;
	return "{\"clock\":\"virtual\"}";
}

static void model_stop(struct rig *rig)
{
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
