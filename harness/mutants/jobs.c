// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs in processes: a mutant may crash, hang or take a guest down, and costs its own run only. */
#include "mutants/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/interrupt.h"
#include "target/qemu/spawn.h"

#define POLL_MS 5
#define ARGUMENTS_MAX 224

int mutant_job_begin(struct mutant_job *job, const char *root, const char *name)
{
	char path[PATH_MAX];

	if (snprintf(job->dir, sizeof(job->dir), "%s/%s", root, name) >= (int)sizeof(job->dir))
		return -ENAMETOOLONG;
	if (mkdir(job->dir, 0755) && errno != EEXIST)
		return -errno;
	snprintf(path, sizeof(path), "%s/names", job->dir);
	job->names = fopen(path, "we");
	return job->names ? 0 : -errno;
}

/* What it said last, for a run that left no results. */
static void last_line(struct mutant_job *job)
{
	char path[PATH_MAX], line[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/output.log", job->dir);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (*line != '\n')
			snprintf(job->error, sizeof(job->error), "%s", line);
	if (f)
		fclose(f);
	job->error[strcspn(job->error, "\n")] = '\0';
}

static int start(struct mutant_job *job, const struct mutant_jobs_config *config,
		 struct spawned *child)
{
	char exe[PATH_MAX], names[PATH_MAX], run[PATH_MAX], log[PATH_MAX];
	char *argv[ARGUMENTS_MAX] = {
		exe,   "run",       "--target", (char *)job->target, "--cases-from",
		names, "--run-dir", run,        "--no-trace"};
	ssize_t length = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	size_t n = 9;
	int output, rc;

	if (length < 0)
		return -errno;
	exe[length] = '\0';
	snprintf(names, sizeof(names), "%s/names", job->dir);
	snprintf(run, sizeof(run), "%s/run", job->dir);
	snprintf(log, sizeof(log), "%s/output.log", job->dir);
	for (size_t i = 0; i < job->impl_count; i++) {
		argv[n++] = "--impl";
		argv[n++] = (char *)job->impls[i];
	}
	if (job->personality) {
		argv[n++] = "--personality";
		argv[n++] = (char *)job->personality;
	}
	if (job->schedules) {
		argv[n++] = "--schedules";
		argv[n++] = (char *)job->schedules;
	}
	if (job->fail_fast)
		argv[n++] = "--fail-fast";
	for (char *const *option = config->options; *option && n + 1 < ARGUMENTS_MAX; option++)
		argv[n++] = *option;
	output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (output < 0)
		return -errno;
	rc = spawn_start(child, argv, output, NULL, 0);
	close(output);
	return rc;
}

static void finished(struct mutant_job *job, int status)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/run/results.json", job->dir);
	job->ran = !access(path, R_OK);
	if (job->ran)
		return;
	last_line(job);
	if (!*job->error)
		snprintf(job->error, sizeof(job->error), "the run ended with status %#x", status);
}

static void begin(struct mutant_job *job, const struct mutant_jobs_config *config,
		  struct spawned *child)
{
	int rc = fclose(job->names) ? -errno : 0;

	job->names = NULL;
	if (!rc)
		rc = start(job, config, child);
	if (rc)
		snprintf(job->error, sizeof(job->error), "%s: %s", job->dir, strerror(-rc));
}

int mutant_jobs_run(struct mutant_job *jobs, size_t count, const struct mutant_jobs_config *config)
{
	struct spawned *children = calloc(count + 1, sizeof(*children));
	size_t next = 0, running = 0, done = 0;

	if (!children)
		return -ENOMEM;
	while (done < count && !interrupt_requested()) {
		for (; next < count && running < config->parallel; next++) {
			begin(&jobs[next], config, &children[next]);
			running += children[next].pid > 0;
			done += children[next].pid <= 0;
		}
		for (size_t i = 0; i < next; i++) {
			int status;

			if (children[i].pid <= 0 || !spawn_ended(&children[i], &status))
				continue;
			finished(&jobs[i], status);
			running--;
			config->progress(config->ctx, &jobs[i], ++done, count);
		}
		poll(NULL, 0, POLL_MS);
	}
	for (size_t i = 0; i < next; i++)
		if (children[i].pid > 0)
			spawn_kill(&children[i]);
	free(children);
	return interrupt_requested() ? -EINTR : 0;
}
