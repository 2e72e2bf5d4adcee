/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAP version 13: version line, plan, then one line a case, numbered, with YAML diagnostics below a
 * `not ok`. Nothing in it depends on wall time or on where the run's folder is: two runs of the
 * model with one seed print the same bytes.
 */
#ifndef ISOTAP_TAP_H
#define ISOTAP_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "run/result.h"

struct tap {
	int fd;            /* standard output, or -1 */
	FILE *copy;        /* the run's folder, or NULL */
	const char *rerun; /* arguments that a rerun needs beside --target, --impl, --case */
	size_t number;
	bool closed; /* the reader has gone: nothing more is written to fd */
};

void tap_begin(struct tap *tap, size_t planned);
/* A diagnostic line, escaped. */
void tap_comment(struct tap *tap, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tap_result(struct tap *tap, const struct result *result);

/* Writes what tap_result() would for test `number`. */
void tap_format(FILE *out, size_t number, const struct result *result, const char *rerun);

#endif
