// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading a plug-in runs its constructors: that happens in a child, and only the answer is kept. */
#include "plan/inspect.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "impl/impl.h"
#include "run/worker.h"

#define INSPECT_MS 10000

struct answer {
	int rc;
	struct impl_identity identity;
	char error[512];
};

struct inspection {
	const char *what;
	size_t used;
	struct answer answer;
};

static int ask(int fd, void *arg)
{
	const struct inspection *inspection = arg;
	struct answer answer = {0};
	struct impl impl = {0};
	ssize_t n;

	answer.rc = impl_load(inspection->what, &impl, answer.error, sizeof(answer.error));
	if (!answer.rc) {
		snprintf(answer.identity.name, sizeof(answer.identity.name), "%s", impl.name);
		snprintf(answer.identity.version, sizeof(answer.identity.version), "%s",
			 impl.ops->version ? impl.ops->version : "");
		answer.identity.caps = impl.ops->caps;
		answer.identity.kernel = impl.kernel;
	}
	/* Smaller than PIPE_BUF: one write. */
	n = write(fd, &answer, sizeof(answer));
	return n == (ssize_t)sizeof(answer) ? 0 : 1;
}

static void on_bytes(void *ctx, const char *data, size_t count)
{
	struct inspection *inspection = ctx;
	size_t room = sizeof(inspection->answer) - inspection->used;

	if (count > room)
		count = room;
	memcpy((char *)&inspection->answer + inspection->used, data, count);
	inspection->used += count;
}

static bool name_fits(const char *name)
{
	size_t length = strnlen(name, ISOTAP_NAME_MAX);

	return length && length < ISOTAP_NAME_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

int impl_inspect(const char *what, struct impl_identity *out, char *error, size_t size)
{
	struct inspection inspection = {.what = what};
	struct worker_result worker;
	int rc = worker_run(ask, &inspection, INSPECT_MS, on_bytes, &inspection, &worker);

	if (rc) {
		snprintf(error, size, "%s: %s", what, strerror(-rc));
		return rc;
	}
	if (worker.end != WORKER_EXITED || worker.status ||
	    inspection.used != sizeof(inspection.answer)) {
		const char *name =
			worker.end == WORKER_SIGNALLED ? sigabbrev_np(worker.status) : NULL;

		snprintf(error, size, "%s: loading it %s%s", what,
			 worker.end == WORKER_TIMEOUT ? "does not end" : "ended the process",
			 name ? name : "");
		return -EIO;
	}
	inspection.answer.error[sizeof(inspection.answer.error) - 1] = '\0';
	inspection.answer.identity.version[sizeof(inspection.answer.identity.version) - 1] = '\0';
	if (inspection.answer.rc) {
		snprintf(error, size, "%s", inspection.answer.error);
		return -EINVAL;
	}
	if (!name_fits(inspection.answer.identity.name)) {
		snprintf(error, size, "%s: its name is not [a-z0-9-]+", what);
		return -EINVAL;
	}
	*out = inspection.answer.identity;
	return 0;
}
