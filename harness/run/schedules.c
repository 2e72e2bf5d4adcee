// SPDX-License-Identifier: GPL-2.0-or-later
/* Schedules of one case, one run after the other, each on a model and an implementation anew. */
#include "run/schedules.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "case/exec.h"
#include "case/test_priv.h"
#include "impl/impl.h"
#include "run/schedules_search.h"

#define TRACE_SLOTS 65536u
#define CHOICES_LINE 1024u /* choices in one record */

struct run {
	const struct schedules_job *job;
	struct recorder *rec;    /* of recorded runs */
	struct recorder *silent; /* of the others: drops, or keeps what is no operation */
	bool held;               /* what is recorded is not yet passed on */
	char *error;
	size_t size;
};

uint64_t schedules_seed(uint64_t seed, uint32_t n)
{
	uint64_t z = seed * 0x9e3779b97f4a7c15ull + n + 1;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	/* Short enough to be typed. */
	return (z ^ z >> 31) >> 32;
}

int schedules_parse(const char *text, struct schedules *out)
{
	out->script_count = 0;
	while (*text) {
		char *end;
		unsigned long value = strtoul(text, &end, 10);

		if (end == text || value > 255 || (*end && *end != ',') || *text == '-' ||
		    *text == '+' || out->script_count == SCHEDULES_SCRIPT_MAX)
			return -EINVAL;
		out->script[out->script_count++] = (uint8_t)value;
		text = *end ? end + 1 : end;
	}
	return 0;
}

void schedules_option(const struct schedules *one, char *out, size_t size)
{
	uint32_t count = one->script_count;
	size_t at;

	*out = '\0';
	if (one->mode == SCHEDULES_ONE)
		snprintf(out, size, "--schedule %llu", (unsigned long long)one->seed);
	if (one->mode != SCHEDULES_SCRIPT || count > SCHEDULES_SCRIPT_MAX)
		return;
	/* What follows a script is 0s. */
	while (count > 1 && !one->script[count - 1])
		count--;
	at = (size_t)snprintf(out, size, "--choices ");
	for (uint32_t i = 0; i < count && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%u", i ? "," : "", one->script[i]);
	if (!count && at < size)
		snprintf(out + at, size - at, "0");
}

/* {"r":"sched","kind":...,"seed":N,"made":N,"at":N,"choices":"n,n,..."}, as many as it takes. */
static void send_choices(struct recorder *rec, const struct schedules *one,
			 const struct target_choices *choices)
{
	uint32_t at = 0;

	do {
		struct json_object *record = test_record("sched");
		char text[4 * CHOICES_LINE + 1] = "";
		size_t used = 0;

		json_object_object_add(
			record, "kind",
			json_object_new_string(one->mode == SCHEDULES_ONE ? "random" : "script"));
		if (one->mode == SCHEDULES_ONE)
			json_object_object_add(record, "seed", json_object_new_uint64(one->seed));
		json_object_object_add(record, "made", json_object_new_int64(choices->count));
		json_object_object_add(record, "at", json_object_new_int64(at));
		for (uint32_t i = 0; i < CHOICES_LINE && at < choices->kept; i++, at++)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u",
						 i ? "," : "", choices->taken[at]);
		json_object_object_add(record, "choices", json_object_new_string(text));
		recorder_send(rec, record);
	} while (at < choices->kept);
}

static int open_target(const struct schedules_job *job, const struct schedules *one,
		       struct target *target, char *error, size_t size)
{
	struct target_model_config config = {
		.seed = job->job->seed,
		.trace = true,
		.trace_slots = TRACE_SLOTS,
		.schedule = {.seed = one->seed, .script = one->script, .count = one->script_count},
	};
	int rc;

