/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A result as it is kept in the journal, whole: what is read back prints, byte for byte, what the
 * result itself would. Samples are lines of their own (result_samples_each()), as there may be
 * millions.
 */
#ifndef ISOTAP_RESULT_JSON_H
#define ISOTAP_RESULT_JSON_H

#include "verdict/result.h"

struct json_object;

/* Adds the members of an "end" line. */
void result_to_json(const struct result *result, struct json_object *line);
/* Fills an initialised result, whose samples came before. 0, or -EINVAL: it is no such line. */
int result_from_json(struct result *result, struct json_object *line);

/* Calls `fn` with "samples" lines, {phase, unit, values}, whose references are passed on. */
void result_samples_each(const struct result *result,
			 void (*fn)(void *ctx, struct json_object *line), void *ctx);
/* 0, or -EINVAL: it is no such line. */
int result_samples_from_json(struct result *result, struct json_object *line);

#endif
