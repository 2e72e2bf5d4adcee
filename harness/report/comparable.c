// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/comparable.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"

struct run {
	const char *folder;
	struct json_object *results;
};

static int open_run(struct run *run, const char *folder, char *error, size_t size)
{
	char path[PATH_MAX];
	uint32_t count;

	snprintf(path, sizeof(path), "%s/results.json", folder);
	run->folder = folder;
	run->results = json_object_from_file(path);
	if (member_array(run->results, "cases", &count))
		return 0;
	snprintf(error, size, "%s: expected the results of a run", path);
	json_object_put(run->results);
	return -EINVAL;
}

/* The first guest or model that was started on that topology, "": on any. */
static struct json_object *start_of(const struct run *run, const char *topology)
{
	uint32_t count;
	struct json_object *starts = member_array(run->results, "starts", &count);

	for (uint32_t i = 0; i < count; i++) {
		struct json_object *start = json_object_array_get_idx(starts, i);

		if (member_true(start, "ok") &&
		    (!*topology || !strcmp(member_text(start, "topology"), topology)))
			return start;
	}
	return NULL;
}

static int differ(const struct run *a, const struct run *b, const char *what, const char *x,
		  const char *y, char *error, size_t size)
{
	if (!strcmp(x, y))
		return 0;
	snprintf(error, size, "%s and %s differ in their %s: '%s', '%s'", a->folder, b->folder,
		 what, x, y);
	return 1;
}

static int same_topologies(const struct run *a, const struct run *b, char *error, size_t size)
{
	uint32_t count;
	struct json_object *starts = member_array(a->results, "starts", &count);
	int rc = 0;

	for (uint32_t i = 0; !rc && i < count; i++) {
		struct json_object *x = json_object_array_get_idx(starts, i);
		struct json_object *y = start_of(b, member_text(x, "topology"));

		if (member_true(x, "ok"))
			rc = differ(a, b, "topology", member_text(x, "topology_hash"),
				    member_text(y, "topology_hash"), error, size);
	}
	return rc;
}

static int same(const struct run *a, const struct run *b, char *error, size_t size)
{
	static const char *const of_run[][2] = {{"revision", "build of isotap"},
						{"plan", "set of cases"}};
	static const char *const of_guest[][2] = {
		{"clock", "clock"}, {"qemu", "QEMU"}, {"accelerator", "accelerator"}};
	struct json_object *x = member_object(start_of(a, ""), "identity");
	struct json_object *y = member_object(start_of(b, ""), "identity");
	int rc = 0;

	for (size_t i = 0; !rc && i < 2; i++)
		rc = differ(a, b, of_run[i][1], member_text(a->results, of_run[i][0]),
			    member_text(b->results, of_run[i][0]), error, size);
	for (size_t i = 0; !rc && i < 3; i++)
		rc = differ(a, b, of_guest[i][1], member_text(x, of_guest[i][0]),
			    member_text(y, of_guest[i][0]), error, size);
	return rc ? rc : same_topologies(a, b, error, size);
}

int comparable_runs(const char *const *folders, size_t count, bool *deterministic, char *error,
		    size_t size)
{
	struct run first, other;
	int rc = open_run(&first, folders[0], error, size);

	if (rc)
		return rc;
	for (size_t i = 1; !rc && i < count; i++) {
		rc = open_run(&other, folders[i], error, size);
		if (rc)
			break;
		rc = same(&first, &other, error, size);
		json_object_put(other.results);
	}
	*deterministic =
		!strcmp(member_text(member_object(start_of(&first, ""), "identity"), "clock"),
			"deterministic");
	json_object_put(first.results);
	return rc;
}
