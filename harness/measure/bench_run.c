// SPDX-License-Identifier: GPL-2.0-or-later
/* Figures from whole runs: what a user would wait for, not what a part of it takes. */
#include "measure/bench_run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#define MAX_ARGUMENTS 32

static double wall_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

int bench_spawn(char *const argv[], const char *dir, double *seconds)
{
	char log[PATH_MAX];
	double start = wall_seconds();
	int status, fd;
	pid_t pid;

	if (snprintf(log, sizeof(log), "%s/bench.log", dir) >= (int)sizeof(log))
		return -ENAMETOOLONG;
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	pid = fork();
	if (!pid) {
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fd);
	if (pid < 0)
		return -errno;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	*seconds = wall_seconds() - start;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct json_object *bench_run(char *const arguments[], const char *dir, char *error, size_t size)
{
	char self[PATH_MAX], results[PATH_MAX],
		*argv[MAX_ARGUMENTS + 5] = {self, "run", "--run-dir"};
	struct json_object *object;
	double seconds;
	int rc, n = 3;
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length < 0) {
		snprintf(error, size, "cannot find this program: %s", strerror(errno));
		return NULL;
	}
	self[length] = '\0';
	argv[n++] = (char *)dir;
	for (int i = 0; arguments[i] && i < MAX_ARGUMENTS; i++)
		argv[n++] = arguments[i];
	rc = bench_spawn(argv, dir, &seconds);
	if (rc) {
		snprintf(error, size, "isotap run ended with %d: see %s/bench.log", rc, dir);
		return NULL;
	}
	snprintf(results, sizeof(results), "%.*s/results.json", PATH_MAX - 16, dir);
	object = json_object_from_file(results);
	if (!object)
		snprintf(error, size, "%s cannot be read", results);
	return object;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, key, &value);
	return value;
}

static struct json_object *first(struct json_object *results, const char *key)
{
	struct json_object *array = member(results, key);

	if (!json_object_is_type(array, json_type_array) || !json_object_array_length(array))
		return NULL;
	return json_object_array_get_idx(array, 0);
}

static double number(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	if (!json_object_is_type(value, json_type_double) &&
	    !json_object_is_type(value, json_type_int))
		return NAN;
	return json_object_get_double(value);
}

double bench_phase(struct json_object *results, const char *phase, const char *which)
{
	struct json_object *rows = member(first(results, "cases"), "measurements");
	size_t count =
		json_object_is_type(rows, json_type_array) ? json_object_array_length(rows) : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		const char *name = json_object_get_string(member(row, "phase"));

		if (name && !strcmp(name, phase))
			return number(row, which);
	}
	return NAN;
}

double bench_identity(struct json_object *results, const char *key)
{
	return number(member(first(results, "starts"), "identity"), key);
}

double bench_case_seconds(struct json_object *results)
{
	return number(first(results, "cases"), "seconds");
}
