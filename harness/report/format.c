// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/format.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
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

static void no_comment(FILE *out, const char *text)
{
	(void)out;
	(void)text;
}

const struct format formats[] = {
	{"tap13", format_tap13_begin, format_comment, format_tap13_each, NULL},
	{"tap14", format_tap14_begin, format_comment, format_tap14_each, NULL},
	{"ktap", format_ktap_begin, format_comment, format_ktap_each, NULL},
	{"lava", nothing, no_comment, format_lava_each, NULL},
	{"junit", NULL, NULL, NULL, format_junit},
	{"kcidb", NULL, NULL, NULL, format_kcidb},
	{"json", NULL, NULL, NULL, format_json},
	{0},
};

const struct format *format_find(const char *name)
{
	for (const struct format *f = formats; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

static void comments(const struct format *format, FILE *out, struct json_object *of)
{
	uint32_t count;
	struct json_object *lines = member_array(of, "comments", &count);

	for (uint32_t i = 0; i < count; i++)
		format->comment(out, member_element(lines, i));
}

void format_case(const struct format *format, FILE *out, uint32_t number,
		 struct json_object *result)
{
	comments(format, out, result);
	format->each(out, number, result);
}

/* Line by line, the same calls as while the run goes on. */
static int write_lines(const struct format *format, FILE *out, struct json_object *run)
{
	uint32_t count;
	struct json_object *cases = member_array(run, "cases", &count);

	format->begin(out, count);
	for (uint32_t i = 0; i < count; i++)
		format_case(format, out, i + 1, json_object_array_get_idx(cases, i));
	comments(format, out, run);
	return 0;
}

int format_write(const struct format *format, FILE *out, struct json_object *run,
		 const struct format_options *options)
{
	int rc = format->write ? format->write(out, run, options) : write_lines(format, out, run);

	if (fflush(out) && !rc)
		rc = -errno;
	return rc ? rc : ferror(out) ? -EIO : 0;
}

const char *format_names(void)
{
	static char text[128];

	for (const struct format *f = formats; f->name && !text[sizeof(text) - 32]; f++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "%s%s", used ? ", " : "", f->name);
	}
	return text;
}

int format_write_file(const struct format *format, const char *path, struct json_object *run,
		      const struct format_options *options)
{
	char temporary[PATH_MAX];
	struct stat st;
	FILE *out;
	int rc;

	if (!path)
		return format_write(format, stdout, run, options);
	/* A device or a pipe is written to, not replaced. */
	if (!stat(path, &st) && !S_ISREG(st.st_mode)) {
		out = fopen(path, "we");
		rc = out ? format_write(format, out, run, options) : -errno;
		return out && fclose(out) && !rc ? -errno : rc;
	}
	if (snprintf(temporary, sizeof(temporary), "%s.tmp", path) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	out = fopen(temporary, "we");
	if (!out)
		return -errno;
	rc = format_write(format, out, run, options);
	if (fclose(out) && !rc)
		rc = -errno;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc)
		unlink(temporary);
	return rc;
}
