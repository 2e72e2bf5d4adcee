// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The controller holds the plan and the verdicts, and runs nothing that may crash. Every planned
 * case gets its line, whatever dies on the way.
 */
#include "run/controller.h"

#include <stdlib.h>
#include <time.h>

#include "run/interrupt.h"
#include "run/lane.h"
#include "run/output.h"

struct controller {
	const struct controller_config *config;
	struct output output;
	struct lane lane;
	bool failed[PLAN_SECTIONS]; /* a case of that section */
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

	output_started(&c->output, line);
}

static int on_begins(void *ctx, const struct plan_item *item, bool on_disk)
{
	struct controller *c = ctx;

	return output_begins(&c->output, item, on_disk);
}

static void obtain(struct controller *c, const struct plan_item *item, struct result *result)
{
	if (interrupt_requested())
		result_without_run(result, OUTCOME_BROKEN, "interrupted");
	else if (c->config->fail_fast && c->failed[item->section - c->config->plan->sections])
		result_without_run(result, OUTCOME_SKIP, "an earlier case failed (--fail-fast)");
	else if (*item->skip)
		result_without_run(result, OUTCOME_SKIP, item->skip);
	else
		lane_run(&c->lane, item, result);
}

static void run_plan(struct controller *c)
{
	const struct plan *plan = c->config->plan;

	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->items[i];
		struct result *result = calloc(1, sizeof(*result));
		double begin = now_seconds();

		if (!result)
			abort();
		output_heading(&c->output, item);
		result_init(result, item);
		obtain(c, item, result);
		result_judge(result, &c->config->policy);
		if (result->outcome == OUTCOME_FAIL && !result->observation)
			c->failed[item->section - plan->sections] = true;
		output_result(&c->output, result, now_seconds() - begin);
		result_free(result);
		free(result);
	}
	lane_stop(&c->lane);
}

int controller_run(const struct controller_config *config)
{
	struct controller c = {.config = config};
	int rc = output_open(&c.output, config);

	if (rc)
		return rc;
	c.lane = (struct lane){
		.config = config,
		.progress = &c.output.progress,
		.sink = {.started = on_started, .begins = on_begins, .ctx = &c},
	};
	run_plan(&c);
	return output_close(&c.output);
}
