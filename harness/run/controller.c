// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The controller holds the plan and the verdicts, and runs nothing that may crash. Every planned
 * case gets its line, whatever dies on the way.
 */
#include "run/controller.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include <json-c/json.h>

#include "run/earlier.h"
#include "run/interrupt.h"
#include "run/lane.h"
#include "run/output.h"
#include "run/software.h"

struct controller {
	const struct controller_config *config;
	struct output output;
	struct replay state;
	struct lane lane;
	bool failed[PLAN_SECTIONS]; /* a case of that section */
	double emitted;             /* when the last verdict was */
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

static void emit(struct controller *c, size_t index)
{
	struct replay_case *one = &c->state.cases[index];
	const struct result *result = one->result;
	double now = now_seconds();

	if (result->outcome == OUTCOME_FAIL && !result->observation)
		c->failed[result->item->section - c->config->plan->sections] = true;
	output_result(&c->output, result, one->starts, now - c->emitted);
	c->emitted = now;
	replay_forget(&c->state, index);
}

static void run_plan(struct controller *c)
{
	c->emitted = now_seconds();
	for (size_t i = 0; i < c->config->plan->count; i++) {
		if (!c->state.cases[i].ended)
			run_case(c, i);
		emit(c, i);
	}
	lane_stop(&c->lane);
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
	software_hand_over(config->software, &c.lane);
	run_plan(&c);
	replay_free(&c.state);
	return output_close(&c.output);
}
