/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run can be written as besides TAP version 13. Each format is made of the run as an object
 * (results.json) alone, so it can be written while the run goes on, at its end, or years later.
 */
#ifndef ISOTAP_FORMAT_H
#define ISOTAP_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json_object;

/* What a run does not know of itself. */
struct format_options {
	const char *origin;   /* KCIDB: who submits, [a-z0-9_]+; NULL: "isotap" */
	const char *build_id; /* KCIDB: the tested build, "origin:..."; NULL: made of kernel and
				 revision */
};

struct format {
	const char *name, *what;
	/* Line by line, for formats that can be read as they come; otherwise NULL. */
	void (*begin)(FILE *out, uint32_t planned);
	void (*each)(FILE *out, uint32_t number, struct json_object *result);
	/* A whole run: 0 or a negative errno. */
	int (*write)(FILE *out, struct json_object *run, const struct format_options *options);
};

/* All of them, ended by a NULL name. */
extern const struct format formats[];
const struct format *format_find(const char *name);
/* Writes a whole run to a file, which is replaced in one step, or (NULL) to standard output. 0 or a
 * negative errno. */
int format_write_file(const struct format *format, const char *path, struct json_object *run,
		      const struct format_options *options);
/* `write` of a format that has begin and each. */
int format_write_lines(const struct format *format, FILE *out, struct json_object *run);

int format_junit(FILE *out, struct json_object *run, const struct format_options *options);
int format_kcidb(FILE *out, struct json_object *run, const struct format_options *options);
void format_ktap_begin(FILE *out, uint32_t planned);
void format_ktap_each(FILE *out, uint32_t number, struct json_object *result);
int format_ktap(FILE *out, struct json_object *run, const struct format_options *options);
void format_lava_each(FILE *out, uint32_t number, struct json_object *result);
int format_lava(FILE *out, struct json_object *run, const struct format_options *options);

#endif
