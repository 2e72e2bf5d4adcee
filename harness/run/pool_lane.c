// SPDX-License-Identifier: GPL-2.0-or-later
/* A lane in a process of its own. */
#include "run/pool_lane.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <json-c/json.h>

#include "journal/journal.h"
#include "run/interrupt.h"
#include "run/lane.h"
#include "run/software.h"
#include "verdict/result_json.h"

struct remote {
	const struct plan *plan;
	const struct plan_item *item;
	int fd;
	bool broken; /* nobody listens */
};

static void say(struct remote *remote, struct json_object *line)
{
	size_t length, done = 0;
	const char *text = json_object_to_json_string_length(
		line, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	const char *parts[] = {text, "\n"};
	const size_t lengths[] = {length, 1};

	for (int i = 0; i < 2 && !remote->broken; i++)
		for (done = 0; done < lengths[i] && !remote->broken;) {
			ssize_t n = write(remote->fd, parts[i] + done, lengths[i] - done);

			if (n >= 0)
				done += (size_t)n;
			else if (errno != EINTR)
				remote->broken = true;
		}
	json_object_put(line);
}

/* A signal does not end the waiting: what is to be done then, the other side says. */
static uint64_t hear(struct remote *remote)
{
	uint64_t word = POOL_STOP;
	size_t done = 0;

	while (done < sizeof(word) && !remote->broken) {
		ssize_t n = read(remote->fd, (char *)&word + done, sizeof(word) - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			remote->broken = true;
	}
	return remote->broken ? POOL_STOP : word;
}

static void on_started(void *ctx, struct json_object *line)
{
	say(ctx, line);
}

static int on_begins(void *ctx, const struct plan_item *item, bool on_disk)
{
	struct remote *remote = ctx;
	struct json_object *line = journal_line("begin");

	journal_number(line, remote->plan, item);
	json_object_object_add(line, "on_disk", json_object_new_boolean(on_disk));
	say(remote, line);
	return hear(remote) == POOL_GO ? 0 : -EIO;
}

static void on_samples(void *ctx, struct json_object *line)
{
	struct remote *remote = ctx;

	journal_number(line, remote->plan, remote->item);
	say(remote, line);
}

static void run_one(struct lane *lane, struct remote *remote, const struct plan_item *item)
{
	struct result *result = calloc(1, sizeof(*result));
	struct json_object *line = journal_line("end");

	if (!result)
		abort();
	remote->item = item;
	result_init(result, item);
	lane_run(lane, item, result);
	result_samples_each(result, on_samples, remote);
	journal_number(line, remote->plan, item);
	result_to_json(result, line);
	say(remote, line);
	result_free(result);
	free(result);
}

void pool_lane_main(const struct controller_config *config, const struct plan_item *first, int fd)
{
	struct remote remote = {.plan = config->plan, .fd = fd};
	struct progress progress;
	struct lane lane = {
		.config = config,
		.progress = &progress,
		.sink = {.started = on_started, .begins = on_begins, .ctx = &remote},
	};
	uint64_t word;

	progress_init(&progress);
	progress.terminal = false;
	if (software_serves(config->software, first))
		software_hand_over(config->software, &lane, first);
	while ((word = hear(&remote)) < config->plan->count)
		run_one(&lane, &remote, &config->plan->items[word]);
	lane_stop(&lane);
	_exit(0);
}
