// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/format.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/member.h"

static int format_json(FILE *out, struct json_object *run, const struct format_options *options)
{
	(void)options;
	fputs(json_object_to_json_string_ext(run, JSON_C_TO_STRING_PRETTY |
							  JSON_C_TO_STRING_NOSLASHESCAPE),
	      out);
	return fputc('\n', out) == EOF ? -EIO : 0;
}

static void nothing(FILE *out, uint32_t planned)
{
	(void)out;
	(void)planned;
}

const struct format formats[] = {
	{"ktap", "KTAP version 1, as kselftest and KUnit print it", format_ktap_begin,
	 format_ktap_each, format_ktap},
	{"lava", "LAVA test-case signals", nothing, format_lava_each, format_lava},
	{"junit", "JUnit XML, for Jenkins and GitLab", NULL, NULL, format_junit},
	{"kcidb", "KCIDB version 5.3", NULL, NULL, format_kcidb},
	{"json", "the run's results.json", NULL, NULL, format_json},
	{0},
};

const struct format *format_find(const char *name)
{
	for (const struct format *f = formats; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

int format_write_lines(const struct format *format, FILE *out, struct json_object *run)
{
	uint32_t count;
	struct json_object *cases = member_array(run, "cases", &count);

	format->begin(out, count);
	for (uint32_t i = 0; i < count; i++)
		format->each(out, i + 1, json_object_array_get_idx(cases, i));
	return ferror(out) ? -EIO : 0;
}

int format_write_file(const struct format *format, const char *path, struct json_object *run,
		      const struct format_options *options)
{
	char temporary[PATH_MAX];
	FILE *out;
	int rc;

	if (!path) {
		rc = format->write(stdout, run, options);
		return fflush(stdout) && !rc ? -EIO : rc;
	}
	if (snprintf(temporary, sizeof(temporary), "%s.tmp", path) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	out = fopen(temporary, "we");
	if (!out)
		return -errno;
	rc = format->write(out, run, options);
	if (fclose(out) && !rc)
		rc = -errno;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc)
		unlink(temporary);
	return rc;
}