	if (one->mode == SCHEDULES_ONE)
		config.schedule.kind = TARGET_SCHEDULE_RANDOM;
	else if (one->mode == SCHEDULES_SCRIPT)
		config.schedule.kind = TARGET_SCHEDULE_SCRIPT;
	rc = target_model_open(target, job->config->topo, &config);
	if (rc)
		snprintf(error, size, "the model of topology %s: %s", job->config->topo->name,
			 strerror(-rc));
	if (rc || !(rc = target_make_ports(target, job->config->personality)))
		return rc;
	snprintf(error, size, "ports of that personality: %s", strerror(-rc));
	target->ops->close(target);
	return rc;
}

/* Copies of the choices of a run; the model that made them is gone. */
struct taken {
	struct target_choices choices;
	uint8_t taken[SCHEDULES_DEPTH_MAX], options[SCHEDULES_DEPTH_MAX];
};

static void keep_choices(struct taken *out, const struct target_choices *choices)
{
	uint32_t kept = choices->kept;

	if (kept > SCHEDULES_DEPTH_MAX)
		kept = SCHEDULES_DEPTH_MAX;
	if (kept) {
		memcpy(out->taken, choices->taken, kept);
		memcpy(out->options, choices->options, kept);
	}
	out->choices = (struct target_choices){choices->count, kept, out->taken, out->options};
}

/* One run: the outcome, or -errno with the error filled. */
static int once(struct run *run, const struct schedules *one, bool record, struct taken *taken)
{
	const struct schedules_job *job = run->job;
	struct exec_config exec = {
		.tc = job->job->tc,
		.seed = job->job->seed,
		.iterations = job->config->iterations,
		.trace = record && job->config->trace,
		.rec = record ? run->rec : run->silent,
	};
	struct target target = {0};
	struct target_choices choices;
	struct impl impl = {0};
	int rc;

	job->progress->at = *one;
	job->progress->silent = !record || run->held;
	rc = open_target(job, one, &target, run->error, run->size);
	if (rc)
		return rc;
	/* A plug-in is loaded anew: what it keeps outside its instance is not handed on. */
	rc = impl_load(job->job->impl, &impl, run->error, run->size);
	if (rc)
		goto close;
	exec.target = &target;
	exec.impl = impl.ops;
	rc = (int)case_execute(&exec);
	choices = target_model_choices(&target);
	if (record && one->mode != SCHEDULES_FIXED)
		send_choices(run->rec, one, &choices);
	if (taken)
		keep_choices(taken, &choices);
	impl_unload(&impl);
close:
	target.ops->close(&target);
	return rc;
}

static bool is_failure(int rc)
{
	return rc == OUTCOME_FAIL || rc == OUTCOME_BROKEN;
}

/* The schedule that failed, recorded. It failed: whatever comes of the second run, it is no pass,
 * and the records of one that does not fail are not passed on. */
static int again(struct run *run, const struct schedules *one)
{
	struct recorder *out = run->rec;
	struct json_object *end;
	int rc;

	run->rec = recorder_open_kept();
	run->held = true;
	rc = run->rec ? once(run, one, true, NULL) : -ENOMEM;
	if (is_failure(rc))
		recorder_pass(run->rec, out);
	recorder_close(run->rec);
	run->held = false;
	run->rec = out;
	if (rc < 0 || is_failure(rc))
		return rc;
	end = test_record("end");
	json_object_object_add(end, "outcome", json_object_new_string("fail"));
	json_object_object_add(end, "reason",
			       json_object_new_string("failed, and not when it was run again in "
						      "the same way: not determined by it"));
	recorder_send(run->rec, end);
	return 0;
}

/* The run that a case which passes is known by. It can be repeated exactly, so that in a long plan
 * its operations are recorded only once it has failed. */
static int told(struct run *run, const struct schedules *one)
{
	struct recorder *drops = run->silent;
	int rc;

	if (!run->job->config->trace_failures || !run->job->config->trace)
		return once(run, one, true, NULL);
	run->silent = recorder_open_kept();
	rc = run->silent ? once(run, one, false, NULL) : -ENOMEM;
	if (rc >= 0 && !is_failure(rc))
		recorder_pass(run->silent, run->rec);
	recorder_close(run->silent);
	run->silent = drops;
	return is_failure(rc) ? again(run, one) : rc;
}

