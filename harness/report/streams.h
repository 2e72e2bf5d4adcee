/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a run goes while it runs: standard output, the copy in the run's folder, files in other
 * formats. What is read line by line is written as it comes, so that a killed run leaves what it
 * found out; the rest is written at the end, in one step.
 */
#ifndef ISOTAP_STREAMS_H
#define ISOTAP_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "report/format.h"

#define STREAMS_MAX 16

/* What was asked for. Of those without a file there is at most one. */
struct stream_requests {
	struct {
		const struct format *format;
		const char *path; /* NULL: standard output */
	} list[STREAMS_MAX];
	size_t count;
	struct format_options options;
};

struct stream {
	const struct format *format;
	const char *path; /* NULL: standard output */
	int fd;           /* of a line-by-line format, or -1 */
	int error;        /* the first one, negative errno; nothing is written any more */
};

struct streams {
	struct stream list[STREAMS_MAX + 2];
	size_t count;
	struct format_options options;
	struct json_object *comments; /* since the last case */
	uint32_t number;
	bool closed; /* the reader of standard output has gone */
	char *copy;
};

/* Opens every file, with TAP version 13 for standard output if nothing else was asked for, and a
 * copy of TAP in the run's folder. 0, or a negative errno with `error` naming the file. */
int streams_open(struct streams *streams, const struct stream_requests *requests,
		 const char *run_dir, char *error, size_t size);
void streams_begin(struct streams *streams, size_t planned);
/* A diagnostic line where the format has such. It is kept in the next case's object. */
void streams_comment(struct streams *streams, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The next case, made by results_case(). One that has comments already, as from a journal, is
 * written with those. */
void streams_result(struct streams *streams, struct json_object *result);
/* The end: writes what needs the whole run, `run`, which gets the comments behind its last case. */
void streams_end(struct streams *streams, struct json_object *run);
/* The first output that could not be written, with its error, or NULL. */
const struct stream *streams_failed(const struct streams *streams);
void streams_close(struct streams *streams);

#endif
