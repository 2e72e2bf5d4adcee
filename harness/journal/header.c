// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run says of itself before it begins, and whether another one is the same. */
#include "journal/header.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/member.h"
#include "base/text.h"
#include "journal/journal.h"
#include "run/controller.h"
#include "run/software.h"
#include "version.h"

#define ARGUMENTS_MAX 1024

/* ---- to the journal ---- */

static void hash_text(uint64_t hash, char *out, size_t size)
{
	snprintf(out, size, "%016llx", (unsigned long long)hash);
}

/* "" for a file that cannot be read. */
static void hash_file(const char *path, char *out, size_t size)
{
	static char bytes[65536];
	uint64_t hash = TEXT_HASH_START;
	FILE *f = fopen(path, "re");
	size_t n;

	out[0] = '\0';
	if (!f)
		return;
	while ((n = fread(bytes, 1, sizeof(bytes), f)))
		hash = text_hash_bytes(hash, bytes, n);
	if (!ferror(f))
		hash_text(hash, out, size);
	fclose(f);
}

static void add_file(struct json_object *files, const char *path)
{
	struct json_object *row;
	char hash[32];

	/* An implementation by name is part of the program. */
	if (!path || access(path, F_OK))
		return;
	hash_file(path, hash, sizeof(hash));
	row = json_object_new_object();
	journal_text(row, "file", path);
	journal_text(row, "hash", hash);
	json_object_array_add(files, row);
}

static struct json_object *files_of(const struct controller_config *config)
{
	struct json_object *files = json_object_new_array();

	for (size_t i = 0; i < config->plan->section_count; i++)
		if (strchr(config->plan->sections[i].impl, '/'))
			add_file(files, config->plan->sections[i].impl);
	add_file(files, config->kernel);
	for (char *const *file = config->load; file && *file; file++)
		add_file(files, *file);
	return files;
}

static struct json_object *sections_of(const struct plan *plan)
{
	struct json_object *sections = json_object_new_array();

	for (size_t i = 0; i < plan->section_count; i++) {
		const struct plan_section *section = &plan->sections[i];
		struct json_object *row = json_object_new_object();

		journal_text(row, "target", section->target);
		journal_text(row, "impl", section->impl);
		journal_text(row, "name", section->identity.name);
		journal_text(row, "version", section->identity.version);
		json_object_array_add(sections, row);
	}
	return sections;
}

static struct json_object *shard_json(const struct controller_config *config)
{
	char text[32];

	snprintf(text, sizeof(text), "%u/%u", config->shard, config->shards);
	return json_object_new_string(text);
}

struct json_object *header_line(const struct controller_config *config, const char *started)
{
	struct json_object *line = journal_line("run"), *arguments = json_object_new_array();
	char hash[32], folder[PATH_MAX];

	journal_text(line, "revision", ISOTAP_REVISION);
	journal_text(line, "started", started);
	hash_file("/proc/self/exe", hash, sizeof(hash));
	journal_text(line, "program", hash);
	json_object_object_add(line, "seed", json_object_new_uint64(config->seed));
	hash_text(config->plan->hash, hash, sizeof(hash));
	journal_text(line, "plan", hash);
	json_object_object_add(line, "planned",
			       json_object_new_int64((int64_t)config->plan->count));
	if (config->shards)
		json_object_object_add(line, "shard", shard_json(config));
	journal_text(line, "folder", getcwd(folder, sizeof(folder)) ? folder : "");
	for (int i = 0; i < config->argc; i++)
		json_object_array_add(arguments, json_object_new_string(config->argv[i]));
	json_object_object_add(line, "arguments", arguments);
	json_object_object_add(line, "sections", sections_of(config->plan));
	if (config->software)
		journal_text(line, "software", config->software->text);
	json_object_object_add(line, "files", files_of(config));
	return line;
}

/* ---- from a journal ---- */

#define STOP 1 /* only the first line is wanted */

static int take_first(void *ctx, struct json_object *line, char *error, size_t size)
{
	struct json_object **header = ctx;

	if (strcmp(member_text(line, "j"), "run")) {
		snprintf(error, size, "expected the line that begins a run");
		return -EINVAL;
	}
	*header = json_object_get(line);
	return STOP;
}

struct json_object *header_read(struct journal *journal, char *error, size_t size)
{
	struct json_object *header = NULL;
	int rc = journal_read(journal, take_first, &header, error, size);

	if (!rc)
		snprintf(error, size, "the journal holds no run");
	return header;
}

void header_free_arguments(char **argv)
{
	for (char **word = argv; word && *word; word++)
		free(*word);
	free(argv);
}

char **header_arguments(struct json_object *header, int *argc, char *error, size_t size)
{
	uint32_t count;
	struct json_object *array = member_array(header, "arguments", &count);
	char **argv = calloc(ARGUMENTS_MAX + 1, sizeof(*argv));
	bool good = argv && count && count <= ARGUMENTS_MAX;

	for (uint32_t i = 0; good && i < count; i++) {
		struct json_object *word = json_object_array_get_idx(array, i);

		good = json_object_is_type(word, json_type_string);
		argv[i] = good ? strdup(json_object_get_string(word)) : NULL;
		good = good && argv[i];
	}
	*argc = (int)count;
	if (good)
		return argv;
	snprintf(error, size, "the journal's first line has no arguments of a run");
	header_free_arguments(argv);
	return NULL;
}

/* ---- the same run? ---- */

static int differs(struct json_object *header, const char *key, const char *now, const char *what,
		   char *error, size_t size)
{
	const char *then = member_text(header, key);

	if (!strcmp(then, now))
		return 0;
	snprintf(error, size, "%s was %.100s, and is %.100s now", what, *then ? then : "unknown",
		 now);
	return -EINVAL;
}

static int check_sections(struct json_object *header, const struct plan *plan, char *error,
			  size_t size)
{
	uint32_t count;
	struct json_object *sections = member_array(header, "sections", &count);
	char what[256];

	for (size_t i = 0; i < plan->section_count; i++) {
		const struct plan_section *section = &plan->sections[i];

		snprintf(what, sizeof(what), "the version of implementation %s",
			 section->identity.name);
		if (differs(json_object_array_get_idx(sections, i), "version",
			    section->identity.version, what, error, size))
			return -EINVAL;
	}
	return 0;
}

static int check_files(struct json_object *header, char *error, size_t size)
{
	uint32_t count;
	struct json_object *files = member_array(header, "files", &count);

	for (uint32_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(files, i);
		const char *file = member_text(row, "file");
		char hash[32];

		hash_file(file, hash, sizeof(hash));
		if (!strcmp(hash, member_text(row, "hash")))
			continue;
		snprintf(error, size, "%.300s has changed since the run began", file);
		return -EINVAL;
	}
	return 0;
}

int header_check(struct json_object *header, const struct controller_config *config,
		 bool same_program, char *error, size_t size)
{
	char hash[32];

	if (differs(header, "revision", ISOTAP_REVISION, "isotap", error, size))
		return -EINVAL;
	hash_text(config->plan->hash, hash, sizeof(hash));
	if (differs(header, "plan", hash, "the plan (cases and topologies)", error, size) ||
	    check_sections(header, config->plan, error, size))
		return -EINVAL;
	if (!same_program)
		return 0;
	hash_file("/proc/self/exe", hash, sizeof(hash));
	if (differs(header, "program", hash, "isotap was built anew: its hash", error, size))
		return -EINVAL;
	return check_files(header, error, size);
}
