/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of cases by their full names, from a file. */
#ifndef ISOTAP_NAMES_H
#define ISOTAP_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct case_names;

/* One "target/implementation/id" a line; '#' starts a comment. NULL with `error` filled: the file
 * cannot be read, or a line names no case. */
struct case_names *case_names_load(const char *path, char *error, size_t size);
bool case_names_have(const struct case_names *names, const char *name);
void case_names_free(struct case_names *names);

#endif
