// SPDX-License-Identifier: GPL-2.0-or-later
/* Results as JSON. */
#include "report/results.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/text.h"
#include "plan/requirements.h"

static void add_text(struct json_object *object, const char *key, const char *text)
{
	char clean[2048];

	snprintf(clean, sizeof(clean), "%s", text);
	/* The cut may have left half a character. */
	text_clean_utf8(clean, strlen(clean));
	json_object_object_add(object, key, json_object_new_string(clean));
}

static void add_lines(struct json_object *object, const char *key, const struct result_lines *lines)
{
	struct json_object *array;
	char dropped[64];

	if (!lines->count)
		return;
	array = json_object_new_array();
	for (size_t i = 0; i < lines->count; i++) {
		text_clean_utf8(lines->lines[i], strlen(lines->lines[i]));
		json_object_array_add(array, json_object_new_string(lines->lines[i]));
	}
	json_object_object_add(object, key, array);
	if (!lines->dropped)
		return;
	snprintf(dropped, sizeof(dropped), "%s_dropped", key);
	json_object_object_add(object, dropped, json_object_new_uint64(lines->dropped));
}

static void add_requirement(void *ctx, const char *id, const struct requirement *req)
{
	struct json_object *row = json_object_new_object();

	add_text(row, "id", id);
	if (req) {
		add_text(row, "source", req->source);
		add_text(row, "strength", strength_name(req->strength));
		add_text(row, "text", req->text);
		add_text(row, "who", req->who);
	}
	json_object_array_add(ctx, row);
}

static void add_check(struct json_object *object, const struct result_check *check)
{
	struct json_object *row;

	if (!check->present)
		return;
	row = json_object_new_object();
	add_text(row, "text", check->text);
	if (*check->reg)
		add_text(row, "register", check->reg);
	if (*check->port)
		add_text(row, "port", check->port);
	if (check->has_values) {
		json_object_object_add(row, "expected", json_object_new_int64(check->expected));
		json_object_object_add(row, "seen", json_object_new_int64(check->seen));
	}
	if (check->has_mask)
		json_object_object_add(row, "mask", json_object_new_int64(check->mask));
	json_object_object_add(object, "check", row);
}

static void add_rerun(struct json_object *object, const struct result *result, const char *rerun)
{
	const struct plan_item *item = result->item;
	char *command = NULL;
	size_t length;
	FILE *f = open_memstream(&command, &length);

	if (!f)
		return;
	fprintf(f, "./run.sh --target %s --impl ", item->section->target);
	text_shell(f, item->section->impl);
	fputs(" --topology ", f);
	text_shell(f, item->topology->name);
	fprintf(f, " --case %s", item->tc->id);
	if (rerun)
		fprintf(f, " %s", rerun);
	if (result->rerun)
		fprintf(f, " %s", result->rerun);
	fclose(f);
	add_text(object, "rerun", command);
	free(command);
}

static void add_phases(struct json_object *object, const struct samples *samples)
{
	struct json_object *array;

	if (!samples->phase_count)
		return;
	array = json_object_new_array();
	for (size_t i = 0; i < samples->phase_count; i++) {
		const struct samples_phase *phase = &samples->phases[i];
		struct json_object *row;
		struct percentiles p;

		if (percentiles_of(phase, &p))
			continue;
		row = json_object_new_object();
		add_text(row, "phase", phase->name);
		add_text(row, "unit", phase->unit);
		json_object_object_add(row, "count", json_object_new_int64((int64_t)p.count));
		json_object_object_add(row, "min", json_object_new_double(p.min));
		json_object_object_add(row, "p50", json_object_new_double(p.p50));
		json_object_object_add(row, "p90", json_object_new_double(p.p90));
		json_object_object_add(row, "p99", json_object_new_double(p.p99));
		json_object_object_add(row, "p99.9", json_object_new_double(p.p999));
		json_object_object_add(row, "max", json_object_new_double(p.max));
		json_object_array_add(array, row);
	}
	json_object_object_add(object, "measurements", array);
	if (samples->refused)
		json_object_object_add(object, "samples_refused",
				       json_object_new_int64((int64_t)samples->refused));
}

struct json_object *results_case(const struct result *result, const char *rerun)
{
	const struct plan_item *item = result->item;
	struct json_object *object = json_object_new_object(), *reqs = json_object_new_array();
	char seed[32];

	if (!object || !reqs)
		return NULL;
	add_text(object, "name", item->name);
	add_text(object, "case", item->tc->id);
	add_text(object, "area", item->tc->area);
	add_text(object, "target", item->section->target);
	add_text(object, "implementation", item->section->identity.name);
	add_text(object, "claim", item->tc->claim);
	add_text(object, "topology", item->topology->name);
	if (item->topology_differs)
		json_object_object_add(object, "topology_differs", json_object_new_boolean(true));
	add_text(object, "outcome", outcome_name(result->outcome));
	add_text(object, "reason", result->reason);
	if (*result->expectation)
		add_text(object, "expectation", result->expectation);
	if (result->death)
		add_text(object, "death", rig_death_name(result->death));
	if (*result->panic)
		add_text(object, "panic", result->panic);
	json_object_object_add(object, "observation", json_object_new_boolean(result->observation));
	json_object_object_add(object, "rig_self_check",
			       json_object_new_boolean(!!(item->tc->flags & CASE_RIG)));
	requirements_each(item->tc->reqs, add_requirement, reqs);
	json_object_object_add(object, "requirements", reqs);
	snprintf(seed, sizeof(seed), "0x%016" PRIx64, item->seed);
	add_text(object, "seed", seed);
	json_object_object_add(object, "seconds", json_object_new_double(result->wall_seconds));
	json_object_object_add(object, "clock_ns", json_object_new_uint64(result->clock_ns));
	if (result->outcome != OUTCOME_PASS && result->outcome != OUTCOME_SKIP)
		add_rerun(object, result, rerun);
	add_check(object, &result->check);
	add_lines(object, "notes", &result->notes);
	add_lines(object, "kernel_log", &result->klog);
	add_lines(object, "evidence", &result->evidence);
	add_lines(object, "kept", &result->kept);
	add_phases(object, &result->samples);
	return object;
}

int results_write(const char *path, struct json_object *run)
{
	char temporary[PATH_MAX];
	int rc = 0, fd;

	if (snprintf(temporary, sizeof(temporary), "%s.tmp", path) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	if (json_object_to_fd(fd, run, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE) ||
	    write(fd, "\n", 1) != 1 || fdatasync(fd))
		rc = -EIO;
	close(fd);
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc)
		unlink(temporary);
	return rc;
}

void results_samples(FILE *out, const struct result *result)
{
	for (size_t i = 0; i < result->samples.phase_count; i++) {
		const struct samples_phase *phase = &result->samples.phases[i];

		for (size_t n = 0; n < phase->count; n++) {
			fprintf(out, "%s\t", result->item->name);
			text_plain(out, phase->name, false);
			fputc('\t', out);
			text_plain(out, phase->unit, false);
			fprintf(out, "\t%.17g\n", phase->values[n]);
		}
	}
}