static int series(struct run *run)
{
	const struct schedules *all = run->job->schedules;
	struct schedules one = {.mode = SCHEDULES_ONE};
	int rc;

	for (uint32_t i = 0; i + 1 < all->count; i++) {
		one.seed = schedules_seed(run->job->job->seed, i);
		rc = once(run, &one, false, NULL);
		if (is_failure(rc))
			return again(run, &one);
		if (rc < 0)
			return rc;
		/* What is skipped under one schedule is skipped under all. */
		if (rc == OUTCOME_SKIP)
			break;
	}
	one.seed = schedules_seed(run->job->job->seed, all->count - 1);
	return told(run, &one);
}

struct hunt {
	struct run *run;
	struct schedules one;
	struct taken taken;
};

#define HUNT_FAILED 1

static int hunt_run(void *ctx, const uint8_t *script, uint32_t count,
		    struct target_choices *choices)
{
	struct hunt *hunt = ctx;
	int rc;

	hunt->one.script_count = count;
	memcpy(hunt->one.script, script, count);
	rc = once(hunt->run, &hunt->one, false, &hunt->taken);
	*choices = hunt->taken.choices;
	return is_failure(rc) ? HUNT_FAILED : rc < 0 ? rc : 0;
}

static void send_summary(struct run *run, const struct search_result *result, uint32_t depth)
{
	struct json_object *note = test_record("note");
	char text[256];
	size_t n;

	n = (size_t)snprintf(text, sizeof(text), "%llu interleavings of up to %u choices: ",
			     (unsigned long long)result->runs, depth);
	if (result->stopped)
		snprintf(text + n, sizeof(text) - n, "stopped there, more were left");
	else if (result->cut)
		snprintf(text + n, sizeof(text) - n,
			 "%llu of them have more, which were not varied",
			 (unsigned long long)result->cut);
	else
		snprintf(text + n, sizeof(text) - n, "all there are");
	json_object_object_add(note, "text", json_object_new_string(text));
	recorder_send(run->rec, note);
}

static int exhaustive(struct run *run)
{
	struct hunt *hunt = calloc(1, sizeof(*hunt));
	struct search_config config = {
		.depth = run->job->schedules->count,
		.runs_max = SCHEDULES_RUNS_MAX,
		.run = hunt_run,
		.ctx = hunt,
	};
	struct search_result result;
	int rc;

	if (!hunt)
		return -ENOMEM;
	hunt->run = run;
	hunt->one.mode = SCHEDULES_SCRIPT;
	rc = search_all(&config, &result);
	send_summary(run, &result, config.depth);
	if (rc == HUNT_FAILED) {
		rc = again(run, &hunt->one);
	} else if (!rc) {
		hunt->one.script_count = 0;
		rc = told(run, &hunt->one);
	}
	free(hunt);
	return rc;
}

int schedules_run(const struct schedules_job *job, int fd, char *error, size_t size)
{
	struct run run = {.job = job, .error = error, .size = size};
	int rc = -ENOMEM;

	/* Run after run in one process: memory goes back to the heap, not to the kernel. */
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	run.rec = recorder_open(fd);
	run.silent = recorder_open(-1);
	if (run.rec && run.silent) {
		if (job->recorded)
			rc = once(&run, job->schedules, true, NULL);
		else if (job->schedules->mode == SCHEDULES_SERIES)
			rc = series(&run);
		else if (job->schedules->mode == SCHEDULES_EXHAUSTIVE)
			rc = exhaustive(&run);
		else if (job->schedules->mode == SCHEDULES_FIXED)
			rc = told(&run, job->schedules);
		else
			rc = once(&run, job->schedules, true, NULL);
	}
	recorder_close(run.rec);
	recorder_close(run.silent);
	return rc < 0 ? rc : 0;
}
