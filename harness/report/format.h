/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run can be written as. Each format is made of the run as an object (results.json) alone,
 * so the same code writes it while the run goes on, at its end, and years later. Texts in that
 * object may come from a guest: each format escapes what would be more than text in it.
 */
#ifndef ISOTAP_FORMAT_H
#define ISOTAP_FORMAT_H

#include <stdbool.h>
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

/* Either the first three members, for a format that is read line by line as it comes, or the last.
 */
struct format {
	const char *name;
	void (*begin)(FILE *out, uint32_t planned);
	void (*comment)(FILE *out, const char *text);
	void (*each)(FILE *out, uint32_t number, struct json_object *result);
	/* A whole run: 0 or a negative errno. */
	int (*write)(FILE *out, struct json_object *run, const struct format_options *options);
};

/* All of them, ended by a NULL name. */
extern const struct format formats[];
const struct format *format_find(const char *name);
/* "tap13, tap14, ..." */
const char *format_names(void);
/* One case of a line-by-line format, with the comments that stand before it. */
void format_case(const struct format *format, FILE *out, uint32_t number,
		 struct json_object *result);
/* A whole run in any format. 0 or a negative errno. */
int format_write(const struct format *format, FILE *out, struct json_object *run,
		 const struct format_options *options);
/* The same to a file, which is replaced in one step, or (NULL) to standard output. */
int format_write_file(const struct format *format, const char *path, struct json_object *run,
		      const struct format_options *options);
/* Whether KCIDB takes these. */
bool format_kcidb_origin(const char *origin);
bool format_kcidb_id(const char *id);

void format_comment(FILE *out, const char *text);
void format_tap13_begin(FILE *out, uint32_t planned);
void format_tap13_each(FILE *out, uint32_t number, struct json_object *result);
void format_tap14_begin(FILE *out, uint32_t planned);
void format_tap14_each(FILE *out, uint32_t number, struct json_object *result);
void format_ktap_begin(FILE *out, uint32_t planned);
void format_ktap_each(FILE *out, uint32_t number, struct json_object *result);
void format_lava_each(FILE *out, uint32_t number, struct json_object *result);
int format_junit(FILE *out, struct json_object *run, const struct format_options *options);
int format_kcidb(FILE *out, struct json_object *run, const struct format_options *options);

#endif
