// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The controller holds the plan and the verdicts, and runs nothing that may crash. Every planned
 * case gets its line, whatever dies on the way.
 */
#include "run/controller.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include "base/member.h"
#include "journal/earlier.h"
#include "run/interrupt.h"
#include "run/lane.h"
#include "run/output.h"
#include "run/pool.h"
#include "run/queue.h"
#include "run/software.h"

struct controller {
	const struct controller_config *config;
	struct output output;
	struct replay state;
	struct lane lane;
	bool failed[PLAN_SECTIONS]; /* a case of that section */
	size_t next;                /* item whose verdict is to be printed */
	double emitted;             /* when the last one was */
};

static double now_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void on_started(void *ctx, struct json_object *line)
{
	struct controller *c = ctx;
	char error[128];

	replay_line(&c->state, line, error, sizeof(error));
	output_note(&c->output, line, false);
}

static int on_begins(void *ctx, const struct plan_item *item, bool on_disk)
{
	struct controller *c = ctx;

	return output_begins(&c->output, item, on_disk);
}

static bool section_failed(const struct controller *c, const struct plan_item *item)
{
	return c->config->fail_fast && c->failed[item->section - c->config->plan->sections];
}

/* Whether the case has a verdict without being run. */
static bool decided(const struct controller *c, const struct plan_item *item)
{
	return interrupt_requested() || section_failed(c, item) || *item->skip;
}

static void obtain(struct controller *c, const struct plan_item *item, struct result *result)
{
	if (interrupt_requested()) {
		result_without_run(result, OUTCOME_BROKEN, "interrupted");
		result->interrupted = true;
	} else if (section_failed(c, item)) {
		result_without_run(result, OUTCOME_SKIP, "an earlier case failed (--fail-fast)");
	} else if (*item->skip) {
		result_without_run(result, OUTCOME_SKIP, item->skip);
	} else {
		lane_run(&c->lane, item, result);
	}
	result_judge(result, &c->config->policy);
}

/* A case that has no outcome yet gets one here. */
static void run_case(struct controller *c, size_t index)
{
	struct result *result = replay_begin(&c->state, index);

	if (!result)
		abort();
	obtain(c, result->item, result);
	/* What was cut off is not in the journal: whoever goes on runs it. */
	if (!result->interrupted)
		output_ended(&c->output, result);
}

/* Run ahead of one that failed: as if it had not been. */
static void skip_late(struct controller *c, struct result *result)
{
	const struct plan_item *item = result->item;

	if (!section_failed(c, item))
		return;
	result_free(result);
	result_init(result, item);
	obtain(c, item, result);
}

static void emit(struct controller *c, size_t index)
{
	struct replay_case *one = &c->state.cases[index];
	struct result *result = one->result;
	double now = now_seconds();

	skip_late(c, result);
	if (result->outcome == OUTCOME_FAIL && !result->observation)
		c->failed[result->item->section - c->config->plan->sections] = true;
	output_result(&c->output, result, one->starts, now - c->emitted);
	c->emitted = now;
	replay_forget(&c->state, index);
}

/* What comes from other journals, in one of its own. */
static void record_known(struct controller *c)
{
	for (size_t i = 0; i < c->config->plan->count; i++) {
		const struct replay_case *one = &c->state.cases[i];

		for (size_t n = 0; one->starts && n < json_object_array_length(one->starts); n++)
			output_note(&c->output,
				    json_object_get(json_object_array_get_idx(one->starts, n)),
				    false);
		if (one->ended)
			output_ended(&c->output, one->result);
	}
}

/* ---- one lane, in this process ---- */

static void run_plan(struct controller *c)
{
	for (size_t i = 0; i < c->config->plan->count; i++) {
		if (c->config->plan->items[i].elsewhere)
			continue;
		if (!c->state.cases[i].ended)
			run_case(c, i);
		emit(c, i);
	}
	lane_stop(&c->lane);
}

/* ---- several, which end their cases in any order ---- */

static int on_pool_line(void *ctx, struct json_object *line)
{
	struct controller *c = ctx;
	char error[256];

	if (replay_line(&c->state, line, error, sizeof(error)))
		return -EINVAL;
	if (!strcmp(member_text(line, "j"), "start"))
		output_note(&c->output, json_object_get(line), false);
	return 0;
}

static void on_pool_ended(void *ctx, const struct plan_item *item, const char *died)
{
	struct controller *c = ctx;
	size_t index = (size_t)(item - c->config->plan->items);
	struct replay_case *one = &c->state.cases[index];

	if (died) {
		replay_forget(&c->state, index);
		if (!replay_begin(&c->state, index))
			abort();
		result_without_run(one->result, OUTCOME_BROKEN,
				   interrupt_requested() ? "interrupted" : died);
		one->result->interrupted = interrupt_requested();
		one->ended = true;
	}
	result_judge(one->result, &c->config->policy);
	if (!one->result->interrupted)
		output_ended(&c->output, one->result);
}

/* Everything up to the first case whose verdict is still to come. */
static void emit_ready(struct controller *c, struct queue *queue)
{
	const struct plan *plan = c->config->plan;

	for (; c->next < plan->count; c->next++) {
		const struct plan_item *item = &plan->items[c->next];

		if (item->elsewhere)
			continue;
		if (!c->state.cases[c->next].ended) {
			if (queue_is_out(queue, c->next) || !decided(c, item))
				return;
			queue_drop(queue, c->next);
			run_case(c, c->next);
		}
		emit(c, c->next);
	}
}

static void run_pool(struct controller *c)
{
	const struct plan *plan = c->config->plan;
	struct pool_sink sink = {
		.line = on_pool_line, .begins = on_begins, .ended = on_pool_ended, .ctx = c};
	struct queue queue;
	struct pool *pool;

	if (queue_init(&queue, plan, c->config->jobs))
		abort();
	for (size_t i = 0; i < plan->count; i++)
		if (c->state.cases[i].ended)
			queue_drop(&queue, i);
	pool = pool_new(c->config, &queue, c->config->jobs, &sink);
	if (!pool)
		abort();
	while (pool_step(pool))
		emit_ready(c, &queue);
	emit_ready(c, &queue);
	pool_free(pool);
	queue_free(&queue);
}

int controller_run(const struct controller_config *config)
{
	static struct controller c;
	int rc;

	c = (struct controller){.config = config};
	if (config->earlier)
		c.state = config->earlier->known;
	else if (replay_init(&c.state, config->plan))
		return -ENOMEM;
	rc = output_open(&c.output, config);
	if (rc)
		return rc;
	c.lane = (struct lane){
		.config = config,
		.progress = &c.output.progress,
		.sink = {.started = on_started, .begins = on_begins, .ctx = &c},
	};
	if (config->earlier && !config->earlier->goes_on)
		record_known(&c);
	c.emitted = now_seconds();
	if (config->jobs > 1) {
		run_pool(&c);
	} else {
		software_hand_over(config->software, &c.lane, NULL);
		run_plan(&c);
	}
	replay_free(&c.state);
	return output_close(&c.output);
}
